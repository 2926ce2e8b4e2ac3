package io.tollgate.gateway.hits;

import io.tollgate.event.HitEvent;
import io.tollgate.topic.EventCodec;
import io.tollgate.topic.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
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
final class KafkaHitLog implements HitLog {

    private static final int MAX_BLOCK_MS = 500;
    private static final int DELIVERY_TIMEOUT_MS = 30_000;
    /** What is not sent by then is on the disk. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private final String topic;
    private final Map<String, Object> settings;
    private @Nullable Producer<byte[], byte[]> producer;
    private volatile int partitions;

    /** @param kafka settings of every Kafka client, at least {@code bootstrap.servers} */
    KafkaHitLog(Map<String, Object> kafka, Topics topics) {
        this.topic = topics.hits().name();
        settings = new HashMap<>(kafka);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 1);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MS);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_TIMEOUT_MS);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, DELIVERY_TIMEOUT_MS / 3);
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 64 << 10);
    }

    /**
     * Made when it is first needed: it cannot be made while the names of the brokers have no addresses, and a gateway
     * starts without Kafka too.
     *
     * @throws KafkaException if it cannot be made now
     */
    private synchronized Producer<byte[], byte[]> producer() {
        if (producer == null) {
            producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        }
        return producer;
    }

    @Override
    public void send(byte[] key, HitEvent event, Outcome outcome) {
        send(new ProducerRecord<>(topic, key, EventCodec.HITS.encode(event)), outcome);
    }

    @Override
    public void sendTo(int partition, byte[] key, HitEvent event, Outcome outcome) {
        send(new ProducerRecord<>(topic, partition, key, EventCodec.HITS.encode(event)), outcome);
    }

    private void send(ProducerRecord<byte[], byte[]> hits, Outcome outcome) {
        Callback callback = (metadata, failure) -> tell(outcome, metadata, failure);
        try {
            var unused = producer().send(hits, callback); // the callback is told the same
        } catch (KafkaException e) {
            outcome.failed(e);
        }
    }

    private static void tell(Outcome outcome, RecordMetadata metadata, @Nullable Exception failure) {
        if (failure == null) {
            outcome.acknowledged(metadata.partition(), metadata.offset());
        } else {
            outcome.failed(failure);
        }
    }

    @Override
    public int partitions() {
        if (partitions == 0) {
            try {
                partitions = producer().partitionsFor(topic).size();
            } catch (KafkaException e) {
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
