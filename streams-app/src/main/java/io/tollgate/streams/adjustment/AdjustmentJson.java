package io.tollgate.streams.adjustment;

import com.google.gson.stream.JsonWriter;
import io.tollgate.event.AdjustedWindow;
import io.tollgate.event.Adjustment;
import io.tollgate.event.AdjustmentOutcome;
import io.tollgate.event.AdjustmentStatus;
import io.tollgate.event.DescriptorCounter;
import io.tollgate.event.QuotaCounter;
import io.tollgate.streams.export.DescriptorJson;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;

/** Adjustments as answers show them. */
public final class AdjustmentJson {

    private AdjustmentJson() {}

    /** Returns an adjustment and what became of it. */
    public static String of(Standing standing) {
        StringWriter text = new StringWriter();
        try (JsonWriter json = new JsonWriter(text)) {
            json.beginObject();
            write(standing.adjustment(), json);
            AdjustmentOutcome outcome = standing.outcome();
            if (outcome == null) {
                json.name("status").value("pending");
            } else {
                write(outcome, json);
            }
            json.endObject();
        } catch (IOException e) {
            throw new UncheckedIOException("could not write in memory", e);
        }
        return text.append('\n').toString();
    }

    private static void write(Adjustment adjustment, JsonWriter json) throws IOException {
        json.name("id").value(adjustment.getId());
        if (adjustment.getCounter().getCounter() instanceof DescriptorCounter descriptor) {
            json.name("domain").value(descriptor.getDomain());
            json.name("descriptor");
            DescriptorJson.write(descriptor, json);
        } else if (adjustment.getCounter().getCounter() instanceof QuotaCounter quota) {
            json.name("subscription").value(quota.getSubscription());
            json.name("feature").value(quota.getFeature());
        }
        json.name("at").value(instant(adjustment.getAt()));
        json.name("hits").value(adjustment.getHits());
        json.name("reason").value(adjustment.getReason());
        json.name("made_at").value(instant(adjustment.getMadeAt()));
    }

    private static void write(AdjustmentOutcome outcome, JsonWriter json) throws IOException {
        if (outcome.getStatus() == AdjustmentStatus.REFUSED) {
            json.name("status").value("refused");
            json.name("refused_because").value(outcome.getReason());
            return;
        }
        json.name("status").value("applied");
        json.name("windows").beginArray();
        for (AdjustedWindow window : outcome.getWindows()) {
            json.beginObject();
            json.name("start").value(instant(window.getStart()));
            json.name("end").value(instant(window.getEnd()));
            json.endObject();
        }
        json.endArray();
    }

    private static String instant(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }
}
