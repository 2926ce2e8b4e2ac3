package io.tollgate.it.faults;

import io.tollgate.topic.ControlKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends records of hits once more, in any order, as retries and replays may. A thread of its own. */
final class Duplicator implements AutoCloseable {

    private static final int MOST_KEPT = 2_000;
    private static final int MOST_AT_A_TIME = 10;

    private final Random random;
    private final String bootstrapServers;
    private final Thread thread = new Thread(this::run, "duplicator");
    private volatile boolean running = true;
    private final AtomicInteger sent = new AtomicInteger();

    Duplicator(String bootstrapServers, long seed) {
        this.bootstrapServers = bootstrapServers;
        this.random = new Random(seed);
        thread.start();
    }

    private void run() {
        List<ConsumerRecord<byte[], byte[]>> kept = new ArrayList<>();
        Map<String, Object> settings = Map.of("bootstrap.servers", bootstrapServers, "max.block.ms", "1000");
        try (KafkaConsumer<byte[], byte[]> hits =
                        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
                KafkaProducer<byte[], byte[]> again =
                        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            List<TopicPartition> partitions = new ArrayList<>();
            for (int partition = 0; partition < Site.PARTITIONS; partition++) {
                partitions.add(new TopicPartition(Site.PREFIX + "hits", partition));
            }
            hits.assign(partitions);
            hits.seekToBeginning(partitions);
            while (running) {
                for (ConsumerRecord<byte[], byte[]> record : hits.poll(Duration.ofMillis(100))) {
                    if (!ControlKey.isControl(record.key())) {
                        keep(kept, record);
                    }
                }
                for (int i = random.nextInt(MOST_AT_A_TIME); i > 0 && !kept.isEmpty(); i--) {
                    send(again, kept.get(random.nextInt(kept.size())));
                }
            }
        }
    }

    private void keep(List<ConsumerRecord<byte[], byte[]>> kept, ConsumerRecord<byte[], byte[]> record) {
        if (kept.size() < MOST_KEPT) {
            kept.add(record);
        } else {
            kept.set(random.nextInt(MOST_KEPT), record);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // what does not arrive is no duplicate
    private void send(KafkaProducer<byte[], byte[]> again, ConsumerRecord<byte[], byte[]> record) {
        try {
            again.send(new ProducerRecord<>(record.topic(), record.partition(), record.key(), record.value()));
            sent.incrementAndGet();
        } catch (KafkaException away) {
            // the broker is what the nemesis has in hand
        }
    }

    /** Returns how many records were sent once more. */
    int sent() {
        return sent.get();
    }

    @Override
    public void close() {
        running = false;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
