package io.tollgate.model;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * What a limit may say beyond requests per unit.
 *
 * @param unitMultiplier units in one window, at least 1
 * @param algorithm how usage is judged
 * @param charge which hits use up the limit, null where the process decides
 * @param sharing how gateways take account of each other, null where the process decides
 * @param shadowMode whether hits over the limit are admitted
 * @param tolerated how many hits above the limit a window admits all the same: a plan may be exceeded by so many
 */
public record LimitOptions(
        int unitMultiplier,
        Algorithm algorithm,
        @Nullable ChargeMode charge,
        @Nullable Sharing sharing,
        boolean shadowMode,
        long tolerated) {

    /** What envoyproxy/ratelimit knows: one unit, a fixed window, rejecting. */
    public static final LimitOptions DEFAULT = new LimitOptions(1, Algorithm.FIXED_WINDOW, null, null, false, 0);

    public LimitOptions {
        requireNonNull(algorithm, "algorithm");
        if (unitMultiplier < 1) {
            throw new IllegalArgumentException("unitMultiplier: " + unitMultiplier + " (expected: at least 1)");
        }
        if (tolerated < 0) {
            throw new IllegalArgumentException("tolerated: " + tolerated + " (expected: 0 or more)");
        }
    }

    /** Returns these for a limit whose windows are so many units long. */
    public LimitOptions inUnits(int multiplier) {
        return unitMultiplier == multiplier
                ? this
                : new LimitOptions(multiplier, algorithm, charge, sharing, shadowMode, tolerated);
    }

    /** Returns these for a limit in shadow mode. */
    public LimitOptions inShadowMode() {
        return shadowMode ? this : new LimitOptions(unitMultiplier, algorithm, charge, sharing, true, tolerated);
    }

    /** Returns these for a limit that a window may exceed by so many hits. */
    public LimitOptions tolerating(long hits) {
        return new LimitOptions(unitMultiplier, algorithm, charge, sharing, shadowMode, hits);
    }
}
