package io.tollgate.gateway.usage;

import java.util.List;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/** Where usage is followed from. Used by one thread. */
public interface UsageSource {

    /**
     * What was opened.
     *
     * @param consumer reads the partitions; whoever opened it closes it
     * @param partitions all of {@code usage}
     * @param topicId changes when a topic was created anew, so that what was read or sent before is of no topic any more
     */
    record Opened(Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions, String topicId) {

        public Opened {
            partitions = List.copyOf(partitions);
        }
    }

    /**
     * Makes sure that the topics are there, and makes a consumer.
     *
     * @throws TimeoutException if Kafka does not answer in time; its message says for how long it was waited
     * @throws RuntimeException if Kafka cannot be used as it is
     */
    Opened open() throws TimeoutException, InterruptedException;

    /** Returns where Kafka is, for messages. */
    String servers();
}
