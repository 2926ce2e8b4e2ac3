package io.tollgate.resource;

import static java.util.Objects.requireNonNull;

import io.tollgate.plan.ResourceId;
import io.tollgate.runtime.kafka.KafkaClientConfig;
import io.tollgate.topic.Topics;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * One background thread that keeps a store of resources as the topic has them, and says what changed. Waits for Kafka as
 * long as it takes; meanwhile the store has what it had.
 */
public final class ResourceFollower implements AutoCloseable {

    private final ResourceStore store;
    private final @Nullable RequestMemory requests;
    private final Consumer<ResourceStore.Change> changes;
    private final TopicFollower follower;

    /**
     * @param changes is told of each change once it is in the store, on this thread
     */
    public ResourceFollower(
            KafkaClientConfig kafka, Topics topics, ResourceStore store, Consumer<ResourceStore.Change> changes) {
        this(kafka, topics, store, null, changes);
    }

    private ResourceFollower(
            KafkaClientConfig kafka,
            Topics topics,
            ResourceStore store,
            @Nullable RequestMemory requests,
            Consumer<ResourceStore.Change> changes) {
        this.store = requireNonNull(store, "store");
        this.requests = requests;
        this.changes = requireNonNull(changes, "changes");
        this.follower =
                new TopicFollower(kafka, topics.resources().name(), store.table(), "resource-follower", this::take);
    }

    /** Returns one that keeps requests too, for who makes changes. */
    public static ResourceFollower of(
            KafkaClientConfig kafka, Topics topics, ResourceStore store, RequestMemory requests) {
        return new ResourceFollower(kafka, topics, store, requireNonNull(requests, "requests"), change -> {});
    }

    /** Begins to follow. */
    public void start() {
        follower.start();
    }

    /** Returns whether the store has what the topic had when it was opened. */
    public boolean isRead() {
        return follower.isRead();
    }

    /** Returns what completes when the store has all that is in the topic by now; exceptionally if Kafka does not answer. */
    public CompletableFuture<Void> caughtUp() {
        return follower.caughtUp();
    }

    /** Returns what completes when the store has all records before a position; exceptionally if Kafka does not answer. */
    CompletableFuture<Void> reached(long position) {
        return follower.reached(position);
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        byte[] key = record.key();
        byte[] value = record.value();
        Optional<ResourceId> id = key == null ? Optional.empty() : ResourceRecords.id(key);
        Optional<String> request = key == null || requests == null ? Optional.empty() : ResourceRecords.requestOf(key);
        try {
            if (id.isPresent() && value != null) {
                changes.accept(store.take(id.get(), value, record.offset() + 1));
            } else if (requests != null && request.isPresent()) {
                requests.take(request.get(), value, record.offset() + 1);
            } else {
                store.table().skipTo(record.offset() + 1);
            }
        } catch (IllegalArgumentException e) {
            follower.skip(record, id.map(ResourceId::toString).orElse("a request") + ": " + e.getMessage());
        }
    }

    /** Stops following; the store stays open. */
    @Override
    public void close() {
        follower.close();
    }
}
