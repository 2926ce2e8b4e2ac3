package io.tollgate.resource;

import io.tollgate.plan.Customer;
import io.tollgate.plan.CustomerTerms;
import io.tollgate.plan.Grant;
import io.tollgate.plan.Plan;
import io.tollgate.plan.PlanRef;
import io.tollgate.plan.ResourceId;
import io.tollgate.plan.Subscription;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** All resources as they are. Reading may touch a disk. */
public interface ResourceView {

    /** Returns the resource of a name; null if there is none. */
    @Nullable StoredResource find(ResourceId id);

    /** Returns the revision that a resource has, or had when it was deleted; 0 if there never was one. */
    int revision(ResourceId id);

    /** Returns the key of the customer that a subject is of; null if nobody has it. */
    @Nullable String customerOf(String subject);

    /** Returns a customer's subscriptions, those that ended too, by key. */
    List<Subscription> subscriptionsOf(String customer);

    /** Returns a customer's grants, those that ended too, by key. */
    List<Grant> grantsOf(String customer);

    /** Returns the key of a subscription that names a version of a plan; null if none does. */
    @Nullable String subscriptionTo(PlanRef plan);

    /** Returns all that is agreed with a customer; empty if there is no such customer. */
    default Optional<CustomerTerms> termsOf(String customerKey) {
        StoredResource stored = find(Customer.idOf(customerKey));
        if (stored == null || !(stored.resource() instanceof Customer customer)) {
            return Optional.empty();
        }
        List<Subscription> subscriptions = subscriptionsOf(customerKey);
        Map<PlanRef, Plan> plans = new HashMap<>();
        for (Subscription subscription : subscriptions) {
            for (Subscription.Phase phase : subscription.phases()) {
                StoredResource plan = find(phase.plan().id());
                if (plan != null && plan.resource() instanceof Plan found) {
                    plans.put(phase.plan(), found);
                }
            }
        }
        return Optional.of(new CustomerTerms(customer, subscriptions, plans, grantsOf(customerKey)));
    }
}
