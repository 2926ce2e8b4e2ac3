package io.tollgate.streams.reading;

import static java.util.Objects.requireNonNull;

import io.tollgate.runtime.kafka.KafkaClientConfig;
import io.tollgate.runtime.kafka.KafkaFailure;
import io.tollgate.topic.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Where a topic is. Thread-safe.
 *
 * @param brokers addresses of Kafka, for messages
 * @param topic full name of the topic
 * @param timeout how long Kafka may leave a call without an answer, or without any progress
 * @param consumers give a consumer to each reader, which closes it; it reads committed records only
 */
public record TopicSource(
        String brokers, String topic, Duration timeout, Supplier<Consumer<byte[], byte[]>> consumers) {

    private static final int FETCH_BYTES = 4 << 20;
    private static final int FETCH_BYTES_OF_PARTITION = 1 << 20;
    private static final AtomicInteger READERS = new AtomicInteger();

    public TopicSource {
        requireNonNull(brokers, "brokers");
        requireNonNull(topic, "topic");
        requireNonNull(consumers, "consumers");
        if (timeout.toMillis() < 1) {
            throw new IllegalArgumentException("timeout: " + timeout + " (expected: at least 1 ms)");
        }
    }

    /** Returns the ledger in a Kafka. Nothing is connected yet. */
    public static TopicSource ledger(KafkaClientConfig kafka, Topics topics, Duration timeout) {
        return source(kafka, topics.ledger(), timeout);
    }

    /** Returns the hits in a Kafka. Nothing is connected yet. */
    public static TopicSource hits(KafkaClientConfig kafka, Topics topics, Duration timeout) {
        return source(kafka, topics.hits(), timeout);
    }

    private static TopicSource source(KafkaClientConfig kafka, Topics.Topic<?, ?> topic, Duration timeout) {
        Map<String, Object> settings = kafka.consumer(settings(Math.toIntExact(timeout.toMillis())));
        return new TopicSource(kafka.bootstrapServers(), topic.name(), timeout, () -> consumer(settings));
    }

    private static Map<String, Object> settings(int timeoutMs) {
        return Map.of(
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "none", // records that are gone are an error, never a gap
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                false,
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                timeoutMs,
                ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                timeoutMs,
                ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
                FETCH_BYTES,
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                FETCH_BYTES_OF_PARTITION);
    }

    private static Consumer<byte[], byte[]> consumer(Map<String, Object> settings) {
        Map<String, Object> named = new HashMap<>(settings);
        named.put(ConsumerConfig.CLIENT_ID_CONFIG, "tollgate-reader-" + READERS.incrementAndGet());
        return new KafkaConsumer<>(named, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /**
     * Returns what Kafka answers.
     *
     * @param what is asked, to follow "cannot"
     * @throws TopicUnavailableException if it does not answer in time, or rejects
     */
    <T> T ask(String what, Supplier<T> call) {
        try {
            return call.get();
        } catch (TimeoutException e) {
            throw noAnswer(what, e);
        } catch (InterruptException e) {
            throw new TopicUnavailableException("told to end while reading " + topic, e);
        } catch (InvalidOffsetException e) {
            throw new TopicUnavailableException(
                    "cannot " + what + " in Kafka at " + brokers + ": records were deleted before they were read,"
                            + " since they are older than the topic is kept (begin with a later time)",
                    e);
        } catch (KafkaException e) {
            Throwable cause = e.getCause();
            boolean isWrapper = e.getClass() == KafkaException.class; // says only that a client cannot be made
            throw new TopicUnavailableException(
                    "cannot " + what + " in Kafka at " + brokers + ": "
                            + KafkaFailure.reason(isWrapper && cause != null ? cause : e),
                    e);
        }
    }

    /** Returns the error that Kafka does not answer. */
    TopicUnavailableException noAnswer(String what, @Nullable Throwable cause) {
        return new TopicUnavailableException(
                "cannot " + what + ": no answer from Kafka at " + brokers + " within " + timeout.toMillis() / 1000.0
                        + " s; start it, or set bootstrap.servers",
                cause);
    }

    /** Returns the error that something in the topic is there and says nothing to this release. */
    public TopicUnavailableException unreadable(String what, String why, Exception cause) {
        return new TopicUnavailableException(
                what + " of " + topic + " in Kafka at " + brokers + " cannot be read: " + why, cause);
    }
}
