package io.tollgate.streams.http;

import static java.util.Objects.requireNonNull;

import io.tollgate.plan.CustomerTerms;
import io.tollgate.plan.Plan;
import io.tollgate.plan.Resource;
import io.tollgate.plan.ResourceId;
import io.tollgate.plan.ResourceKind;
import io.tollgate.plan.Subscription;
import io.tollgate.resource.HistoryStore;
import io.tollgate.resource.NoSuchResourceException;
import io.tollgate.resource.ResourceStore;
import io.tollgate.resource.ResourcesUnavailableException;
import io.tollgate.resource.StoredResource;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Resources and their history as this instance keeps them. Thread-safe. */
public final class StoredResources {

    private static final long PATIENCE_SECONDS = 10;
    private static final int MOST_VERSIONS = 10_000;

    private final ResourceStore store;
    private final HistoryStore history;
    private final BooleanSupplier isRead;
    private final Supplier<CompletableFuture<Void>> historyCaughtUp;

    /**
     * @param isRead whether the store has what the topic had at the start
     * @param historyCaughtUp returns what completes when the history has all that is in the topic
     */
    public StoredResources(
            ResourceStore store,
            HistoryStore history,
            BooleanSupplier isRead,
            Supplier<CompletableFuture<Void>> historyCaughtUp) {
        this.store = requireNonNull(store, "store");
        this.history = requireNonNull(history, "history");
        this.isRead = requireNonNull(isRead, "isRead");
        this.historyCaughtUp = requireNonNull(historyCaughtUp, "historyCaughtUp");
    }

    /** What is not read yet would look as if it were not there. */
    private void expectRead() {
        if (!isRead.getAsBoolean()) {
            throw new ResourcesUnavailableException("the topic of resources is not read yet", null);
        }
    }

    /**
     * Returns a resource; of a plan without a version the highest one.
     *
     * @throws NoSuchResourceException if there is none
     */
    StoredResource find(ResourceId id) {
        expectRead();
        StoredResource found = store.find(id);
        if (found == null && id.kind() == ResourceKind.PLAN && !id.id().contains("@")) {
            found = highest(id.id());
        }
        if (found == null) {
            throw new NoSuchResourceException(id);
        }
        return found;
    }

    /** Returns all that is agreed with a customer; empty if there is no such customer. */
    Optional<CustomerTerms> termsOf(String customer) {
        expectRead();
        return store.termsOf(customer);
    }

    /** Returns all that is agreed with the customer of a subscription; empty if there is no such subscription. */
    Optional<CustomerTerms> termsOfSubscription(String key) {
        expectRead();
        StoredResource found = store.find(new ResourceId(ResourceKind.SUBSCRIPTION, key));
        return found != null && found.resource() instanceof Subscription subscription
                ? store.termsOf(subscription.customer())
                : Optional.empty();
    }

    private @Nullable StoredResource highest(String key) {
        return store
                .list(
                        ResourceKind.PLAN,
                        key + "@",
                        MOST_VERSIONS,
                        stored -> stored.resource() instanceof Plan plan
                                && plan.ref().key().equals(key))
                .stream()
                .max(Comparator.comparingInt(StoredResources::version))
                .orElse(null);
    }

    private static int version(StoredResource stored) {
        return stored.resource() instanceof Plan plan ? plan.ref().version() : 0;
    }

    /** Returns resources in the order of their ids. */
    List<StoredResource> list(ResourceKind kind, @Nullable String customer, @Nullable String after, int most) {
        expectRead();
        if (customer == null) {
            return store.list(kind, after, most, any -> true);
        }
        Stream<? extends Resource> owned = kind == ResourceKind.GRANT
                ? store.grantsOf(customer).stream()
                : store.subscriptionsOf(customer).stream();
        return owned.map(Resource::id)
                .filter(id -> after == null || id.id().compareTo(after) > 0)
                .map(store::find)
                .filter(Objects::nonNull)
                .limit(most)
                .toList();
    }

    /**
     * Returns the revisions of a resource, also where it was deleted, the newest first.
     *
     * @param before begins with the revision below this one
     * @throws NoSuchResourceException if there never was one
     */
    List<HistoryStore.Entry> history(ResourceId id, int before, int most) {
        expectRead();
        boolean ever = store.revision(id) > 0;
        ResourceId named = ever ? id : find(id).resource().id();
        awaitHistory();
        return history.list(named, before, most);
    }

    /**
     * Returns a resource as it was in a revision that was made.
     *
     * @throws ResourcesUnavailableException if this instance has not read it yet
     */
    StoredResource find(ResourceId id, int revision) {
        awaitHistory();
        StoredResource found = history.find(id, revision);
        if (found == null) {
            throw new ResourcesUnavailableException("revision " + revision + " of " + id + " is not read yet", null);
        }
        return found;
    }

    private void awaitHistory() {
        try {
            historyCaughtUp.get().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new ResourcesUnavailableException("the history cannot be read: no answer from Kafka in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ResourcesUnavailableException("this instance stops", e);
        }
    }
}
