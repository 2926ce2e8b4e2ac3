package io.tollgate.gateway.usage;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How long a report that was made at once takes to come back as usage, which is how old usage of others is when it
 * arrives. Thread-safe.
 */
final class HurriedLag {

    /** Weighs about the last twenty. */
    private static final long WEIGHT = 20;

    /** What takes longer tells of an outage, not of a report's way. */
    private static final long MOST_NANOS = 500_000_000;

    private final AtomicLong meanNanos = new AtomicLong();

    void observed(long nanos) {
        long bounded = Math.min(nanos, MOST_NANOS);
        meanNanos.updateAndGet(mean -> mean == 0 ? bounded : mean + (bounded - mean) / WEIGHT);
    }

    /** Returns the mean, in milliseconds; 0 before the first. */
    double millis() {
        return meanNanos.get() / 1e6;
    }
}
