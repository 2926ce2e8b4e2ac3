package io.tollgate.resource;

import io.tollgate.plan.Customer;
import io.tollgate.plan.Grant;
import io.tollgate.plan.PlanRef;
import io.tollgate.plan.Resource;
import io.tollgate.plan.ResourceId;
import io.tollgate.plan.Subscription;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All resources in a map; each question looks at all of them. */
final class HeapResources implements ResourceView {

    static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

    private final Map<ResourceId, Revision> revisions = new TreeMap<>();

    /** Makes an edit at once. */
    List<Revision> make(Edit edit) {
        List<Revision> made = edit.on(this, NOW);
        made.forEach(this::take);
        return made;
    }

    void take(Revision revision) {
        revisions.put(revision.id(), revision);
    }

    <T extends Resource> Stream<T> all(Class<T> type) {
        return revisions.values().stream()
                .map(Revision::resource)
                .filter(Objects::nonNull)
                .filter(type::isInstance)
                .map(type::cast);
    }

    @Override
    public @Nullable StoredResource find(ResourceId id) {
        Revision found = revisions.get(id);
        Resource resource = found == null ? null : found.resource();
        return found == null || resource == null
                ? null
                : new StoredResource(resource, found.number(), found.changedAt(), found.author(), found.reason());
    }

    @Override
    public int revision(ResourceId id) {
        Revision found = revisions.get(id);
        return found == null ? 0 : found.number();
    }

    @Override
    public @Nullable String customerOf(String subject) {
        return all(Customer.class)
                .filter(customer -> customer.subjects().contains(subject))
                .map(Customer::key)
                .findFirst()
                .orElse(null);
    }

    @Override
    public List<Subscription> subscriptionsOf(String customer) {
        return all(Subscription.class)
                .filter(subscription -> subscription.customer().equals(customer))
                .toList();
    }

    @Override
    public List<Grant> grantsOf(String customer) {
        return all(Grant.class)
                .filter(grant -> grant.customer().equals(customer))
                .toList();
    }

    @Override
    public @Nullable String subscriptionTo(PlanRef plan) {
        return all(Subscription.class)
                .filter(subscription -> subscription.phases().stream()
                        .anyMatch(phase -> phase.plan().equals(plan)))
                .map(Subscription::key)
                .findFirst()
                .orElse(null);
    }
}
