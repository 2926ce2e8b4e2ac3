package io.tollgate.streams.adjustment;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.type.TypeReference;
import io.tollgate.event.Adjustment;
import io.tollgate.event.CounterKey;
import io.tollgate.event.DescriptorCounter;
import io.tollgate.streams.json.EntryJson;
import io.tollgate.streams.json.StrictJson;
import io.tollgate.streams.record.AdjustmentValidation;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what a caller asks for. */
public final class AdjustmentRequest {

    /** How many bytes a request may have. */
    public static final int MOST_BYTES = 64 << 10;

    private static final Duration FARTHEST_AHEAD = Duration.ofHours(1);
    private static final String FIELDS = "id, domain, descriptor, at, hits, reason";

    private static final TypeReference<Body> BODY = new TypeReference<>() {};

    /** What a request says; null what it does not. */
    private record Body(
            @Nullable String id,
            @Nullable String domain,
            @Nullable List<EntryJson> descriptor,
            @Nullable String at,
            @Nullable Long hits,
            @Nullable String reason) {}

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
        try {
            String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
            return adjustment(StrictJson.read(text, BODY), now);
        } catch (CharacterCodingException e) {
            throw new AdjustmentRequestException("the body is not UTF-8");
        } catch (IllegalArgumentException e) {
            throw new AdjustmentRequestException(e.getMessage() + " (expected: a JSON object with " + FIELDS + ")");
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

    private static Adjustment adjustment(Body body, Instant now) {
        Instant hour = instant(required("at", body.at));
        if (hour.isAfter(now.plus(FARTHEST_AHEAD))) {
            throw new AdjustmentRequestException(
                    "at: " + hour + " (expected: at most an hour from now, which is " + now + ")");
        }
        Adjustment adjustment = new Adjustment(
                required("id", body.id),
                new CounterKey(new DescriptorCounter(
                        required("domain", body.domain), EntryJson.entries(required("descriptor", body.descriptor)))),
                millis(hour),
                required("hits", body.hits),
                required("reason", body.reason),
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
