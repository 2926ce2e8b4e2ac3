package io.tollgate.plan;

import static java.util.Objects.requireNonNull;

import io.tollgate.model.Window;
import io.tollgate.model.Windows;
import io.tollgate.plan.Standing.EffectiveLimit;
import io.tollgate.plan.Standing.Entitled;
import io.tollgate.plan.Standing.NotEntitled;
import io.tollgate.plan.Standing.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All that is agreed with a customer. Immutable.
 *
 * @param subscriptions of the customer, those that ended too
 * @param plans those of the subscriptions' phases
 * @param grants of the customer, those that ended too
 */
public record CustomerTerms(
        Customer customer, List<Subscription> subscriptions, Map<PlanRef, Plan> plans, List<Grant> grants) {

    public CustomerTerms {
        requireNonNull(customer, "customer");
        subscriptions = List.copyOf(subscriptions);
        plans = Map.copyOf(plans);
        grants = List.copyOf(grants);
    }

    /** Knows what was used before. */
    public interface Earlier {
        /** Returns what a subscription used of a feature; null if that is not known, and nothing is carried on. */
        @Nullable EarlierUsage find(String subscription, String feature);
    }

    /**
     * Returns what holds for a feature, without what is carried on from earlier windows.
     *
     * @param feature null for the only one that the customer has
     */
    public Standing at(@Nullable String feature, Instant now) {
        return at(feature, now, (subscription, of) -> null);
    }

    /**
     * Returns what holds for a feature.
     *
     * @param feature null for the only one that the customer has
     * @param earlier is asked once, if something may be carried on
     */
    public Standing at(@Nullable String feature, Instant now, Earlier earlier) {
        Until until = new Until(now);
        List<Entitled> found = new ArrayList<>();
        boolean holds = false;
        for (Subscription subscription : subscriptions) {
            changes(subscription, until);
            if (!isHeld(subscription, now)) {
                continue;
            }
            holds = true;
            Plan plan = plans.get(subscription.planAt(now));
            Optional<Plan.Feature> has = plan == null ? Optional.empty() : plan.feature(feature);
            if (plan != null && has.isPresent()) {
                found.add(entitled(subscription, plan, has.get(), now, earlier, until));
            }
        }
        if (found.size() == 1) {
            Entitled only = found.get(0);
            return new Entitled(
                    only.subscription(), only.plan(), only.feature(), only.limits(), only.accounting(), until.instant);
        }
        return new NotEntitled(holds ? Reason.FEATURE_UNAVAILABLE : reason(now), until.instant);
    }

    /**
     * What held until it ceased to.
     *
     * @param until the first instant at which it did not hold
     */
    public record Held(Entitled entitled, Instant until) {}

    /**
     * Returns what held last for a feature that the customer does not have; null if nothing did of late.
     *
     * @param feature null for the only one that the customer had
     * @param bound how long ago it may have ceased
     */
    public @Nullable Held heldLast(@Nullable String feature, Instant now, Duration bound) {
        Stream<Instant> ends = subscriptions.stream()
                .flatMap(subscription -> Stream.of(
                                Stream.ofNullable(subscription.to()),
                                subscription.phases().stream().map(Subscription.Phase::from),
                                subscription.suspensions().stream().map(Subscription.Suspension::from))
                        .flatMap(instants -> instants));
        List<Instant> late = ends.filter(
                        end -> !end.isAfter(now) && end.plus(bound).isAfter(now))
                .sorted(Comparator.reverseOrder())
                .toList();
        for (Instant end : late) {
            if (at(feature, end.minusMillis(1)) instanceof Entitled entitled) {
                return new Held(entitled, end);
            }
        }
        return null;
    }

    private static boolean isHeld(Subscription subscription, Instant now) {
        return switch (subscription.stateAt(now)) {
            case ACTIVE, CANCELED -> true;
            case SCHEDULED, SUSPENDED, ENDED -> false;
        };
    }

    /** One that is suspended comes back; of those that ended there may be many. */
    private Reason reason(Instant now) {
        Reason reason = Reason.NO_SUBSCRIPTION;
        for (Subscription subscription : subscriptions) {
            switch (subscription.stateAt(now)) {
                case SUSPENDED -> {
                    return Reason.SUSPENDED;
                }
                case ENDED -> reason = Reason.ENDED;
                case SCHEDULED, ACTIVE, CANCELED -> {}
            }
        }
        return reason;
    }

    private Entitled entitled(
            Subscription subscription, Plan plan, Plan.Feature feature, Instant now, Earlier earlier, Until until) {
        CarriedLimits carried = new CarriedLimits(this, subscription, feature.key(), earlier);
        List<EffectiveLimit> limits = new ArrayList<>();
        for (PlanLimit said : feature.limits()) {
            PlanLimit limit = subscription.withOverride(feature.key(), said);
            Windows windows = subscription.windows(limit, plan.billingPeriod());
            shortens(subscription.cycles(), windows, until);
            Window window = windows.at(now.toEpochMilli());
            EffectiveLimit effective = carried.at(ofWindow(limit, windows, window, until), windows, now);
            limits.add(effective);
            changes(feature.key(), effective, now, until);
        }
        return new Entitled(subscription, plan, feature, limits, subscription.accounting(), until.instant);
    }

    /** A window that is shorter than its unit, because anchor or zone changed, has its share of the amount. */
    private static PlanLimit ofWindow(PlanLimit limit, Windows windows, Window window, Until until) {
        PlanLimit own = limit.in(windows, window);
        if (!own.equals(limit)) {
            until.at(Instant.ofEpochMilli(window.endMillis()));
        }
        return own;
    }

    /** The last window before a cycle may be shorter than those before it. */
    private static void shortens(Cycles cycles, Windows windows, Until until) {
        for (Cycle cycle : cycles.all()) {
            if (cycle.from() != null && cycle.from().isAfter(until.now)) {
                long last = cycle.from().toEpochMilli() - 1;
                until.at(Instant.ofEpochMilli(windows.at(last).startMillis()));
            }
        }
    }

    private void changes(String feature, EffectiveLimit effective, Instant now, Until until) {
        Window window = effective.windows().at(now.toEpochMilli());
        boolean carries =
                effective.limit().rollover() != null || !effective.grants().isEmpty() || effective.ended() > 0;
        for (Grant grant : grants) {
            if (grant.raises(feature, effective.limit().name())) {
                until.at(grant.effective());
                until.at(grant.end());
                carries |= EarlierUsage.isKept(window) && grant.goesOnAt(now);
            }
        }
        if (carries) {
            until.at(Instant.ofEpochMilli(window.endMillis()));
        }
    }

    private static void changes(Subscription subscription, Until until) {
        until.at(subscription.from());
        if (subscription.to() != null) {
            until.at(subscription.to());
        }
        subscription.phases().forEach(phase -> until.at(phase.from()));
        for (Cycle cycle : subscription.cycles().all()) {
            if (cycle.from() != null) {
                until.at(cycle.from());
            }
        }
        for (Subscription.Suspension suspension : subscription.suspensions()) {
            until.at(suspension.from());
            if (suspension.to() != null) {
                until.at(suspension.to());
            }
        }
    }

    /** The earliest of several instants that are still to come. */
    private static final class Until {
        private final Instant now;
        private Instant instant = Instant.MAX;

        private Until(Instant now) {
            this.now = now;
        }

        private void at(Instant candidate) {
            if (candidate.isAfter(now) && candidate.isBefore(instant)) {
                instant = candidate;
            }
        }
    }
}
