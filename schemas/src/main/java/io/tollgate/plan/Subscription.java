package io.tollgate.plan;

import static java.util.Objects.requireNonNull;

import io.tollgate.model.Unit;
import io.tollgate.model.Windows;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a customer has bought, from when to when.
 *
 * @param phases the plans that hold one after the other, at least one, the first from the begin of the subscription on
 * @param cycles where billing periods begin, and by which time zone
 * @param from when it begins
 * @param to when it ends, exclusive; null as long as nobody said
 * @param suspensions spans in which it does not hold, in the order of time
 */
public record Subscription(
        String key,
        String customer,
        List<Phase> phases,
        Cycles cycles,
        Instant from,
        @Nullable Instant to,
        List<Suspension> suspensions,
        List<LimitOverride> overrides,
        Map<String, @Nullable Object> metadata)
        implements Resource {

    /**
     * A plan, and when it begins to hold.
     *
     * @param from of the first phase the begin of the subscription
     */
    public record Phase(PlanRef plan, Instant from) {
        public Phase {
            requireNonNull(plan, "plan");
            requireNonNull(from, "from");
        }
    }

    /**
     * A span without access.
     *
     * @param to exclusive; null as long as nobody resumed it
     */
    public record Suspension(Instant from, @Nullable Instant to) {
        public Suspension {
            requireNonNull(from, "from");
        }

        boolean holdsAt(Instant instant) {
            return !instant.isBefore(from) && (to == null || instant.isBefore(to));
        }
    }

    /**
     * Another amount for one limit of the plan.
     *
     * @param amount hits, or {@link PlanLimit#UNLIMITED}
     */
    public record LimitOverride(String feature, String limit, long amount) {
        public LimitOverride {
            requireNonNull(feature, "feature");
            requireNonNull(limit, "limit");
        }
    }

    /** What holds of a subscription at an instant. */
    public enum State {
        /** It begins later. */
        SCHEDULED,
        /** It holds. */
        ACTIVE,
        /** It does not hold for the time being. */
        SUSPENDED,
        /** It holds, and its end is fixed. */
        CANCELED,
        /** It holds no longer. */
        ENDED
    }

    public Subscription {
        requireNonNull(key, "key");
        requireNonNull(customer, "customer");
        requireNonNull(cycles, "cycles");
        requireNonNull(from, "from");
        phases = List.copyOf(phases);
        suspensions = List.copyOf(suspensions);
        overrides = List.copyOf(overrides);
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
        if (phases.isEmpty()) {
            throw new IllegalArgumentException("phases: none (expected: at least one)");
        }
    }

    @Override
    public ResourceId id() {
        return new ResourceId(ResourceKind.SUBSCRIPTION, key);
    }

    /** Returns what holds at an instant. */
    public State stateAt(Instant instant) {
        if (instant.isBefore(from)) {
            return State.SCHEDULED;
        }
        if (to != null && !instant.isBefore(to)) {
            return State.ENDED;
        }
        if (suspensions.stream().anyMatch(suspension -> suspension.holdsAt(instant))) {
            return State.SUSPENDED;
        }
        return to == null ? State.ACTIVE : State.CANCELED;
    }

    /** Returns the first instant of a span at which it holds; empty if it holds at none. */
    public Optional<Instant> firstHeld(Instant begin, Instant end) {
        return Stream.concat(
                        Stream.of(begin, from),
                        suspensions.stream().map(Suspension::to).filter(Objects::nonNull))
                .filter(instant -> !instant.isBefore(begin) && instant.isBefore(end))
                .filter(this::isHeldAt)
                .min(Comparator.naturalOrder());
    }

    private boolean isHeldAt(Instant instant) {
        State state = stateAt(instant);
        return state == State.ACTIVE || state == State.CANCELED;
    }

    /** Returns the plan of an instant; before the begin that of the first phase. */
    public PlanRef planAt(Instant instant) {
        PlanRef plan = phases.get(0).plan();
        for (Phase phase : phases) {
            if (!instant.isBefore(phase.from())) {
                plan = phase.plan();
            }
        }
        return plan;
    }

    /** Returns whether there is a time in which both hold. */
    public boolean overlaps(Subscription other) {
        return (to == null || other.from.isBefore(to)) && (other.to == null || from.isBefore(other.to));
    }

    /** Returns a limit of the plan with the amount that is said of it here, if any is. */
    PlanLimit withOverride(String feature, PlanLimit said) {
        return overrides.stream()
                .filter(override ->
                        override.feature().equals(feature) && override.limit().equals(said.name()))
                .findAny()
                .map(override -> said.withAmount(override.amount()))
                .orElse(said);
    }

    /**
     * Returns the windows of a limit: by the calendar of the zone, or the billing periods, which begin at the anchor.
     *
     * @param billingPeriod the unit of the plan's billing periods
     */
    public Windows windows(PlanLimit limit, Unit billingPeriod) {
        Unit unit = limit.unit();
        return unit == null ? billingPeriods(billingPeriod) : cycles.calendar(unit, limit.unitMultiplier());
    }

    /**
     * Returns the billing periods.
     *
     * @param unit as the plan has it
     */
    public Windows billingPeriods(Unit unit) {
        return cycles.billingPeriods(unit);
    }

    /** Returns the windows by which hits are accounted: they nest in all windows of the limits that are longer. */
    public Windows accounting() {
        return cycles.accounting();
    }
}
