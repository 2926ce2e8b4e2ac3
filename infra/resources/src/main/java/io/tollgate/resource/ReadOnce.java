package io.tollgate.resource;

import static java.util.Objects.requireNonNull;

import io.tollgate.plan.Grant;
import io.tollgate.plan.PlanRef;
import io.tollgate.plan.ResourceId;
import io.tollgate.plan.Subscription;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Resources for as long as a batch is judged: each is read and understood once, such as the plan that all subscriptions of
 * the batch name. Used by one thread.
 */
final class ReadOnce implements ResourceView {

    private final ResourceView resources;
    private final Map<ResourceId, Optional<StoredResource>> found = new HashMap<>();

    ReadOnce(ResourceView resources) {
        this.resources = requireNonNull(resources, "resources");
    }

    @Override
    public @Nullable StoredResource find(ResourceId id) {
        return found.computeIfAbsent(id, any -> Optional.ofNullable(resources.find(id)))
                .orElse(null);
    }

    @Override
    public int revision(ResourceId id) {
        return resources.revision(id);
    }

    @Override
    public @Nullable String customerOf(String subject) {
        return resources.customerOf(subject);
    }

    @Override
    public List<Subscription> subscriptionsOf(String customer) {
        return resources.subscriptionsOf(customer);
    }

    @Override
    public List<Grant> grantsOf(String customer) {
        return resources.grantsOf(customer);
    }

    @Override
    public @Nullable String subscriptionTo(PlanRef plan) {
        return resources.subscriptionTo(plan);
    }
}
