package io.tollgate.streams.query;

import static java.util.Objects.requireNonNull;

import com.google.gson.stream.JsonWriter;
import io.tollgate.model.Window;
import io.tollgate.streams.export.DescriptorJson;
import io.tollgate.streams.window.WindowUsed;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Usage as one copy of its store has it.
 *
 * @param windows those that the counter was hit in
 * @param asOf every hit that Kafka had at that instant is in it, and maybe later ones
 * @param age how long ago that was when the copy was read
 */
record UsageAnswer(List<WindowUsed> windows, Copy copy, Instant asOf, Duration age) {

    UsageAnswer {
        windows = List.copyOf(windows);
        requireNonNull(copy, "copy");
        requireNonNull(asOf, "asOf");
        requireNonNull(age, "age");
    }

    /**
     * Returns the answer as a JSON object.
     *
     * @param instance who answers
     */
    String toJson(UsageRequest request, String instance) {
        StringWriter text = new StringWriter();
        try (JsonWriter json = new JsonWriter(text)) {
            json.beginObject();
            json.name("domain").value(request.counter().getDomain());
            json.name("descriptor");
            DescriptorJson.write(request.counter(), json);
            json.name("as_of").value(asOf.toString());
            json.name("age_ms").value(age.toMillis());
            json.name("copy").value(copy.id());
            json.name("answered_by").value(instance);
            json.name("windows").beginArray();
            for (WindowUsed window : windows) {
                write(window, json);
            }
            json.endArray().endObject();
        } catch (IOException e) {
            throw new UncheckedIOException("could not write in memory", e);
        }
        return text.append('\n').toString();
    }

    private static void write(WindowUsed used, JsonWriter json) throws IOException {
        Window window = used.window();
        json.beginObject();
        json.name("window_start")
                .value(Instant.ofEpochMilli(window.startMillis()).toString());
        json.name("window_end").value(Instant.ofEpochMilli(window.endMillis()).toString());
        json.name("usage").value(used.usage());
        json.name("limit");
        if (used.limit().isPresent()) {
            json.value(used.limit().getAsLong());
        } else {
            json.nullValue();
        }
        json.name("over_limit").value(used.isOverLimit());
        json.name("admitted").value(used.counts().admitted());
        json.name("denied_here").value(used.counts().deniedHere());
        json.name("denied_elsewhere").value(used.counts().deniedElsewhere());
        json.name("given_back").value(used.counts().givenBack());
        json.name("would_deny").value(used.counts().wouldDeny());
        json.endObject();
    }
}
