package io.tollgate.resource;

import static java.util.Objects.requireNonNull;

import io.tollgate.plan.Customer;
import io.tollgate.plan.Grant;
import io.tollgate.plan.Plan;
import io.tollgate.plan.PlanLimit;
import io.tollgate.plan.PlanRef;
import io.tollgate.plan.Resource;
import io.tollgate.plan.ResourceId;
import io.tollgate.plan.Subscription;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a change may do. All changes of a batch are judged by what is there once all of them are made, so that their order
 * does not matter: two customers may exchange a subject, and a subscription may end where the next one begins.
 *
 * <p>What holds at all times: a subject is one customer's; what a resource refers to is there; of one customer no two
 * subscriptions have a feature at the same time; a subscription names only plans that were published.
 */
final class ResourceRules {

    private static final int FIRST_REVISION = 1;

    private final ResourceView view;
    private final @Nullable Resource before;
    private final List<DocumentProblem> problems = new ArrayList<>();

    private ResourceRules(ResourceView view, @Nullable Resource before) {
        this.view = requireNonNull(view, "view");
        this.before = before;
    }

    /**
     * Returns what is wrong with a resource, nothing if it may be so.
     *
     * @param view with the resource in it, and whatever is changed with it
     * @param before what it was, null if it is new
     */
    static List<DocumentProblem> problems(ResourceView view, @Nullable Resource before, Resource after) {
        ResourceRules rules = new ResourceRules(view, before);
        if (after instanceof Plan plan) {
            rules.plan(plan);
        } else if (after instanceof Customer customer) {
            rules.customer(customer);
        } else if (after instanceof Subscription subscription) {
            rules.subscription(subscription);
        } else if (after instanceof Grant grant) {
            rules.grant(grant);
        }
        return rules.problems;
    }

    /**
     * Lets a resource be deleted unless another one refers to it.
     *
     * @throws ResourceInUseException if one does
     */
    static void checkUnused(ResourceView view, Resource resource) {
        if (resource instanceof Plan plan) {
            String subscription = view.subscriptionTo(plan.ref());
            if (subscription != null) {
                throw new ResourceInUseException("subscription " + subscription + " names plan " + plan.ref()
                        + " (status: archived keeps others from it)");
            }
        } else if (resource instanceof Customer customer) {
            List<String> owned = new ArrayList<>();
            view.subscriptionsOf(customer.key()).stream()
                    .findFirst()
                    .ifPresent(first -> owned.add("subscription " + first.key()));
            view.grantsOf(customer.key()).stream().findFirst().ifPresent(first -> owned.add("grant " + first.key()));
            if (!owned.isEmpty()) {
                throw new ResourceInUseException(String.join(" and ", owned) + " of customer " + customer.key()
                        + " is there (delete what the customer has first)");
            }
        }
    }

    private void wrong(String path, String message) {
        problems.add(new DocumentProblem(path, message));
    }

    private void plan(Plan plan) {
        if (!(before instanceof Plan published) || published.status() == Plan.Status.DRAFT) {
            return;
        }
        if (plan.status() == Plan.Status.DRAFT) {
            wrong("status", "is published and cannot become a draft again (expected: active or archived)");
        }
        String next = " of a published plan does not change (expected: as it was, or a new version of the plan)";
        if (plan.billingPeriod() != published.billingPeriod()) {
            wrong("billing_period", "the billing period" + next);
        }
        for (int i = 0;
                i < Math.min(plan.features().size(), published.features().size());
                i++) {
            if (!plan.features().get(i).equals(published.features().get(i))) {
                wrong("features[" + i + "]", "a feature" + next);
            }
        }
        if (plan.features().size() != published.features().size()) {
            wrong("features", "the number of features" + next);
        }
    }

    private void customer(Customer customer) {
        List<String> subjects = customer.subjects();
        for (int i = 0; i < subjects.size(); i++) {
            String owner = view.customerOf(subjects.get(i));
            if (owner != null && !owner.equals(customer.key())) {
                wrong("subjects[" + i + "]", "is a subject of customer " + owner + " (expected: of one customer only)");
            }
        }
    }

    private @Nullable Resource find(ResourceId id) {
        StoredResource stored = view.find(id);
        return stored == null ? null : stored.resource();
    }

    private boolean isCustomer(String key) {
        boolean there = find(Customer.idOf(key)) != null;
        if (!there) {
            wrong("customer", "there is no customer " + key);
        }
        return there;
    }

    private void subscription(Subscription subscription) {
        if (before instanceof Subscription known) {
            keeps(known.customer(), subscription.customer());
        }
        limited("phases", subscription.phases());
        limited("suspensions", subscription.suspensions());
        boolean customer = isCustomer(subscription.customer());
        List<Plan> plans = plans(subscription);
        if (plans.size() < subscription.phases().size()) {
            return; // what depends on plans would only repeat it
        }
        overrides(subscription, plans);
        if (customer) {
            overlaps(subscription, plans);
        }
    }

    /** Changes add to these lists; a document with a longer one could not be read again. */
    private void limited(String path, List<?> list) {
        if (list.size() > SubscriptionReader.MOST_PHASES) {
            wrong(
                    path,
                    "has " + list.size() + " entries (expected: at most " + SubscriptionReader.MOST_PHASES
                            + "; take those away that are long over)");
        }
    }

    private void keeps(String customer, String said) {
        if (!customer.equals(said)) {
            wrong(
                    "customer",
                    "does not change while a subscription is there (it is " + customer
                            + "; end this one and make another)");
        }
    }

    /**
     * Returns the plan of each phase as far as it may be subscribed to. A plan that was archived when it came has never been
     * on offer here: it comes from elsewhere, with those who have it.
     */
    private List<Plan> plans(Subscription subscription) {
        Set<PlanRef> had = new HashSet<>();
        if (before instanceof Subscription known) {
            known.phases().forEach(phase -> had.add(phase.plan()));
        }
        List<Plan> plans = new ArrayList<>();
        for (int i = 0; i < subscription.phases().size(); i++) {
            PlanRef ref = subscription.phases().get(i).plan();
            String path = subscription.phases().size() == 1 ? "plan" : "phases[" + i + "].plan";
            StoredResource stored = view.find(ref.id());
            if (stored == null || !(stored.resource() instanceof Plan plan)) {
                wrong(path, "there is no plan " + ref);
            } else if (plan.status() == Plan.Status.DRAFT) {
                wrong(path, "plan " + ref + " is a draft (expected: one with status active)");
            } else if (plan.status() == Plan.Status.ARCHIVED
                    && !had.contains(ref)
                    && stored.revision() > FIRST_REVISION) {
                wrong(path, "plan " + ref + " is archived: nobody else can have it");
            } else {
                plans.add(plan);
            }
        }
        return plans;
    }

    private void overrides(Subscription subscription, List<Plan> plans) {
        List<Subscription.LimitOverride> overrides = subscription.overrides();
        for (int i = 0; i < overrides.size(); i++) {
            Subscription.LimitOverride override = overrides.get(i);
            String path = "overrides[" + i + "]";
            if (plans.stream().allMatch(plan -> plan.feature(override.feature()).isEmpty())) {
                wrong(path + ".feature", "no plan of the subscription has a feature " + override.feature());
                continue;
            }
            List<PlanLimit> limits = limits(plans, override.feature(), override.limit());
            if (limits.isEmpty()) {
                wrong(
                        path + ".limit",
                        "feature " + override.feature() + " has no limit " + override.limit()
                                + " in a plan of the subscription");
            } else if (limits.stream().allMatch(limit -> limit.kind() == PlanLimit.Kind.METERED)) {
                wrong(path + ".limit", "limit " + override.limit() + " is metered: it has no amount");
            }
        }
    }

    private static List<PlanLimit> limits(List<Plan> plans, String feature, String limit) {
        return plans.stream()
                .map(plan -> plan.feature(feature))
                .flatMap(Optional::stream)
                .flatMap(found -> found.limits().stream())
                .filter(found -> found.name().equals(limit))
                .toList();
    }

    private void overlaps(Subscription subscription, List<Plan> plans) {
        for (Subscription other : view.subscriptionsOf(subscription.customer())) {
            if (other.key().equals(subscription.key()) || !subscription.overlaps(other)) {
                continue;
            }
            List<Plan> others = new ArrayList<>();
            for (Subscription.Phase phase : other.phases()) {
                if (find(phase.plan().id()) instanceof Plan plan) {
                    others.add(plan);
                }
            }
            if (others.size() == other.phases().size()) {
                common(subscription, plans, other, others).ifPresent(problem -> wrong("", problem));
            }
        }
    }

    /** Returns what two subscriptions have in common at the same time, as a sentence. */
    private static Optional<String> common(
            Subscription subscription, List<Plan> plans, Subscription other, List<Plan> others) {
        for (int i = 0; i < plans.size(); i++) {
            for (int j = 0; j < others.size(); j++) {
                if (!span(subscription, i).overlaps(span(other, j))) {
                    continue;
                }
                Set<String> features = keys(plans.get(i));
                features.retainAll(keys(others.get(j)));
                if (!features.isEmpty()) {
                    return Optional.of("customer " + subscription.customer() + " has feature "
                            + String.join(", ", features.stream().sorted().toList())
                            + " at the same time by subscription "
                            + other.key() + " to plan " + others.get(j).ref()
                            + " (expected: one subscription for one feature)");
                }
            }
        }
        return Optional.empty();
    }

    private static Set<String> keys(Plan plan) {
        return plan.features().stream().map(Plan.Feature::key).collect(Collectors.toCollection(HashSet::new));
    }

    /**
     * When a phase holds.
     *
     * @param to exclusive, null for without end
     */
    private record Span(Instant from, @Nullable Instant to) {
        boolean overlaps(Span other) {
            return !isEmpty()
                    && !other.isEmpty()
                    && (to == null || other.from.isBefore(to))
                    && (other.to == null || from.isBefore(other.to));
        }

        private boolean isEmpty() {
            return to != null && !from.isBefore(to);
        }
    }

    private static Span span(Subscription subscription, int phase) {
        Instant from = subscription.phases().get(phase).from();
        Instant to = phase + 1 < subscription.phases().size()
                ? subscription.phases().get(phase + 1).from()
                : null;
        Instant end = subscription.to();
        return new Span(from, to == null || (end != null && end.isBefore(to)) ? end : to);
    }

    /**
     * A grant may come before the subscription changes to a plan that has its feature, and stays where the plan changes to
     * one that has not; but when it is made, some plan of the customer has what it names, so that a misspelt name is told.
     * One that is over may outlive the subscription that it was for.
     */
    private void grant(Grant grant) {
        if (!isCustomer(grant.customer())
                || isOver(grant)
                || (before instanceof Grant known
                        && known.customer().equals(grant.customer())
                        && known.feature().equals(grant.feature())
                        && Objects.equals(known.limit(), grant.limit()))) {
            return;
        }
        List<Plan> plans = new ArrayList<>();
        for (Subscription subscription : view.subscriptionsOf(grant.customer())) {
            for (Subscription.Phase phase : subscription.phases()) {
                if (find(phase.plan().id()) instanceof Plan plan) {
                    plans.add(plan);
                }
            }
        }
        String limit = grant.limit();
        if (plans.stream().allMatch(plan -> plan.feature(grant.feature()).isEmpty())) {
            wrong("feature", "no subscription of customer " + grant.customer() + " has a feature " + grant.feature());
        } else if (limit != null && limits(plans, grant.feature(), limit).isEmpty()) {
            wrong("limit", "feature " + grant.feature() + " has no limit " + limit);
        }
    }

    private boolean isOver(Grant grant) {
        StoredResource stored = view.find(grant.id());
        Instant expires = grant.expires();
        return grant.voided() || (expires != null && stored != null && !expires.isAfter(stored.changedAt()));
    }
}
