package io.tollgate.resource;

import static java.util.Objects.requireNonNull;

import io.tollgate.runtime.kafka.KafkaClientConfig;
import io.tollgate.topic.Topics;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** One background thread that keeps the history of resources as the topic has it. */
public final class HistoryFollower implements AutoCloseable {

    private final HistoryStore store;
    private final TopicPartition partition;
    private final TopicFollower follower;
    private final Admin admin;

    public HistoryFollower(KafkaClientConfig kafka, Topics topics, HistoryStore store) {
        this.store = requireNonNull(store, "store");
        this.partition = new TopicPartition(topics.resourceHistory().name(), 0);
        this.follower =
                new TopicFollower(kafka, partition.topic(), store.table(), "resource-history-follower", this::take);
        this.admin = Admin.create(kafka.admin(TopicFollower.asking()));
    }

    /** Begins to follow. */
    public void start() {
        follower.start();
    }

    /** Returns what completes when the store has all that is in the topic by now; exceptionally if Kafka does not answer. */
    public CompletableFuture<Void> caughtUp() {
        return follower.caughtUp();
    }

    /**
     * Returns what completes when the store has all that anybody has written by now, be it committed already or not;
     * exceptionally if Kafka does not answer. Two partitions show the end of one transaction at different moments, so
     * that somebody who follows {@code resources} may know of a change that cannot be read here yet.
     */
    public CompletableFuture<Void> caughtUpWithAllWritten() {
        return admin.listOffsets(
                        Map.of(partition, OffsetSpec.latest()), new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
                .partitionResult(partition)
                .toCompletionStage()
                .toCompletableFuture()
                .thenCompose(end -> follower.reached(end.offset()));
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
        admin.close(Duration.ZERO);
        follower.close();
    }
}
