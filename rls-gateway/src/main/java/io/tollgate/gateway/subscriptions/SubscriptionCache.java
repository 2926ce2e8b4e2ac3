package io.tollgate.gateway.subscriptions;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.Interner;
import com.google.common.collect.Interners;
import io.tollgate.gateway.decision.EarlierUsages;
import io.tollgate.gateway.decision.SubscribedPlan;
import io.tollgate.gateway.decision.SubscribedPlans;
import io.tollgate.gateway.decision.SubscriptionsUnknownException;
import io.tollgate.gateway.limits.ChargePlan;
import io.tollgate.plan.Customer;
import io.tollgate.plan.Grant;
import io.tollgate.plan.Plan;
import io.tollgate.plan.PlanRef;
import io.tollgate.plan.Resource;
import io.tollgate.plan.Subscription;
import io.tollgate.resource.ResourceStore;
import io.tollgate.resource.ResourceView;
import io.tollgate.resource.StoredResource;
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
    private final SubjectsInUse subjects;

    /** What customers of one plan are charged is mostly equal: one object for all is in the processor's caches. */
    private final Interner<ChargePlan> equalPlans = Interners.newWeakInterner();

    private final SubjectTerms.Compiler compiler = this::compile;
    private volatile Generation generation = new Generation(0, Map.of());

    /** All that was loaded since plans changed last, and the plans that limit files name. */
    private record Generation(long number, Map<PlanRef, Plan> defaults) {

        private boolean isPast(SubjectTerms terms) {
            return terms.generation != number;
        }
    }

    /**
     * @param known whether the resources were read, now or by an earlier start
     * @param most subjects on the heap
     */
    public SubscriptionCache(ResourceView resources, BooleanSupplier known, long most) {
        this.resources = requireNonNull(resources, "resources");
        this.known = requireNonNull(known, "known");
        this.subjects = new SubjectsInUse(most);
    }

    @Override
    public @Nullable SubscribedPlan find(ChargePlan asked, String subject, long nowMillis, EarlierUsages earlier) {
        SubjectTerms found = subjects.find(subject);
        if (found == null || generation.isPast(found)) {
            if (!known.getAsBoolean()) {
                throw new SubscriptionsUnknownException();
            }
            return null;
        }
        return found.plan(asked, nowMillis, earlier, compiler);
    }

    @Override
    public void load(String subject) {
        subjects.put(subject, found -> found == null || generation.isPast(found) ? read(subject) : found);
    }

    private SubjectTerms read(String subject) {
        Generation current = generation; // before what it is about is read
        String customer = resources.customerOf(subject);
        return new SubjectTerms(
                subject,
                current.number,
                customer == null ? null : resources.termsOf(customer).orElse(null));
    }

    private SubscribedPlan compile(ChargePlan asked, SubjectTerms of, long nowMillis, EarlierUsages earlier) {
        SubscribedPlan own = PlanCompiler.compile(asked, of.terms, generation.defaults, nowMillis, earlier);
        return own.sharing(equalPlans.intern(own.plan()));
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
            subjects.forget(concerned);
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
            subjects.forget(customer.subjects());
        }
    }

    /** Returns how many subjects are on the heap, about. */
    long size() {
        return subjects.size();
    }
}
