package io.tollgate.it.faults;

import io.tollgate.event.DescriptorCounter;
import io.tollgate.event.LedgerEvent;
import io.tollgate.event.LedgerKey;
import io.tollgate.event.LedgerWindow;
import io.tollgate.event.Totals;
import io.tollgate.it.faults.Answers.Cell;
import io.tollgate.it.faults.LedgerChecker.Counted;
import io.tollgate.it.faults.LedgerChecker.Longer;
import io.tollgate.topic.EventCodec;
import io.tollgate.topic.LedgerRowKey;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The ledger as anyone sees it who reads the topic from its begin. Not thread-safe. */
final class LedgerRows implements AutoCloseable {

    private static final long HOUR_MS = 3_600_000;

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final long beginMillis;
    private final Map<ByteBuffer, byte[]> seen = new HashMap<>();
    private final Map<List<Object>, LedgerEvent> accounting = new HashMap<>();
    private final Map<List<Object>, LedgerEvent> longer = new HashMap<>();
    private final List<String> problems = new ArrayList<>();
    private int revisions;
    private int revised;
    private int silent;

    /** @param beginMillis when the first hour of the run began */
    LedgerRows(String bootstrapServers, String topic, int partitions, long beginMillis) {
        this.beginMillis = beginMillis;
        consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", bootstrapServers,
                        "isolation.level", "read_committed",
                        "auto.offset.reset", "earliest",
                        "enable.auto.commit", "false"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> all = new ArrayList<>();
        for (int partition = 0; partition < partitions; partition++) {
            all.add(new TopicPartition(topic, partition));
        }
        consumer.assign(all);
        consumer.seekToBeginning(all);
    }

    /** Reads on. */
    void poll() {
        consumer.poll(Duration.ofMillis(200)).forEach(this::take);
    }

    private void take(ConsumerRecord<byte[], byte[]> row) {
        byte[] before = seen.put(ByteBuffer.wrap(row.key()), row.value());
        if (before != null) {
            problems.add("a revision was written twice: " + LedgerRowKey.event(row.key()));
            return;
        }
        LedgerKey key = LedgerRowKey.event(row.key());
        LedgerEvent event = EventCodec.LEDGER.decode(row.value());
        String customer = ((DescriptorCounter) key.getCounter().getCounter())
                .getEntries()
                .get(0)
                .getValue();
        Map<List<Object>, LedgerEvent> rows = event.getKind() == LedgerWindow.ACCOUNTING ? accounting : longer;
        LedgerEvent last = rows.put(List.of(customer, key.getStart(), key.getEnd()), event);
        revisions++;
        revised += key.getRevision() > 1 ? 1 : 0;
        silent += event.getSilentCount() > 0 ? 1 : 0;
        if ((last == null) != (key.getRevision() == 1)) {
            problems.add("a revision is missing before " + key);
        }
    }

    private int hour(long millis) {
        return Math.toIntExact(Math.floorDiv(millis - beginMillis, HOUR_MS));
    }

    /** Returns the last revisions of what begins in each hour: where a zone changes, an hour has several parts. */
    Map<Cell, Counted> hours() {
        Map<Cell, Counted> counted = new HashMap<>();
        accounting.forEach((window, event) -> counted.merge(
                new Cell((String) window.get(0), hour((Long) window.get(1))), counted(event), Counted::plus));
        return counted;
    }

    /** Returns the last revision of each longer window, with what the ledger has of the hours that begin in it. */
    List<Longer> longer() {
        List<Longer> windows = new ArrayList<>();
        longer.forEach((window, event) -> {
            String customer = (String) window.get(0);
            long start = (Long) window.get(1);
            long end = (Long) window.get(2);
            windows.add(new Longer(
                    customer,
                    Instant.ofEpochMilli(start),
                    Instant.ofEpochMilli(end),
                    counted(event),
                    accountedFrom(customer, start, end)));
        });
        return windows;
    }

    private List<Counted> accountedFrom(String customer, long startMillis, long endMillis) {
        return accounting.entrySet().stream()
                .filter(row -> row.getKey().get(0).equals(customer)
                        && (Long) row.getKey().get(1) >= startMillis
                        && (Long) row.getKey().get(1) < endMillis)
                .map(row -> counted(row.getValue()))
                .toList();
    }

    private static Counted counted(LedgerEvent event) {
        Totals totals = event.getTotals();
        return new Counted(
                totals.getAdmitted(), totals.getDeniedHere() + totals.getDeniedElsewhere(), totals.getGivenBack());
    }

    /** Returns what is wrong with the topic itself. */
    List<String> problems() {
        return List.copyOf(problems);
    }

    /** Returns rows read, those of them that are no first revision, and those that name a silent gateway. */
    String summary() {
        return revisions + " rows, " + revised + " later revisions, " + silent + " with a silent gateway";
    }

    @Override
    public void close() {
        consumer.close();
    }
}
