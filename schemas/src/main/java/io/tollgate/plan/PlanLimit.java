package io.tollgate.plan;

import static java.util.Objects.requireNonNull;

import io.tollgate.model.Unit;
import io.tollgate.model.Window;
import io.tollgate.model.Windows;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One limit of a feature.
 *
 * @param name names it among the limits of its feature
 * @param unit of its windows; null for the billing period
 * @param unitMultiplier units in one window, at least 1; 1 for the billing period
 * @param amount hits that one window admits, or {@link #UNLIMITED}
 * @param kind what happens beyond the amount
 * @param gracePercent by how much a hard limit may be exceeded before requests are denied, of the amount; 0 for others
 * @param thresholds percents of the amount at which somebody wants to be told, ascending
 * @param rollover how what was not used goes on to the next windows; null if it does not
 */
public record PlanLimit(
        String name,
        @Nullable Unit unit,
        int unitMultiplier,
        long amount,
        Kind kind,
        int gracePercent,
        List<Integer> thresholds,
        @Nullable Rollover rollover) {

    /** Stands for no limit. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    /** The largest amount that is one. */
    public static final long MOST = UNLIMITED - 1;

    private static final int PERCENT = 100;

    /** What happens to hits beyond the amount. */
    public enum Kind {
        /** They are denied. */
        HARD,
        /** They are admitted, and are overage. */
        SOFT,
        /** There is no amount: hits are counted. */
        METERED
    }

    /**
     * What goes on to the next windows of what was not used of a window's own amount.
     *
     * @param cap the most that is rolled over into a window, from all windows before it
     * @param maxPeriods into how many windows what is left of one goes on, 1 to {@link #MOST_PERIODS}
     */
    public record Rollover(long cap, int maxPeriods) {

        /** The most windows that anything is rolled over into. */
        public static final int MOST_PERIODS = 12;
    }

    /** Makes a limit of which nothing goes on to the next window. */
    public PlanLimit(
            String name,
            @Nullable Unit unit,
            int unitMultiplier,
            long amount,
            Kind kind,
            int gracePercent,
            List<Integer> thresholds) {
        this(name, unit, unitMultiplier, amount, kind, gracePercent, thresholds, null);
    }

    public PlanLimit {
        requireNonNull(name, "name");
        requireNonNull(kind, "kind");
        thresholds = List.copyOf(thresholds);
        if (amount < 0) {
            throw new IllegalArgumentException("amount: " + amount + " (expected: 0 or more)");
        }
    }

    /** Returns whether hits are only counted. */
    public boolean isUnlimited() {
        return amount == UNLIMITED;
    }

    /** Returns the same limit with another amount. */
    public PlanLimit withAmount(long other) {
        return new PlanLimit(name, unit, unitMultiplier, other, kind, gracePercent, thresholds, rollover);
    }

    /** Returns the limit of a window: one that a change of anchor or zone cuts has its share of the amount. */
    PlanLimit in(Windows windows, Window window) {
        Window whole = windows.whole(window.startMillis());
        return window.equals(whole) ? this : inProportion(window.lengthMillis(), whole.lengthMillis());
    }

    /** Returns the same limit with a part of the amount, up to whole hits. */
    PlanLimit inProportion(long part, long whole) {
        if (isUnlimited()) {
            return this;
        }
        // amounts and lengths may be so large that their product fits no long
        BigInteger[] share = BigInteger.valueOf(amount)
                .multiply(BigInteger.valueOf(part))
                .divideAndRemainder(BigInteger.valueOf(whole));
        return withAmount(share[0].longValueExact() + share[1].signum());
    }

    /**
     * Returns above how many hits of a window requests are denied, or {@link #UNLIMITED}.
     *
     * @param amountOfWindow what the window admits
     */
    long deniedAbove(long amountOfWindow) {
        if (kind != Kind.HARD || amountOfWindow == UNLIMITED) {
            return UNLIMITED;
        }
        // of whole hits, and without passing the largest number
        long hundreds = amountOfWindow / PERCENT;
        if (gracePercent > 0 && hundreds > MOST / gracePercent) {
            return MOST;
        }
        long grace = hundreds * gracePercent;
        long rest = amountOfWindow % PERCENT * gracePercent / PERCENT;
        return grace > MOST - amountOfWindow || rest > MOST - amountOfWindow - grace
                ? MOST
                : amountOfWindow + grace + rest;
    }
}
