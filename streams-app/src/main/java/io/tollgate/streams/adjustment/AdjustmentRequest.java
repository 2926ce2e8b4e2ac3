package io.tollgate.streams.adjustment;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import io.tollgate.event.Adjustment;
import io.tollgate.event.CounterEntry;
import io.tollgate.event.CounterKey;
import io.tollgate.event.DescriptorCounter;
import io.tollgate.streams.export.DescriptorJson;
import io.tollgate.streams.hits.AdjustmentValidation;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what a caller asks for. Used once. */
public final class AdjustmentRequest {

    /** How many bytes a request may have. */
    public static final int MOST_BYTES = 64 << 10;

    private static final Duration FARTHEST_AHEAD = Duration.ofHours(1);
    private static final String FIELDS = "id, domain, descriptor, at, hits, reason";

    private @Nullable String id;
    private @Nullable String domain;
    private @Nullable List<CounterEntry> descriptor;
    private @Nullable Instant at;
    private @Nullable Long hits;
    private @Nullable String reason;

    private AdjustmentRequest() {}

    /**
     * Returns the adjustment that a request asks for.
     *
     * @param body JSON in UTF-8
     * @throws AdjustmentRequestException if it does not say one
     */
    public static Adjustment parse(byte[] body, Instant now) {
        if (body.length > MOST_BYTES) {
            throw new AdjustmentRequestException("the body has more than 64 KiB (expected: at most that)");
        }
        AdjustmentRequest request = new AdjustmentRequest();
        try (JsonReader json = new JsonReader(new StringReader(
                UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString()))) {
            json.setStrictness(Strictness.STRICT);
            request.read(json);
            if (json.peek() != JsonToken.END_DOCUMENT) {
                throw new AdjustmentRequestException("the body goes on behind the object (expected: one JSON object)");
            }
        } catch (CharacterCodingException e) {
            throw new AdjustmentRequestException("the body is not UTF-8");
        } catch (IllegalArgumentException e) {
            throw new AdjustmentRequestException(String.valueOf(e.getMessage()));
        } catch (IOException | IllegalStateException e) {
            throw new AdjustmentRequestException(
                    "the body is not what is expected, a JSON object with " + FIELDS + ": " + e.getMessage());
        }
        return request.adjustment(now);
    }

    private void read(JsonReader json) throws IOException {
        Set<String> seen = new HashSet<>();
        json.beginObject();
        while (json.hasNext()) {
            String name = once(seen, json.nextName());
            switch (name) {
                case "id" -> id = DescriptorJson.text(json, name);
                case "domain" -> domain = DescriptorJson.text(json, name);
                case "descriptor" -> descriptor = DescriptorJson.read(json);
                case "at" -> at = instant(DescriptorJson.text(json, name));
                case "hits" -> hits = whole(json);
                case "reason" -> reason = DescriptorJson.text(json, name);
                default -> throw unknown(name);
            }
        }
        json.endObject();
    }

    private static String once(Set<String> seen, String name) {
        if (!seen.add(name)) {
            throw new AdjustmentRequestException(name + ": given twice (expected: once)");
        }
        return name;
    }

    private static AdjustmentRequestException unknown(String name) {
        return new AdjustmentRequestException("'" + name + "': unknown field (expected: " + FIELDS + ")");
    }

    private static long whole(JsonReader json) throws IOException {
        String number = json.peek() == JsonToken.NUMBER ? json.nextString() : "no number";
        try {
            return Long.parseLong(number);
        } catch (NumberFormatException e) {
            throw new AdjustmentRequestException(
                    "hits: " + number + " (expected: a whole number, negative to give back, positive to add)");
        }
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new AdjustmentRequestException(
                    "at: '" + text + "' (expected: an instant, such as 2026-11-25T03:00:00Z)");
        }
    }

    private static <T> T required(String name, @Nullable T value) {
        if (value == null) {
            throw new AdjustmentRequestException(name + ": missing");
        }
        return value;
    }

    private Adjustment adjustment(Instant now) {
        Instant hour = required("at", at);
        if (hour.isAfter(now.plus(FARTHEST_AHEAD))) {
            throw new AdjustmentRequestException(
                    "at: " + hour + " (expected: at most an hour from now, which is " + now + ")");
        }
        Adjustment adjustment = new Adjustment(
                required("id", id),
                new CounterKey(new DescriptorCounter(required("domain", domain), required("descriptor", descriptor))),
                millis(hour),
                required("hits", hits),
                required("reason", reason),
                now.toEpochMilli());
        String problem = AdjustmentValidation.problem(adjustment);
        if (problem != null) {
            throw new AdjustmentRequestException(problem);
        }
        return adjustment;
    }

    private static long millis(Instant instant) {
        try {
            return instant.toEpochMilli();
        } catch (ArithmeticException e) {
            throw new AdjustmentRequestException("at: " + instant + " (expected: an hour that is in the ledger)");
        }
    }
}
