package io.tollgate.gateway.subscriptions;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tollgate.plan.Customer;
import io.tollgate.plan.Grant;
import io.tollgate.plan.PlanRef;
import io.tollgate.plan.Resource;
import io.tollgate.plan.ResourceId;
import io.tollgate.plan.Subscription;
import io.tollgate.resource.DocumentReader;
import io.tollgate.resource.ResourceStore;
import io.tollgate.resource.ResourceView;
import io.tollgate.resource.StoredResource;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Resources in a list, applied as JSON. */
final class ListedResources implements ResourceView {

    private static final JsonMapper MAPPER = new JsonMapper();

    private final Map<ResourceId, Resource> all = new TreeMap<>();
    int reads;

    /** Applies a document, its quotes written as apostrophes, and returns what it changed. */
    ResourceStore.Change apply(String json, Instant now) {
        try {
            ObjectNode document = (ObjectNode) MAPPER.readTree(json.replace('\'', '"'));
            ResourceId id = DocumentReader.id(document);
            Resource before = all.get(id);
            Resource after = DocumentReader.read(document, all::get, now);
            all.put(id, after);
            return new ResourceStore.Change(id, before, after);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    /** Takes a resource away. */
    ResourceStore.Change delete(ResourceId id) {
        return new ResourceStore.Change(id, all.remove(id), null);
    }

    @Override
    public @Nullable StoredResource find(ResourceId id) {
        Resource found = all.get(id);
        return found == null ? null : new StoredResource(found, 1, Instant.EPOCH, "", "");
    }

    @Override
    public int revision(ResourceId id) {
        return all.containsKey(id) ? 1 : 0;
    }

    @Override
    public @Nullable String customerOf(String subject) {
        reads++;
        return all.values().stream()
                .filter(resource -> resource instanceof Customer customer
                        && customer.subjects().contains(subject))
                .map(resource -> ((Customer) resource).key())
                .findAny()
                .orElse(null);
    }

    @Override
    public List<Subscription> subscriptionsOf(String customer) {
        return all.values().stream()
                .filter(Subscription.class::isInstance)
                .map(Subscription.class::cast)
                .filter(subscription -> subscription.customer().equals(customer))
                .toList();
    }

    @Override
    public List<Grant> grantsOf(String customer) {
        return all.values().stream()
                .filter(Grant.class::isInstance)
                .map(Grant.class::cast)
                .filter(grant -> grant.customer().equals(customer))
                .toList();
    }

    @Override
    public @Nullable String subscriptionTo(PlanRef plan) {
        return all.values().stream()
                .filter(resource -> resource instanceof Subscription subscription
                        && subscription.phases().stream()
                                .anyMatch(phase -> phase.plan().equals(plan)))
                .map(resource -> ((Subscription) resource).key())
                .findAny()
                .orElse(null);
    }
}
