package io.tollgate.plan;

import static java.util.Objects.requireNonNull;

import io.tollgate.model.Unit;
import io.tollgate.model.Windows;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The cycles of a subscription, one after the other. Where one takes the place of another, windows that both cut the same
 * way stay as they are; of all others one ends there and the next one begins there.
 *
 * @param all at least one, in the order of time; all but the first with the instant from which they hold
 */
public record Cycles(List<Cycle> all) {

    /** How many are kept: what an earlier one said of windows long ago is what the first of these says. */
    public static final int MOST = 100;

    public Cycles {
        all = List.copyOf(all);
        if (all.isEmpty()) {
            throw new IllegalArgumentException("cycles: none (expected: at least one)");
        }
    }

    /**
     * Returns the one cycle of a subscription that never changed it.
     *
     * @param anchor null for the first instant of a calendar unit
     */
    public static Cycles of(@Nullable Instant anchor, ZoneId zone) {
        return new Cycles(List.of(new Cycle(anchor, zone, null)));
    }

    /** Returns the first one. */
    public Cycle first() {
        return all.get(0);
    }

    /** Returns the one that holds at an instant. */
    public Cycle at(Instant instant) {
        Cycle held = first();
        for (Cycle cycle : all) {
            if (cycle.holdsFrom(instant)) {
                held = cycle;
            }
        }
        return held;
    }

    /** Returns the first one that is still to come at an instant. */
    public Optional<Cycle> after(Instant instant) {
        return all.stream().filter(cycle -> !cycle.holdsFrom(instant)).findFirst();
    }

    /** Returns whether these are the anchor and zone that hold in the end. */
    public boolean endWith(@Nullable Instant anchor, ZoneId zone) {
        return last(all).says(anchor, zone);
    }

    /**
     * Returns what holds if another anchor or zone is asked for: the billing period of the moment goes on to its end, and
     * what is asked for holds from there on. It takes the place of what was asked for before and does not hold yet.
     *
     * @param anchor null for the first instant of a calendar unit
     * @param billingPeriod of the plan of the moment
     */
    public Cycles changedTo(@Nullable Instant anchor, ZoneId zone, Instant now, Unit billingPeriod) {
        if (endWith(anchor, zone)) {
            return this;
        }
        List<Cycle> changed = new ArrayList<>(
                all.stream().filter(cycle -> cycle.holdsFrom(now)).toList());
        if (!last(changed).says(anchor, zone)) {
            long end = new Cycles(changed)
                    .billingPeriods(billingPeriod)
                    .at(now.toEpochMilli())
                    .endMillis();
            changed.add(new Cycle(anchor, zone, Instant.ofEpochMilli(end)));
        }
        if (changed.size() > MOST) {
            changed.remove(0);
            changed.set(0, new Cycle(changed.get(0).anchor(), changed.get(0).zone(), null));
        }
        return new Cycles(changed);
    }

    private static Cycle last(List<Cycle> cycles) {
        return cycles.get(cycles.size() - 1);
    }

    Windows billingPeriods(Unit unit) {
        return windows(cycle -> cycle.billingPeriods(unit));
    }

    Windows calendar(Unit unit, int multiplier) {
        return windows(cycle -> cycle.calendar(unit, multiplier));
    }

    Windows accounting() {
        return windows(Cycle::accounting);
    }

    private Windows windows(Function<Cycle, Windows> ofCycle) {
        Windows last = ofCycle.apply(first());
        Windows windows = last;
        for (Cycle cycle : all.subList(1, all.size())) {
            Windows next = ofCycle.apply(cycle);
            if (!next.equals(last)) {
                Instant from = requireNonNull(cycle.from(), "from");
                windows = Windows.switched(windows, from.toEpochMilli(), next);
                last = next;
            }
        }
        return windows;
    }
}
