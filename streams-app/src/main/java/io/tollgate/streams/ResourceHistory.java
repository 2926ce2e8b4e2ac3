package io.tollgate.streams;

import io.tollgate.model.Window;
import io.tollgate.resource.HistoryFollower;
import io.tollgate.resource.HistoryStore;
import io.tollgate.resource.SubscriptionHistory;
import io.tollgate.resource.SubscriptionHistory.Sold;
import io.tollgate.streams.ledger.Subscribers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The history of resources as this process follows it, for the ledger and for those who ask. Thread-safe. */
final class ResourceHistory implements Subscribers, AutoCloseable {

    private static final long CACHE_BYTES = 16 << 20;

    private final HistoryStore store;
    private final HistoryFollower follower;
    private final SubscriptionHistory subscriptions;

    private ResourceHistory(HistoryStore store, HistoryFollower follower) {
        this.store = store;
        this.follower = follower;
        this.subscriptions = new SubscriptionHistory(store);
    }

    /** Opens what is in the data folder, and begins to follow. */
    static ResourceHistory follow(StreamsAppConfig config) {
        HistoryStore store = new HistoryStore(folder(config).resolve("history"), CACHE_BYTES);
        try {
            HistoryFollower follower = new HistoryFollower(config.kafka(), config.topics(), store);
            follower.start();
            return new ResourceHistory(store, follower);
        } catch (RuntimeException | Error e) {
            store.close();
            throw e;
        }
    }

    /** Returns the folder of resources and their history. */
    static Path folder(StreamsAppConfig config) {
        return config.dataDir().resolve("resources");
    }

    HistoryStore store() {
        return store;
    }

    /** Returns what completes when the store has all that is committed by now; exceptionally if Kafka does not answer. */
    CompletableFuture<Void> caughtUpWithCommitted() {
        return follower.caughtUp();
    }

    @Override
    public CompletableFuture<Void> caughtUp() {
        return follower.caughtUpWithAllWritten();
    }

    @Override
    public Optional<Sold> in(String subscription, Window window) {
        return subscriptions.firstHeld(
                subscription, Instant.ofEpochMilli(window.startMillis()), Instant.ofEpochMilli(window.endMillis()));
    }

    @Override
    public void close() {
        follower.close();
        store.close();
    }
}
