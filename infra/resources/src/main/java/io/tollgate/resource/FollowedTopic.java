package io.tollgate.resource;

import static java.util.Objects.requireNonNull;

import io.tollgate.runtime.kafka.KafkaClientConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/**
 * What is asked about a topic that is followed, on a connection of its own: on that of the consumer a question would wait
 * behind the fetch that waits for the next record, half a second for each change.
 */
final class FollowedTopic implements AutoCloseable {

    private static final ListOffsetsOptions COMMITTED = new ListOffsetsOptions(IsolationLevel.READ_COMMITTED);

    private final TopicPartition partition;
    private final Duration patience;
    private final Admin admin;

    /** @param patience how long an answer may take */
    FollowedTopic(KafkaClientConfig kafka, TopicPartition partition, Duration patience) {
        this.partition = requireNonNull(partition, "partition");
        this.patience = requireNonNull(patience, "patience");
        this.admin = Admin.create(kafka.admin(TopicFollower.asking()));
    }

    private <T> T answer(KafkaFuture<T> asked) throws InterruptedException, ExecutionException, TimeoutException {
        return asked.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Returns the id of the topic, another one if it was made anew. */
    String id() throws InterruptedException, ExecutionException, TimeoutException {
        String name = partition.topic();
        return requireNonNull(answer(admin.describeTopics(List.of(name)).allTopicNames())
                        .get(name))
                .topicId()
                .toString();
    }

    /** Returns the position behind all that is committed by now. */
    long end() throws InterruptedException, ExecutionException, TimeoutException {
        return answer(admin.listOffsets(Map.of(partition, OffsetSpec.latest()), COMMITTED)
                        .partitionResult(partition))
                .offset();
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }
}
