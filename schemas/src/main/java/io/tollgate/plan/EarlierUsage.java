package io.tollgate.plan;

import io.tollgate.model.Window;
import java.util.Arrays;

/**
 * What a subscription used of a feature in the windows that are kept: those of limits, an hour or longer. In a window that is
 * not among them nothing was used. Immutable, with value equality; small, because gateways have many.
 */
public final class EarlierUsage {

    /** How many windows before the present one are looked at: what was left before is gone. */
    public static final int MOST_WINDOWS = 31;

    /** Nothing was used in any window. */
    public static final EarlierUsage NONE = new EarlierUsage(new long[0]);

    private static final long SHORTEST_MS = 3_600_000;

    /** For as many of its lengths a window may be looked at after its end: months and years differ in length. */
    private static final int LENGTHS_KEPT = 36;

    /** Begin, end and hits of a window. */
    private static final int NUMBERS = 3;

    private static final int END = 1;
    private static final int HITS = 2;

    /** Those of each window, in the order in which windows end, of those that end together the longest first. */
    private final long[] numbers;

    private EarlierUsage(long[] numbers) {
        this.numbers = numbers;
    }

    /** Returns whether anything can go on from windows of that length. */
    public static boolean isKept(Window window) {
        return window.lengthMillis() >= SHORTEST_MS;
    }

    /** Returns until when a window must be known, because what is left of it may go on, milliseconds since the Unix epoch. */
    public static long keptUntilMillis(Window window) {
        return window.endMillis() + (isKept(window) ? LENGTHS_KEPT * window.lengthMillis() : 0);
    }

    /** Collects windows. Not thread-safe. */
    public static final class Builder {
        private static final int USUAL_WINDOWS = 8;

        private long[] numbers = new long[NUMBERS * USUAL_WINDOWS];
        private int length;

        /**
         * Adds a window, each once.
         *
         * @param hits those that use up a plan's limits: admitted ones without those given back
         */
        public Builder add(Window window, long hits) {
            if (!isKept(window) || hits <= 0) {
                return this;
            }
            if (length == numbers.length) {
                numbers = Arrays.copyOf(numbers, 2 * length);
            }
            int at = length;
            while (at > 0 && isBefore(window, numbers[at - NUMBERS], numbers[at - NUMBERS + END])) {
                at -= NUMBERS;
            }
            System.arraycopy(numbers, at, numbers, at + NUMBERS, length - at);
            numbers[at] = window.startMillis();
            numbers[at + END] = window.endMillis();
            numbers[at + HITS] = hits;
            length += NUMBERS;
            return this;
        }

        private static boolean isBefore(Window window, long startMillis, long endMillis) {
            return window.endMillis() < endMillis
                    || (window.endMillis() == endMillis && window.startMillis() < startMillis);
        }

        /** Returns what was added. */
        public EarlierUsage build() {
            return length == 0 ? NONE : new EarlierUsage(Arrays.copyOf(numbers, length));
        }
    }

    /** Returns the hits of a window. */
    public long in(Window window) {
        for (int at = 0; at < numbers.length; at += NUMBERS) {
            if (numbers[at] == window.startMillis() && numbers[at + END] == window.endMillis()) {
                return numbers[at + HITS];
            }
        }
        return 0;
    }

    /** Returns the windows that ended by then. */
    public EarlierUsage endedBy(long nowMillis) {
        int ended = 0;
        while (ended < numbers.length && numbers[ended + END] <= nowMillis) {
            ended += NUMBERS;
        }
        return ended == numbers.length ? this : ended == 0 ? NONE : new EarlierUsage(Arrays.copyOf(numbers, ended));
    }

    /** Returns when the next window ends after an instant; {@link Long#MAX_VALUE} if all did. */
    public long nextEndMillis(long nowMillis) {
        for (int at = 0; at < numbers.length; at += NUMBERS) {
            if (numbers[at + END] > nowMillis) {
                return numbers[at + END];
            }
        }
        return Long.MAX_VALUE;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EarlierUsage usage && Arrays.equals(numbers, usage.numbers);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(numbers);
    }

    @Override
    public String toString() {
        return "EarlierUsage" + Arrays.toString(numbers);
    }
}
