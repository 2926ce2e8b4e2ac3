package io.tollgate.streams.export;

import com.google.gson.stream.JsonWriter;
import io.tollgate.event.CounterEntry;
import io.tollgate.event.DescriptorCounter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/** Descriptors as JSON: a list of the entries as they are charged. */
final class DescriptorJson {

    private DescriptorJson() {}

    /** Returns the JSON text, without white space. */
    static String of(DescriptorCounter counter) {
        StringWriter text = new StringWriter();
        try (JsonWriter json = new JsonWriter(text)) {
            json.beginArray();
            for (CounterEntry entry : counter.getEntries()) {
                write(entry, json);
            }
            json.endArray();
        } catch (IOException e) {
            throw new UncheckedIOException("could not write in memory", e);
        }
        return text.toString();
    }

    private static void write(CounterEntry entry, JsonWriter json) throws IOException {
        json.beginObject();
        json.name("key").value(entry.getKey());
        json.name("value").value(entry.getValue());
        if (entry.getPattern()) {
            json.name("pattern").value(true);
        }
        json.endObject();
    }
}
