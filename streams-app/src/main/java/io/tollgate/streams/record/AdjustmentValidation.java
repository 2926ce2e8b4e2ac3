package io.tollgate.streams.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tollgate.event.Adjustment;
import io.tollgate.model.MostHits;
import io.tollgate.topic.CounterKeyEvents;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Says what is wrong with an adjustment. Pure. */
public final class AdjustmentValidation {

    /** How many hits one adjustment may give back or add. */
    public static final long MOST_HITS = MostHits.AT_ONCE;

    /** How many characters its reason may have. */
    public static final int LONGEST_REASON = 1_000;

    private static final long FARTHEST_MILLIS = 1L << 53;

    private AdjustmentValidation() {}

    /** Returns what is wrong, or null where nothing is. */
    public static @Nullable String problem(Adjustment adjustment) {
        String id = adjustment.getId();
        if (id.isEmpty() || id.length() > HitValidation.LONGEST_ADJUSTMENT_ID) {
            return "id: " + id.length() + " characters (expected: 1 to " + HitValidation.LONGEST_ADJUSTMENT_ID + ")";
        }
        long hits = adjustment.getHits();
        if (hits == 0 || hits > MOST_HITS || hits < -MOST_HITS) {
            return "hits: " + hits + " (expected: at most 2^48 to give back, as a negative number, or to add, not 0)";
        }
        String reason = adjustment.getReason();
        if (reason.isBlank() || reason.length() > LONGEST_REASON) {
            return "reason: " + (reason.isBlank() ? "empty" : reason.length() + " characters") + " (expected: 1 to "
                    + LONGEST_REASON + " characters)";
        }
        if (adjustment.getAt() > FARTHEST_MILLIS || adjustment.getAt() < -FARTHEST_MILLIS) {
            return "at: " + adjustment.getAt() + " ms (expected: an instant in the accounting window)";
        }
        return counterProblem(adjustment);
    }

    private static @Nullable String counterProblem(Adjustment adjustment) {
        try {
            CounterKeyEvents.key(adjustment.getCounter());
            return null;
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
    }

    /** Returns what is wrong with what stands under a key of the topic, or null where nothing is. */
    public static @Nullable String problem(byte @Nullable [] key, Adjustment adjustment) {
        if (key == null || !Arrays.equals(key, key(adjustment.getId()))) {
            return "the key is not the adjustment's id";
        }
        return problem(adjustment);
    }

    /** Returns the key under which the topic has all that is said of an id. */
    public static byte[] key(String id) {
        return id.getBytes(UTF_8);
    }
}
