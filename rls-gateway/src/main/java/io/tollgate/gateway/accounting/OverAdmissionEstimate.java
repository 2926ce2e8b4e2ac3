package io.tollgate.gateway.accounting;

import io.tollgate.gateway.decision.CounterWindow;
import io.tollgate.model.Limit;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * How far limits may be exceeded because gateways hear of each other late: the most over all counters on the heap.
 *
 * <p>Of a counter the <em>expected excess</em> is what the others admit in the time that their reports take to get here:
 * their rate times the lag, and, where usage is below 80 % so that reports wait for their age, the ages of report and
 * publication. Where what they admit meanwhile is {@linkplain io.tollgate.model.Sharing#PREDICTED predicted}, only what the
 * lag varies is left of that, and it goes to both sides. The <em>bound</em> is what passes if nothing is heard of the
 * others any more: each of them admits what remains. Written by the keeper's thread, read by any.
 */
public final class OverAdmissionEstimate {

    /** How long the streams app lets a change wait that nothing hurries. */
    private static final Duration PUBLISH_AGE = Duration.ofSeconds(1);

    private static final double HURRIED = 0.8;

    /** Weighs about the last twenty measurements. */
    private static final long LAG_WEIGHT = 20;

    private final IntSupplier liveGateways;
    private final Supplier<Duration> reportAge;
    private final AtomicLong lagNanos = new AtomicLong();
    private final AtomicLong deviationNanos = new AtomicLong();
    private double ageMillis;
    private double expectedHitsSoFar;
    private double expectedShareSoFar;
    private double boundShareSoFar;
    private volatile Estimate latest = new Estimate(0, 0, 0);

    private record Estimate(double expectedHits, double expectedShare, double boundShare) {}

    /** @param reportAge how long hits wait for a report that nothing hurries */
    public OverAdmissionEstimate(IntSupplier liveGateways, Supplier<Duration> reportAge) {
        this.liveGateways = liveGateways;
        this.reportAge = reportAge;
        this.ageMillis = ageMillis();
    }

    /** Takes in how long it took from a report of this gateway until usage came back with it. */
    public void lag(long nanos) {
        long before = lagNanos.getAndUpdate(mean -> mean == 0 ? nanos : mean + (nanos - mean) / LAG_WEIGHT);
        if (before != 0) {
            deviationNanos.updateAndGet(mean -> mean + (Math.abs(nanos - before) - mean) / LAG_WEIGHT);
        }
    }

    /** Takes in a window that is on the heap. */
    public void visited(CounterWindow window, long nowMillis) {
        Limit limit = window.limit();
        if (limit == null || !isBounded(limit) || window.window().endMillis() <= nowMillis) {
            return;
        }
        double othersPerMilli = window.others().perMilli(nowMillis);
        double allowed = limit.deniedAbove();
        double used = Math.max(0, window.used(window.chargeMode()));
        double delayMillis = window.isPredicted()
                ? deviationNanos.get() / 1e6
                : lagNanos.get() / 1e6 + (used >= HURRIED * allowed ? 0 : ageMillis);
        int others = liveGateways.getAsInt() - 1;
        double bound = others * Math.max(0, allowed - used);
        double expected = Math.min(bound, othersPerMilli * delayMillis);
        expectedHitsSoFar = Math.max(expectedHitsSoFar, expected);
        expectedShareSoFar = Math.max(expectedShareSoFar, expected / allowed);
        boundShareSoFar = Math.max(boundShareSoFar, bound / allowed);
    }

    private static boolean isBounded(Limit limit) {
        return limit.deniedAbove() != 0 && limit.deniedAbove() != Long.MAX_VALUE;
    }

    private double ageMillis() {
        return reportAge.get().plus(PUBLISH_AGE).toMillis();
    }

    /** Every window was visited: what follows is the next round. */
    public void visitedAll() {
        ageMillis = ageMillis();
        latest = new Estimate(expectedHitsSoFar, expectedShareSoFar, boundShareSoFar);
        expectedHitsSoFar = 0;
        expectedShareSoFar = 0;
        boundShareSoFar = 0;
    }

    /** Returns the hits by which a limit is expected to be exceeded, the most of all. */
    public double expectedHits() {
        return latest.expectedHits();
    }

    /** Returns the share of itself by which a limit is expected to be exceeded, the most of all. */
    public double expectedShare() {
        return latest.expectedShare();
    }

    /** Returns the share of itself by which a limit can be exceeded at the worst, the most of all. */
    public double boundShare() {
        return latest.boundShare();
    }

    /** Returns the lag as lately measured, in seconds; 0 before the first measurement. */
    public double lagSeconds() {
        return lagNanos.get() / 1e9;
    }
}
