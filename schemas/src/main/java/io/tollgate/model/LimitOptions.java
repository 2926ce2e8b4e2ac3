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
 */
public record LimitOptions(
        int unitMultiplier,
        Algorithm algorithm,
        @Nullable ChargeMode charge,
        @Nullable Sharing sharing,
        boolean shadowMode) {

    /** What envoyproxy/ratelimit knows: one unit, a fixed window, rejecting. */
    public static final LimitOptions DEFAULT = new LimitOptions(1, Algorithm.FIXED_WINDOW, null, null, false);

    public LimitOptions {
        requireNonNull(algorithm, "algorithm");
        if (unitMultiplier < 1) {
            throw new IllegalArgumentException("unitMultiplier: " + unitMultiplier + " (expected: at least 1)");
        }
    }

    /** Returns these for a limit whose windows are so many units long. */
    public LimitOptions inUnits(int multiplier) {
        return unitMultiplier == multiplier
                ? this
                : new LimitOptions(multiplier, algorithm, charge, sharing, shadowMode);
    }

    /** Returns these for a limit in shadow mode. */
    public LimitOptions inShadowMode() {
        return shadowMode ? this : new LimitOptions(unitMultiplier, algorithm, charge, sharing, true);
    }
}
