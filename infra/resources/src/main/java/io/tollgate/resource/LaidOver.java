package io.tollgate.resource;

import static java.util.Objects.requireNonNull;

import io.tollgate.plan.Customer;
import io.tollgate.plan.Grant;
import io.tollgate.plan.PlanRef;
import io.tollgate.plan.Resource;
import io.tollgate.plan.ResourceId;
import io.tollgate.plan.Subscription;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Resources as they are once some of them are changed. Deletes nothing. */
final class LaidOver implements ResourceView {

    private final ResourceView below;
    private final Map<ResourceId, StoredResource> changed = new LinkedHashMap<>();
    private final Map<String, String> claims = new HashMap<>();

    /** What is changed and belongs to a customer: of a large batch nobody looks at all. */
    private final Map<String, List<Resource>> owned = new HashMap<>();

    LaidOver(ResourceView below, Collection<StoredResource> changes) {
        this.below = requireNonNull(below, "below");
        for (StoredResource change : changes) {
            changed.put(change.resource().id(), change);
            if (change.resource() instanceof Customer customer) {
                customer.subjects().forEach(subject -> claims.putIfAbsent(subject, customer.key()));
            } else if (change.resource() instanceof Subscription subscription) {
                owned(subscription.customer()).add(subscription);
            } else if (change.resource() instanceof Grant grant) {
                owned(grant.customer()).add(grant);
            }
        }
    }

    @Override
    public @Nullable StoredResource find(ResourceId id) {
        StoredResource found = changed.get(id);
        return found == null ? below.find(id) : found;
    }

    @Override
    public int revision(ResourceId id) {
        StoredResource found = changed.get(id);
        return found == null ? below.revision(id) : found.revision();
    }

    /** Who has a subject keeps it unless it is given up; of several who claim one that is free, the first has it. */
    @Override
    public @Nullable String customerOf(String subject) {
        String before = below.customerOf(subject);
        if (before != null) {
            StoredResource owner = changed.get(Customer.idOf(before));
            if (owner == null
                    || (owner.resource() instanceof Customer customer
                            && customer.subjects().contains(subject))) {
                return before;
            }
        }
        return claims.get(subject);
    }

    private List<Resource> owned(String customer) {
        return owned.computeIfAbsent(customer, any -> new ArrayList<>());
    }

    @Override
    public List<Subscription> subscriptionsOf(String customer) {
        return merged(below.subscriptionsOf(customer), Subscription.class, customer);
    }

    @Override
    public List<Grant> grantsOf(String customer) {
        return merged(below.grantsOf(customer), Grant.class, customer);
    }

    private <T extends Resource> List<T> merged(List<T> before, Class<T> type, String customer) {
        List<T> merged = new ArrayList<>(before);
        merged.removeIf(resource -> changed.containsKey(resource.id()));
        for (Resource change : owned.getOrDefault(customer, List.of())) {
            if (type.isInstance(change)) {
                merged.add(type.cast(change));
            }
        }
        merged.sort(Comparator.comparing(Resource::id));
        return merged;
    }

    /** A subscription that named the plan until it was changed counts too: nothing that matters is forgotten. */
    @Override
    public @Nullable String subscriptionTo(PlanRef plan) {
        for (StoredResource change : changed.values()) {
            if (change.resource() instanceof Subscription subscription
                    && subscription.phases().stream()
                            .anyMatch(phase -> phase.plan().equals(plan))) {
                return subscription.key();
            }
        }
        return below.subscriptionTo(plan);
    }
}
