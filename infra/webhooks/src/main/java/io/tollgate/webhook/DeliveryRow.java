package io.tollgate.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A delivery as bytes: a byte for the format, then JSON. */
final class DeliveryRow {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final byte FORMAT = 1;

    private DeliveryRow() {}

    static byte[] encode(Delivery delivery) {
        Progress progress = delivery.progress();
        ObjectNode row = JSON.createObjectNode()
                .put("webhook", delivery.webhook())
                .put("id", delivery.id())
                .put("type", delivery.type())
                .put("created", delivery.created().toEpochMilli())
                .put("state", progress.state().name())
                .put("at", progress.at().toEpochMilli())
                .put("tries", progress.tries());
        ArrayNode attempts = row.putArray("attempts");
        progress.attempts().forEach(attempt -> attempts.add(json(attempt)));
        try {
            byte[] json = JSON.writeValueAsBytes(row);
            byte[] bytes = new byte[1 + json.length];
            bytes[0] = FORMAT;
            System.arraycopy(json, 0, bytes, 1, json.length);
            return bytes;
        } catch (IOException e) {
            throw new IllegalStateException("a tree is always JSON", e);
        }
    }

    private static ObjectNode json(Attempt attempt) {
        ObjectNode json = JSON.createObjectNode()
                .put("at", attempt.at().toEpochMilli())
                .put("took", attempt.took().toMillis())
                .put("answer", attempt.answer());
        if (attempt.status() != null) {
            json.put("status", attempt.status());
        }
        return attempt.error() == null ? json : json.put("error", attempt.error());
    }

    static Delivery decode(byte[] bytes) {
        if (bytes[0] != FORMAT) {
            throw new IllegalStateException("a delivery's row has the format " + bytes[0] + " of a newer version");
        }
        try {
            JsonNode row = JSON.readTree(bytes, 1, bytes.length - 1);
            return new Delivery(
                    row.get("webhook").textValue(),
                    row.get("id").textValue(),
                    row.get("type").textValue(),
                    Instant.ofEpochMilli(row.get("created").longValue()),
                    progress(row));
        } catch (IOException e) {
            throw new IllegalStateException("a delivery's row is broken", e);
        }
    }

    private static Progress progress(JsonNode row) {
        List<Attempt> attempts = new ArrayList<>();
        for (JsonNode attempt : row.get("attempts")) {
            attempts.add(new Attempt(
                    Instant.ofEpochMilli(attempt.get("at").longValue()),
                    Duration.ofMillis(attempt.get("took").longValue()),
                    attempt.has("status") ? attempt.get("status").intValue() : null,
                    attempt.has("error") ? attempt.get("error").textValue() : null,
                    attempt.get("answer").textValue()));
        }
        return new Progress(
                DeliveryState.valueOf(row.get("state").textValue()),
                Instant.ofEpochMilli(row.get("at").longValue()),
                row.get("tries").intValue(),
                attempts);
    }
}
