package io.tollgate.gateway.hits;

import static java.util.Objects.requireNonNull;

import io.tollgate.event.HitEvent;
import io.tollgate.runtime.kafka.KafkaClientConfig;
import io.tollgate.runtime.kafka.KafkaFailure;
import io.tollgate.topic.EventCodec;
import io.tollgate.topic.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** The topic {@code hits} on a Kafka cluster. Its producer is idempotent and waits for all replicas. */
public final class KafkaHitLog implements HitLog {

    private static final int MAX_BLOCK_MS = 500;
    private static final int DELIVERY_TIMEOUT_MS = 30_000;
    private static final Duration LIFE_AFTER_REFUSAL = Duration.ofSeconds(1);
    /** What is not sent by then is on the disk. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private final String topic;
    private final Supplier<Producer<byte[], byte[]>> producers;
    private final LongSupplier nanos;
    private @Nullable Producer<byte[], byte[]> producer;
    private long madeNanos;
    private volatile boolean refused;
    private volatile int partitions;

    /** @param kafka what every Kafka client is made of */
    public KafkaHitLog(KafkaClientConfig kafka, Topics topics) {
        this(topics.hits().name(), producers(kafka), System::nanoTime);
    }

    /** @param nanos a clock that only goes forward */
    KafkaHitLog(String topic, Supplier<Producer<byte[], byte[]>> producers, LongSupplier nanos) {
        this.topic = requireNonNull(topic, "topic");
        this.producers = requireNonNull(producers, "producers");
        this.nanos = requireNonNull(nanos, "nanos");
    }

    private static Supplier<Producer<byte[], byte[]>> producers(KafkaClientConfig kafka) {
        Map<String, Object> ours = new HashMap<>(KafkaClientConfig.SOON_BACK);
        ours.put(ProducerConfig.ACKS_CONFIG, "all");
        ours.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        ours.put(ProducerConfig.LINGER_MS_CONFIG, 1);
        ours.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MS);
        ours.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_TIMEOUT_MS);
        ours.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, DELIVERY_TIMEOUT_MS / 3);
        ours.put(ProducerConfig.BATCH_SIZE_CONFIG, 64 << 10);
        Map<String, Object> settings = kafka.producer(ours);
        return () -> new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /**
     * Made when it is first needed: it cannot be made while the names of the brokers have no addresses, and a gateway
     * starts without Kafka too.
     *
     * @throws KafkaException if it cannot be made now
     */
    private synchronized Producer<byte[], byte[]> producer() {
        if (producer != null && refused && nanos.getAsLong() - madeNanos > LIFE_AFTER_REFUSAL.toNanos()) {
            producer.close(Duration.ZERO); // one that was refused never tries again
            producer = null;
        }
        if (producer == null) {
            refused = false;
            madeNanos = nanos.getAsLong();
            producer = producers.get();
        }
        return producer;
    }

    @Override
    public void send(byte[] key, HitEvent event, SendCallback outcome) {
        send(new ProducerRecord<>(topic, key, EventCodec.HITS.encode(event)), outcome);
    }

    @Override
    public void sendTo(int partition, byte[] key, HitEvent event, SendCallback outcome) {
        send(new ProducerRecord<>(topic, partition, key, EventCodec.HITS.encode(event)), outcome);
    }

    private void send(ProducerRecord<byte[], byte[]> hits, SendCallback outcome) {
        Callback callback = (metadata, failure) -> tell(outcome, metadata, failure);
        try {
            var unused = producer().send(hits, callback); // the callback is told the same
        } catch (KafkaException | IllegalStateException e) { // or another thread just closed a refused one
            failed(outcome, e);
        }
    }

    private void tell(SendCallback outcome, RecordMetadata metadata, @Nullable Exception failure) {
        if (failure == null) {
            outcome.acknowledged(metadata.partition(), metadata.offset());
        } else {
            failed(outcome, failure);
        }
    }

    private void noteRefusal(Exception failure) {
        if (KafkaFailure.isRefusal(failure)) {
            refused = true;
        }
    }

    private void failed(SendCallback outcome, Exception failure) {
        noteRefusal(failure);
        outcome.failed(failure);
    }

    @Override
    public int partitions() {
        if (partitions == 0) {
            try {
                partitions = producer().partitionsFor(topic).size();
            } catch (KafkaException | IllegalStateException e) {
                noteRefusal(e);
                return 0; // not reachable yet, asked again
            }
        }
        return partitions;
    }

    @Override
    public synchronized void close() {
        if (producer != null) {
            producer.close(CLOSE_TIMEOUT);
        }
    }
}
