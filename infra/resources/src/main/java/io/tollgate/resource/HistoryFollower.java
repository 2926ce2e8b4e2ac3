package io.tollgate.resource;

import static java.util.Objects.requireNonNull;

import io.tollgate.runtime.kafka.KafkaClientConfig;
import io.tollgate.topic.Topics;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** One background thread that keeps the history of resources as the topic has it. */
public final class HistoryFollower implements AutoCloseable {

    private final HistoryStore store;
    private final TopicFollower follower;

    public HistoryFollower(KafkaClientConfig kafka, Topics topics, HistoryStore store) {
        this.store = requireNonNull(store, "store");
        this.follower = new TopicFollower(
                kafka, topics.resourceHistory().name(), store.table(), "resource-history-follower", this::take);
    }

    /** Begins to follow. */
    public void start() {
        follower.start();
    }

    /** Returns what completes when the store has all that is in the topic by now; exceptionally if Kafka does not answer. */
    public CompletableFuture<Void> caughtUp() {
        return follower.caughtUp();
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        byte[] key = record.key();
        byte[] value = record.value();
        if (key == null || value == null) {
            store.table().skipTo(record.offset() + 1);
            return;
        }
        try {
            store.take(key, value, record.offset() + 1);
        } catch (IllegalArgumentException e) {
            follower.skip(record, String.valueOf(e.getMessage()));
        }
    }

    /** Stops following; the store stays open. */
    @Override
    public void close() {
        follower.close();
    }
}
