package io.tollgate.gateway.usage;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How long a report that was made at once takes to come back as usage, which is how old usage of others is when it
 * arrives. Thread-safe.
 */
public final class HurriedLag {

    /** Weighs about the last twenty. */
    private static final long WEIGHT = 20;

    /** What takes so many times as long as usual, and longer than a few milliseconds, tells of a stall. */
    private static final long STALLED = 4;

    private static final long FEW_NANOS = 20_000_000;

    private final AtomicLong meanNanos = new AtomicLong();

    /** Takes in how long one took. A stall counts little: usage that arrives after it is as young as ever. */
    public void observed(long nanos) {
        meanNanos.updateAndGet(mean -> {
            long bounded = Math.min(nanos, Math.max(FEW_NANOS, STALLED * mean));
            return mean == 0 ? bounded : mean + (bounded - mean) / WEIGHT;
        });
    }

    /** Returns the mean, in milliseconds; 0 before the first. */
    public double millis() {
        return meanNanos.get() / 1e6;
    }
}
