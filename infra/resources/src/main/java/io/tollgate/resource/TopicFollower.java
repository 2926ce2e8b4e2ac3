package io.tollgate.resource;

import static java.util.Objects.requireNonNull;

import io.tollgate.runtime.kafka.KafkaClientConfig;
import io.tollgate.runtime.kafka.KafkaFailure;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One background thread that keeps a table as a topic of one partition has it. Waits for Kafka as long as it takes;
 * meanwhile the table has what it had.
 *
 * <p>Threads: all is this thread's but {@code running}, {@code following}, {@code read}, and the queue of those who wait
 * for what others wrote.
 */
final class TopicFollower implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TopicFollower.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration CALL = Duration.ofSeconds(10);
    private static final Duration CLOSE = Duration.ofSeconds(1);
    private static final Duration FLUSH_INTERVAL = Duration.ofSeconds(30);
    private static final Duration WARN_AFTER_START = Duration.ofSeconds(60);
    private static final Duration WARN_INTERVAL = Duration.ofSeconds(60);
    private static final int MOST_RECORDS = 5_000;

    private final KafkaClientConfig kafka;
    private final TopicPartition partition;
    private final TopicTable table;
    private final Consumer<ConsumerRecord<byte[], byte[]>> records;
    private final Queue<Awaited> asking = new ConcurrentLinkedQueue<>();
    private final Queue<Awaited> waiting = new ConcurrentLinkedQueue<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean running = true;
    private volatile boolean read;
    private volatile @Nullable KafkaConsumer<byte[], byte[]> following;
    private long warnAtNanos = System.nanoTime() + WARN_AFTER_START.toNanos();
    private long flushAtNanos = System.nanoTime() + FLUSH_INTERVAL.toNanos();

    /** Somebody who waits until what is in the topic by now is in the table. */
    private static final class Awaited {
        private final CompletableFuture<Void> reached = new CompletableFuture<>();
        private long position;
    }

    /**
     * @param records puts each record into the table, on this thread; {@link #skip} passes one over
     */
    TopicFollower(
            KafkaClientConfig kafka,
            String topic,
            TopicTable table,
            String name,
            Consumer<ConsumerRecord<byte[], byte[]>> records) {
        this.kafka = requireNonNull(kafka, "kafka");
        this.partition = new TopicPartition(topic, 0);
        this.table = requireNonNull(table, "table");
        this.records = requireNonNull(records, "records");
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    /** Begins to follow. */
    void start() {
        thread.start();
    }

    /** Returns whether the table has what the topic had when it was opened. */
    boolean isRead() {
        return read;
    }

    /** Returns what completes when the table has all that is in the topic by now; exceptionally if Kafka does not answer. */
    CompletableFuture<Void> caughtUp() {
        Awaited awaited = new Awaited();
        asking.add(awaited);
        wakeUp();
        return awaited.reached;
    }

    /** Returns what completes when the table has all records before a position. */
    CompletableFuture<Void> reached(long position) {
        Awaited awaited = new Awaited();
        awaited.position = position;
        waiting.add(awaited);
        wakeUp();
        return awaited.reached;
    }

    private void wakeUp() {
        KafkaConsumer<byte[], byte[]> consumer = following;
        if (consumer != null) {
            consumer.wakeup();
        }
    }

    private void run() {
        while (running) {
            try {
                follow();
            } catch (WakeupException e) {
                LOG.debug("told to stop");
            } catch (UncheckedIOException e) {
                pause(partition + " cannot be kept: " + e.getMessage(), e);
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException | ExecutionException | java.util.concurrent.TimeoutException e) {
                pause(partition + " is not followed: " + KafkaFailure.reason(e), e);
            }
        }
    }

    private void pause(String why, Exception cause) {
        Awaited asked;
        while ((asked = asking.poll()) != null) {
            asked.reached.completeExceptionally(cause);
        }
        waiting.forEach(awaited -> awaited.reached.completeExceptionally(cause));
        waiting.clear();
        if (running && System.nanoTime() - warnAtNanos >= 0) {
            LOG.warn("{}; those known before hold", why);
            warnAtNanos = System.nanoTime() + WARN_INTERVAL.toNanos();
        }
        try {
            closed.await(RETRY.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow() throws InterruptedException, ExecutionException, java.util.concurrent.TimeoutException {
        try (FollowedTopic topic = new FollowedTopic(kafka, partition, CALL)) {
            String topicId = topic.id();
            if (!topicId.equals(table.topicId())) {
                table.restart(topicId);
            }
            follow(topic);
        }
    }

    private void follow(FollowedTopic topic)
            throws InterruptedException, ExecutionException, java.util.concurrent.TimeoutException {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                kafka.consumer(settings()), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            following = consumer;
            consumer.assign(List.of(partition));
            consumer.seek(partition, table.nextOffset().orElse(0));
            long end = topic.end();
            while (running) {
                polled(consumer).forEach(records);
                long position = consumer.position(partition, CALL);
                read |= position >= end;
                answer(topic, position);
                flushSometimes(position);
            }
        } finally {
            following = null;
        }
    }

    /** Somebody who wants to know whether all is read does not wait for the next record. */
    private static ConsumerRecords<byte[], byte[]> polled(KafkaConsumer<byte[], byte[]> consumer) {
        try {
            return consumer.poll(POLL);
        } catch (WakeupException e) {
            return ConsumerRecords.empty();
        }
    }

    /** Returns the settings of an admin client that asks for what is known of the topic. */
    static Map<String, Object> asking() {
        Map<String, Object> settings = new HashMap<>(KafkaClientConfig.SOON_BACK);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) CALL.toMillis());
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) CALL.toMillis() / 2);
        return settings;
    }

    private static Map<String, Object> settings() {
        Map<String, Object> settings = new HashMap<>(KafkaClientConfig.SOON_BACK);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MOST_RECORDS);
        return settings;
    }

    /** Passes a record over; what was known holds. */
    void skip(ConsumerRecord<byte[], byte[]> record, String why) {
        LOG.warn("{} offset {}: cannot be read, what was known holds: {}", partition, record.offset(), why);
        table.skipTo(record.offset() + 1);
    }

    private void answer(FollowedTopic topic, long position)
            throws InterruptedException, ExecutionException, java.util.concurrent.TimeoutException {
        waiting.removeIf(awaited -> {
            boolean reached = awaited.position <= position || awaited.reached.isDone();
            if (reached) {
                awaited.reached.complete(null);
            }
            return reached;
        });
        if (!asking.isEmpty()) {
            // whoever asks later wants an end that is later
            List<Awaited> asked = List.copyOf(asking);
            long end = topic.end();
            for (Awaited awaited : asked) {
                asking.remove(awaited);
                awaited.position = end;
                if (end <= position) {
                    awaited.reached.complete(null);
                } else {
                    waiting.add(awaited);
                }
            }
        }
    }

    private void flushSometimes(long position) {
        long nanos = System.nanoTime();
        if (nanos - flushAtNanos >= 0) {
            flushAtNanos = nanos + FLUSH_INTERVAL.toNanos();
            table.skipTo(position);
            table.flush();
        }
    }

    /** Stops following; the table stays open. */
    @Override
    public void close() {
        running = false;
        closed.countDown();
        if (following == null) {
            thread.interrupt(); // it waits for an answer of Kafka that may never come
        } else {
            wakeUp();
        }
        try {
            thread.join(CLOSE.toMillis());
            thread.interrupt();
            thread.join(CALL.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
