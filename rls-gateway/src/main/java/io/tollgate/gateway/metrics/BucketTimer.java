package io.tollgate.gateway.metrics;

import io.micrometer.core.instrument.AbstractTimer;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.distribution.NoopHistogram;
import io.micrometer.core.instrument.distribution.pause.NoPauseDetector;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * A timer that keeps count and sum of each bucket, from 5 µs to 10 s in steps of 1, 2.5 and 5. They hold the default
 * buckets of Prometheus, in seconds and in milliseconds, and give statsd fair values without a line for each call.
 * Recording takes no lock and allocates nothing.
 */
final class BucketTimer extends AbstractTimer {

    /** Upper bounds of the buckets, inclusive; one more bucket takes what is above. */
    private static final long[] BOUNDS_NANOS = Stream.iterate(1_000L, decade -> decade * 10)
            .limit(8)
            .flatMap(decade -> Stream.of(decade, decade * 5 / 2, decade * 5))
            .filter(bound -> bound >= 5_000 && bound <= 10_000_000_000L)
            .mapToLong(Long::longValue)
            .toArray();

    private final LongAdder[] counts = adders();
    private final LongAdder[] sumsNanos = adders();
    private final LongAccumulator maxNanos = new LongAccumulator(Math::max, 0);

    BucketTimer(Meter.Id id, Clock clock) {
        super(id, clock, NoPauseDetector.INSTANCE, TimeUnit.SECONDS, NoopHistogram.INSTANCE);
    }

    private static LongAdder[] adders() {
        return Stream.generate(LongAdder::new).limit(BOUNDS_NANOS.length + 1L).toArray(LongAdder[]::new);
    }

    @Override
    protected void recordNonNegative(long amount, TimeUnit unit) {
        long nanos = unit.toNanos(amount);
        int found = Arrays.binarySearch(BOUNDS_NANOS, nanos);
        int bucket = found < 0 ? -found - 1 : found;
        sumsNanos[bucket].add(nanos);
        counts[bucket].increment();
        maxNanos.accumulate(nanos);
    }

    /** Returns the buckets, lowest first. Not of one moment: calls may be recorded meanwhile. */
    List<Bucket> buckets() {
        Bucket[] buckets = new Bucket[counts.length];
        for (int i = 0; i < buckets.length; i++) {
            long bound = i < BOUNDS_NANOS.length ? BOUNDS_NANOS[i] : Long.MAX_VALUE;
            buckets[i] = new Bucket(bound, counts[i].sum(), sumsNanos[i].sum());
        }
        return List.of(buckets);
    }

    @Override
    public long count() {
        return Arrays.stream(counts).mapToLong(LongAdder::sum).sum();
    }

    @Override
    public double totalTime(TimeUnit unit) {
        return nanosTo(unit, Arrays.stream(sumsNanos).mapToLong(LongAdder::sum).sum());
    }

    @Override
    public double max(TimeUnit unit) {
        return nanosTo(unit, maxNanos.get());
    }

    private static double nanosTo(TimeUnit unit, long nanos) {
        return (double) nanos / unit.toNanos(1);
    }

    /**
     * Calls of like duration.
     *
     * @param boundNanos longest duration, inclusive; {@link Long#MAX_VALUE} for the last bucket
     * @param count calls so far
     * @param sumNanos their durations
     */
    record Bucket(long boundNanos, long count, long sumNanos) {}
}
