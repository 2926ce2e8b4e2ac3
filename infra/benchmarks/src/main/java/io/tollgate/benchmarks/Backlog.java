package io.tollgate.benchmarks;

import io.tollgate.event.GatewayId;
import io.tollgate.event.GatewaySender;
import io.tollgate.event.HitEvent;
import io.tollgate.event.Hits;
import io.tollgate.event.Sender;
import io.tollgate.event.Totals;
import io.tollgate.event.WindowHits;
import io.tollgate.event.WindowUse;
import io.tollgate.model.CounterKey;
import io.tollgate.topic.EventCodec;
import io.tollgate.topic.Topics;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Reports of several gateways in the topic {@code hits}, as if nobody had read them for a while: each is of a counter
 * with a limit of a month, with the month's totals and those of the hour, in which the ledger keeps it.
 */
final class Backlog {

    private static final Topics TOPICS = new Topics(Topics.DEFAULT_PREFIX);

    /** The key of the one entry that the counters' descriptors have, in the domain {@code bench}. */
    static final String KEY = "customer";

    private final int counters;
    private final List<Sender> senders;
    private final Instant now = Instant.now();
    private final ZonedDateTime month =
            now.atZone(ZoneOffset.UTC).truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1);

    Backlog(int counters, int gateways) {
        this.counters = counters;
        this.senders = IntStream.rangeClosed(1, gateways).mapToObj(this::sender).toList();
    }

    private Sender sender(int gateway) {
        byte[] id = ByteBuffer.allocate(16).putLong(gateway).putLong(gateway).array();
        return new Sender(new GatewaySender(new GatewayId(id), now.toEpochMilli(), (long) gateway));
    }

    /** Writes records, the counters in turn, each time by the next gateway; returns when Kafka has all of them. */
    void write(String bootstrap, int records) {
        write(bootstrap, 0, records);
    }

    /** Writes records as {@link #write(String, int)} would, those from one number up to another. */
    void write(String bootstrap, int from, int to) {
        AtomicInteger failed = new AtomicInteger();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrap,
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        ProducerConfig.LINGER_MS_CONFIG,
                        5,
                        ProducerConfig.BATCH_SIZE_CONFIG,
                        64 << 10),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int i = from; i < to; i++) {
                var unused = producer.send(record(i), (metadata, failure) -> {
                    if (failure != null) {
                        failed.incrementAndGet();
                    }
                });
            }
            producer.flush();
        }
        if (failed.get() > 0) {
            throw new IllegalStateException("Kafka did not take " + failed.get() + " records");
        }
    }

    /** Returns the value of that entry. */
    static String value(int counter) {
        return "customer-" + counter;
    }

    private ProducerRecord<byte[], byte[]> record(int number) {
        int round = number / counters;
        CounterKey key = CounterKey.descriptor("bench", 1)
                .entry(KEY, value(number % counters), false)
                .build();
        return new ProducerRecord<>(TOPICS.hits().name(), key.bytes(), EventCodec.HITS.encode(event(round)));
    }

    private HitEvent event(int round) {
        long admitted = 1L + (long) round / senders.size(); // a sender's totals only grow
        Instant hour = now.truncatedTo(ChronoUnit.HOURS);
        List<WindowHits> windows = List.of(
                window(month.toInstant(), month.plusMonths(1).toInstant(), WindowUse.LIMIT_AND_ACCOUNTING, admitted),
                window(hour, hour.plus(1, ChronoUnit.HOURS), WindowUse.ACCOUNTING, admitted));
        return new HitEvent(
                new Hits(senders.get(round % senders.size()), now.toEpochMilli(), now.toEpochMilli(), windows));
    }

    private static WindowHits window(Instant start, Instant end, WindowUse use, long admitted) {
        return new WindowHits(
                start.toEpochMilli(), end.toEpochMilli(), use, new Totals(admitted, 0L, 0L, 0L, 0L), null);
    }
}
