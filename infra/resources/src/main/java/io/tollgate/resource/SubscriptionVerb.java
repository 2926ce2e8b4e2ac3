package io.tollgate.resource;

import static java.util.Objects.requireNonNull;

import io.tollgate.model.Unit;
import io.tollgate.plan.Plan;
import io.tollgate.plan.PlanRef;
import io.tollgate.plan.ResourceId;
import io.tollgate.plan.ResourceKind;
import io.tollgate.plan.Subscription;
import io.tollgate.plan.Subscription.Phase;
import io.tollgate.plan.Subscription.Suspension;
import io.tollgate.resource.RejectedDocumentsException.Rejected;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Does to a subscription what one asks for, at a time. Where that is so already it stays as it is, so that asking again
 * changes nothing.
 *
 * @param plan to change to; null for another verb
 */
public record SubscriptionVerb(
        String key, Verb verb, @Nullable PlanRef plan, When when, Signed signed) implements Edit {

    /** What can be done to a subscription. */
    public enum Verb {
        /** Another plan holds; plans that were to hold later do not. */
        CHANGE,
        /** It ends. */
        CANCEL,
        /** It does not hold until it is resumed. */
        SUSPEND,
        /** It holds again. */
        RESUME
    }

    /**
     * At which time.
     *
     * @param instant null for another one of these, or for now if there is none
     * @param date whose midnight in the time zone of the subscription it is
     * @param periodEnd whether it is the end of the billing period of that moment
     */
    public record When(@Nullable Instant instant, @Nullable LocalDate date, boolean periodEnd) {
        /** The moment at which the change is made. */
        public static final When NOW = new When(null, null, false);

        /** The end of the billing period of that moment. */
        public static final When PERIOD_END = new When(null, null, true);

        /** Returns an instant. */
        public static When at(Instant instant) {
            return new When(instant, null, false);
        }

        /** Returns a date's midnight in the time zone of the subscription. */
        public static When on(LocalDate date) {
            return new When(null, date, false);
        }
    }

    public SubscriptionVerb {
        requireNonNull(key, "key");
        requireNonNull(verb, "verb");
        requireNonNull(when, "when");
        requireNonNull(signed, "signed");
        if ((verb == Verb.CHANGE) != (plan != null)) {
            throw new IllegalArgumentException("plan: " + plan + " (expected: one for CHANGE only)");
        }
    }

    @Override
    public List<Revision> on(ResourceView resources, Instant now) {
        ResourceId id = new ResourceId(ResourceKind.SUBSCRIPTION, key);
        StoredResource stored = resources.find(id);
        if (stored == null || !(stored.resource() instanceof Subscription before)) {
            throw new NoSuchResourceException(id);
        }
        Instant moment = Instant.ofEpochMilli(now.toEpochMilli());
        Instant at = at(resources, before, moment);
        Subscription after = switch (verb) {
            case CHANGE -> changed(before, requireNonNull(plan, "plan"), at);
            case CANCEL -> canceled(before, at, moment);
            case SUSPEND -> suspended(before, at);
            case RESUME -> resumed(before, at);
        };
        Revision revision = Applying.revision(resources, stored, after, moment, signed);
        if (revision.isNew()) {
            check(at.isBefore(moment), "at", at + " is over (expected: now, " + moment + ", or later)");
            judge(resources, before, after, revision);
        }
        return List.of(revision);
    }

    private static void check(boolean wrong, String path, String message) {
        if (wrong) {
            throw new RejectedDocumentsException(List.of(new Rejected(0, new DocumentProblem(path, message))));
        }
    }

    private static void judge(ResourceView resources, Subscription before, Subscription after, Revision revision) {
        StoredResource change = new StoredResource(
                after, revision.number(), revision.changedAt(), revision.author(), revision.reason());
        List<DocumentProblem> problems =
                ResourceRules.problems(new LaidOver(resources, List.of(change)), before, after);
        if (!problems.isEmpty()) {
            throw new RejectedDocumentsException(problems.stream()
                    .map(problem -> problem.path().startsWith("phases")
                            ? new DocumentProblem("plan", problem.message())
                            : problem)
                    .map(problem -> new Rejected(0, problem))
                    .toList());
        }
    }

    private Instant at(ResourceView resources, Subscription subscription, Instant now) {
        Instant said = when.instant();
        if (said != null) {
            return Instant.ofEpochMilli(said.toEpochMilli());
        }
        LocalDate date = when.date();
        if (date != null) {
            return date.atStartOfDay(subscription.cycles().at(now).zone()).toInstant();
        }
        if (!when.periodEnd()) {
            return now;
        }
        Instant within = now.isBefore(subscription.from()) ? subscription.from() : now;
        StoredResource stored = resources.find(subscription.planAt(within).id());
        Unit period = stored != null && stored.resource() instanceof Plan held ? held.billingPeriod() : Unit.MONTH;
        return Instant.ofEpochMilli(
                subscription.billingPeriods(period).at(within.toEpochMilli()).endMillis());
    }

    private static Subscription changed(Subscription before, PlanRef plan, Instant at) {
        Instant end = before.to();
        check(end != null && !at.isBefore(end), "at", "the subscription ends at " + end + " (expected: before that)");
        List<Phase> phases = new ArrayList<>(before.phases());
        if (before.planAt(at).equals(plan)) {
            phases.subList(1, phases.size()).removeIf(phase -> phase.from().isAfter(at));
            return with(before, phases, before.to(), before.suspensions());
        }
        phases.removeIf(phase -> !phase.from().isBefore(at));
        phases.add(new Phase(plan, phases.isEmpty() ? before.from() : at));
        return with(before, phases, before.to(), before.suspensions());
    }

    private static Subscription canceled(Subscription before, Instant at, Instant now) {
        check(
                !at.isAfter(before.from()),
                "at",
                "the subscription begins at " + before.from() + " (expected: after that, or delete it)");
        Instant end = before.to();
        if (end != null && !end.isAfter(now)) {
            return before;
        }
        return with(before, before.phases(), at, before.suspensions());
    }

    private static Subscription suspended(Subscription before, Instant at) {
        List<Suspension> suspensions = new ArrayList<>(before.suspensions());
        if (suspensions.stream().anyMatch(suspension -> suspension.to() == null && !at.isBefore(suspension.from()))) {
            return before;
        }
        suspensions.removeIf(suspension -> !suspension.from().isBefore(at));
        int last = suspensions.size() - 1;
        if (last >= 0 && holds(suspensions.get(last), at)) {
            suspensions.set(last, new Suspension(suspensions.get(last).from(), null));
        } else {
            suspensions.add(new Suspension(at, null));
        }
        return with(before, before.phases(), before.to(), suspensions);
    }

    private static boolean holds(Suspension suspension, Instant at) {
        return !at.isBefore(suspension.from()) && (suspension.to() == null || at.isBefore(suspension.to()));
    }

    private static Subscription resumed(Subscription before, Instant at) {
        List<Suspension> suspensions = new ArrayList<>();
        for (Suspension suspension : before.suspensions()) {
            if (!holds(suspension, at)) {
                suspensions.add(suspension);
            } else if (at.isAfter(suspension.from())) {
                suspensions.add(new Suspension(suspension.from(), at));
            }
        }
        suspensions.sort(Comparator.comparing(Suspension::from));
        return with(before, before.phases(), before.to(), suspensions);
    }

    private static Subscription with(
            Subscription before, List<Phase> phases, @Nullable Instant to, List<Suspension> suspensions) {
        return new Subscription(
                before.key(),
                before.customer(),
                phases,
                before.cycles(),
                before.from(),
                to,
                suspensions,
                before.overrides(),
                before.metadata());
    }
}
