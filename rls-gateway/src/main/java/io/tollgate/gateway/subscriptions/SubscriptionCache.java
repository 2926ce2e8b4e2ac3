package io.tollgate.gateway.subscriptions;

import static java.util.Objects.requireNonNull;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Interner;
import io.tollgate.gateway.decision.SubscribedPlan;
import io.tollgate.gateway.decision.SubscribedPlans;
import io.tollgate.gateway.decision.SubscriptionsUnknownException;
import io.tollgate.gateway.limits.ChargePlan;
import io.tollgate.gateway.limits.LimitRule;
import io.tollgate.plan.Customer;
import io.tollgate.plan.CustomerTerms;
import io.tollgate.plan.Grant;
import io.tollgate.plan.Plan;
import io.tollgate.plan.PlanRef;
import io.tollgate.plan.Resource;
import io.tollgate.plan.Subscription;
import io.tollgate.resource.ResourceStore;
import io.tollgate.resource.ResourceView;
import io.tollgate.resource.StoredResource;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What is agreed with the customers of the subjects in use, on the heap; the others' is read from disk when they come.
 * Thread-safe; finding takes no lock and touches no disk.
 *
 * <p>What is loaded and what changes meet like this: a change is in the store before {@link #changed} is called, which then
 * takes away what was loaded; one that is being loaded meanwhile is taken away when it is there. A plan that changes
 * concerns many, so that all are loaded anew, told apart by a generation.
 */
public final class SubscriptionCache implements SubscribedPlans {

    private final ResourceView resources;
    private final BooleanSupplier known;
    private final Cache<String, SubjectTerms> subjects;

    /** What customers of one plan are charged is mostly equal: one object for all is in the processor's caches. */
    private final Interner<ChargePlan> equalPlans = Interner.newWeakInterner();

    private volatile Generation generation = new Generation(0, Map.of());

    /** All that was loaded since plans changed last, and the plans that limit files name. */
    private record Generation(long number, Map<PlanRef, Plan> defaults) {

        private boolean isPast(SubjectTerms terms) {
            return terms.generation.number != number;
        }
    }

    /** What is known of a subject, and what it is charged by the rules that were asked for. */
    private static final class SubjectTerms {
        private static final Compiled[] NONE = {};

        private final Generation generation;
        private final @Nullable CustomerTerms terms;
        private volatile Compiled[] compiled = NONE;

        private SubjectTerms(Generation generation, @Nullable CustomerTerms terms) {
            this.generation = generation;
            this.terms = terms;
        }

        /** An update that is lost costs a compilation. */
        private SubscribedPlan plan(ChargePlan asked, long nowMillis, Interner<ChargePlan> equalPlans) {
            Compiled[] known = compiled;
            LimitRule rule = asked.rule();
            for (Compiled candidate : known) {
                if (candidate.rule == rule && nowMillis < candidate.plan.untilMillis()) {
                    return candidate.plan;
                }
            }
            SubscribedPlan own =
                    PlanCompiler.compile(asked, terms, generation.defaults, Instant.ofEpochMilli(nowMillis));
            SubscribedPlan plan = own.sharing(equalPlans.intern(own.plan()));
            Compiled[] kept = Arrays.stream(known)
                    .filter(candidate -> candidate.rule != rule)
                    .skip(Math.max(0, known.length - MOST_RULES))
                    .toArray(Compiled[]::new);
            Compiled[] more = Arrays.copyOf(kept, kept.length + 1);
            more[kept.length] = new Compiled(rule, plan);
            compiled = more;
            return plan;
        }
    }

    /** Rules of a table that was replaced make room for those of the next. */
    private static final int MOST_RULES = 8;

    private record Compiled(@Nullable LimitRule rule, SubscribedPlan plan) {}

    /**
     * @param known whether the resources were read, now or by an earlier start
     * @param most subjects on the heap
     */
    public SubscriptionCache(ResourceView resources, BooleanSupplier known, long most) {
        this.resources = requireNonNull(resources, "resources");
        this.known = requireNonNull(known, "known");
        this.subjects = Caffeine.newBuilder().maximumSize(most).build();
    }

    @Override
    public @Nullable SubscribedPlan find(ChargePlan asked, String subject, long nowMillis) {
        SubjectTerms found = subjects.getIfPresent(subject);
        if (found == null || generation.isPast(found)) {
            if (!known.getAsBoolean()) {
                throw new SubscriptionsUnknownException();
            }
            return null;
        }
        return found.plan(asked, nowMillis, equalPlans);
    }

    @Override
    public void load(String subject) {
        subjects.asMap()
                .compute(subject, (key, found) -> found == null || generation.isPast(found) ? read(key) : found);
    }

    private SubjectTerms read(String subject) {
        Generation current = generation; // before what it is about is read
        String customer = resources.customerOf(subject);
        return new SubjectTerms(
                current, customer == null ? null : resources.termsOf(customer).orElse(null));
    }

    /** Reads anew the plans that limit files name for those without a subscription. */
    synchronized void defaults(Set<PlanRef> named) {
        Map<PlanRef, Plan> found = new HashMap<>();
        for (PlanRef ref : named) {
            StoredResource stored = resources.find(ref.id());
            if (stored != null && stored.resource() instanceof Plan plan && plan.status() != Plan.Status.DRAFT) {
                found.put(ref, plan);
            }
        }
        generation = new Generation(generation.number + 1, Map.copyOf(found));
    }

    /** Forgets whom a change concerns. Called once the change is in the store. */
    void changed(ResourceStore.Change change, Set<PlanRef> defaults) {
        Resource any = change.after() == null ? change.before() : change.after();
        if (any instanceof Plan) {
            defaults(defaults);
        } else if (any instanceof Customer) {
            Set<String> concerned = new HashSet<>();
            for (Resource of : new Resource[] {change.before(), change.after()}) {
                if (of instanceof Customer customer) {
                    concerned.addAll(customer.subjects());
                }
            }
            subjects.invalidateAll(concerned);
        } else {
            for (Resource of : new Resource[] {change.before(), change.after()}) {
                forgetCustomer(of);
            }
        }
    }

    private void forgetCustomer(@Nullable Resource resource) {
        String key = resource instanceof Subscription subscription
                ? subscription.customer()
                : resource instanceof Grant grant ? grant.customer() : null;
        StoredResource stored = key == null ? null : resources.find(Customer.idOf(key));
        if (stored != null && stored.resource() instanceof Customer customer) {
            subjects.invalidateAll(customer.subjects());
        }
    }

    /** Returns how many subjects are on the heap, about. */
    long size() {
        return subjects.estimatedSize();
    }
}
