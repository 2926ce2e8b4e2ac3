package io.tollgate.streams.adjustment;

import static java.util.Objects.requireNonNull;

import io.tollgate.event.Adjustment;
import io.tollgate.event.AdjustmentEvent;
import io.tollgate.runtime.kafka.KafkaClientConfig;
import io.tollgate.streams.record.AdjustmentValidation;
import io.tollgate.topic.EventCodec;
import io.tollgate.topic.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topic of adjustments: followed from its beginning, and written to. One id stands for one adjustment because the
 * topic has one order: who writes reads on to its own record and then knows whether it was the first. Thread-safe.
 */
public final class AdjustmentLog implements Adjustments, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AdjustmentLog.class);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration CALL = Duration.ofSeconds(5);
    private static final Duration READ = Duration.ofSeconds(15);
    private static final Duration OUTCOME = Duration.ofSeconds(10);
    private static final Duration CLOSE = Duration.ofSeconds(2);

    private final TopicPartition partition;
    private final Consumer<byte[], byte[]> consumer;
    private final Producer<byte[], byte[]> producer;
    private final AdjustmentView view = new AdjustmentView(AdjustmentView.MOST_ENTRIES, AdjustmentView.MOST_BYTES);
    private final Queue<CompletableFuture<Void>> catchingUp = new ConcurrentLinkedQueue<>();
    private final Queue<Awaited> awaited = new ConcurrentLinkedQueue<>();
    private final Thread follower = new Thread(this::follow, "tollgate-adjustments");
    private volatile boolean closed;

    /** @param position the offset that must be reached */
    private record Awaited(long position, CompletableFuture<Void> reached) {}

    private AdjustmentLog(
            TopicPartition partition, Consumer<byte[], byte[]> consumer, Producer<byte[], byte[]> producer) {
        this.partition = requireNonNull(partition, "partition");
        this.consumer = requireNonNull(consumer, "consumer");
        this.producer = requireNonNull(producer, "producer");
        follower.setDaemon(true);
    }

    /** Begins to follow the topic of a Kafka; does not wait until it is read. */
    public static AdjustmentLog start(KafkaClientConfig kafka, Topics topics) {
        TopicPartition partition = new TopicPartition(topics.adjustments().name(), 0);
        Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                kafka.consumer(consumerSettings()), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        try {
            Producer<byte[], byte[]> producer = new KafkaProducer<>(
                    kafka.producer(producerSettings()), new ByteArraySerializer(), new ByteArraySerializer());
            return start(partition, consumer, producer);
        } catch (KafkaException e) {
            consumer.close(CloseOptions.timeout(CLOSE));
            throw e;
        }
    }

    /** Begins to follow by clients that are closed with it. */
    static AdjustmentLog start(
            TopicPartition partition, Consumer<byte[], byte[]> consumer, Producer<byte[], byte[]> producer) {
        AdjustmentLog log = new AdjustmentLog(partition, consumer, producer);
        log.follower.start();
        return log;
    }

    private static Map<String, Object> consumerSettings() {
        return Map.of(
                ConsumerConfig.CLIENT_ID_CONFIG,
                "tollgate-adjustments",
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                false);
    }

    private static Map<String, Object> producerSettings() {
        int callMs = Math.toIntExact(CALL.toMillis());
        return Map.of(
                ProducerConfig.CLIENT_ID_CONFIG,
                "tollgate-adjustments",
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                true,
                ProducerConfig.LINGER_MS_CONFIG,
                0,
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                callMs,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                callMs,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                2 * callMs);
    }

    private void follow() {
        try (consumer) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            while (!closed) {
                step();
            }
        } catch (InterruptException e) {
            LOG.debug("told to end", e);
        } catch (RuntimeException e) {
            LOG.error("adjustments are not followed any more; start again", e);
        }
    }

    private void step() {
        try {
            askForEnd();
            consumer.poll(POLL).forEach(view::take);
            if (!awaited.isEmpty()) {
                long position = consumer.position(partition, CALL);
                awaited.forEach(await -> {
                    if (await.position <= position) {
                        await.reached.complete(null);
                    }
                });
                awaited.removeIf(await -> await.reached.isDone()); // also those whose caller gave up
            }
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            LOG.warn("cannot read {}: {}", partition, e.getMessage());
        }
    }

    private void askForEnd() {
        List<CompletableFuture<Void>> asking = new ArrayList<>();
        for (CompletableFuture<Void> next = catchingUp.poll(); next != null; next = catchingUp.poll()) {
            asking.add(next);
        }
        if (!asking.isEmpty()) {
            try {
                long end = requireNonNull(
                        consumer.endOffsets(List.of(partition), CALL).get(partition), "end of the topic");
                asking.forEach(reached -> awaited.add(new Awaited(end, reached)));
            } catch (KafkaException e) {
                asking.forEach(reached -> reached.completeExceptionally(e));
                throw e;
            }
        }
    }

    @Override
    public Submission submit(Adjustment wanted) {
        catchUp();
        AdjustmentState known = view.find(wanted.getId());
        boolean created = false;
        if (known == null) {
            long offset = send(wanted);
            CompletableFuture<Void> reached = new CompletableFuture<>();
            awaited.add(new Awaited(offset + 1, reached));
            await(reached, READ, "see what was sent to");
            known = Optional.ofNullable(view.find(wanted.getId())).orElse(new AdjustmentState(wanted, offset, null));
            created = known.offset() == offset;
        }
        return new Submission(known.isFor(wanted) ? settled(known) : known, created);
    }

    @Override
    public Optional<AdjustmentState> find(String id) {
        catchUp();
        return Optional.ofNullable(view.find(id));
    }

    private void catchUp() {
        CompletableFuture<Void> reached = new CompletableFuture<>();
        catchingUp.add(reached);
        await(reached, READ, "read");
    }

    private long send(Adjustment adjustment) {
        byte[] value = EventCodec.ADJUSTMENTS.encode(new AdjustmentEvent(adjustment));
        byte[] key = AdjustmentValidation.key(adjustment.getId());
        try {
            return await(
                            producer.send(new ProducerRecord<>(partition.topic(), partition.partition(), key, value)),
                            READ,
                            "write")
                    .offset();
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            throw unavailable("write", e);
        }
    }

    private AdjustmentState settled(AdjustmentState known) {
        String id = known.adjustment().getId();
        try {
            return view.settled(id).get(OUTCOME.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            view.giveUp(id);
            return Optional.ofNullable(view.find(id)).orElse(known);
        } catch (ExecutionException e) {
            throw new IllegalStateException("this is never completed exceptionally", e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private <T> T await(Future<T> future, Duration timeout, String what) {
        try {
            return future.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            future.cancel(false);
            throw unavailable(what, e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private AdjustmentsUnavailableException unavailable(String what, Exception cause) {
        return new AdjustmentsUnavailableException(
                "cannot " + what + " the topic " + partition.topic()
                        + ": no answer from Kafka in time; ask again with the same id",
                cause);
    }

    private static AdjustmentsUnavailableException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new AdjustmentsUnavailableException("this instance stops; ask again with the same id", e);
    }

    @Override
    public void close() {
        closed = true;
        producer.close(CLOSE);
        try {
            follower.join(CLOSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
