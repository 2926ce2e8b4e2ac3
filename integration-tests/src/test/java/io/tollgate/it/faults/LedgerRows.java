package io.tollgate.it.faults;

import io.tollgate.event.DescriptorCounter;
import io.tollgate.event.LedgerEvent;
import io.tollgate.event.LedgerKey;
import io.tollgate.event.LedgerWindow;
import io.tollgate.event.QuotaCounter;
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
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** The ledger as anyone sees it who reads the topic from its begin. Not thread-safe. */
final class LedgerRows implements AutoCloseable {

    private static final long HOUR_MS = 3_600_000;

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final long beginMillis;
    private final Map<ByteBuffer, byte[]> seen = new HashMap<>();
    private final Map<Window, LedgerEvent> accounting = new HashMap<>();
    private final Map<Window, LedgerEvent> longer = new HashMap<>();
    private final List<String> problems = new ArrayList<>();
    private int revisions;
    private int revised;
    private int silent;

    /**
     * A window of a counter.
     *
     * @param billed to whom, and for a subscription for which feature
     * @param subscription null for the counter of a limit file
     */
    private record Window(String billed, @Nullable String subscription, long start, long end) {

        static Window of(LedgerKey key, LedgerEvent event) {
            if (key.getCounter().getCounter() instanceof QuotaCounter quota) {
                String billed = Offer.billed(String.valueOf(event.getCustomer()), quota.getFeature());
                return new Window(billed, quota.getSubscription(), key.getStart(), key.getEnd());
            }
            DescriptorCounter counter = (DescriptorCounter) key.getCounter().getCounter();
            return new Window(counter.getEntries().get(0).getValue(), null, key.getStart(), key.getEnd());
        }
    }

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
        Window window = Window.of(key, event);
        LedgerEvent last = (event.getKind() == LedgerWindow.ACCOUNTING ? accounting : longer).put(window, event);
        revisions++;
        revised += key.getRevision() > 1 ? 1 : 0;
        silent += event.getSilentCount() > 0 ? 1 : 0;
        if ((last == null) != (key.getRevision() == 1)) {
            problems.add("a revision is missing before " + key + ", or it names another customer");
        }
        if ((window.subscription == null) != (event.getPlan() == null)
                || (last != null && !Objects.equals(last.getPlan(), event.getPlan()))) {
            problems.add(
                    "the plan " + event.getPlan() + " in " + key + (last == null ? "" : " after " + last.getPlan()));
        }
    }

    private int hour(long millis) {
        return Math.toIntExact(Math.floorDiv(millis - beginMillis, HOUR_MS));
    }

    /** Returns the last revisions of what begins in each hour: where a zone changes, an hour has several parts. */
    Map<Cell, Counted> hours() {
        Map<Cell, Counted> counted = new HashMap<>();
        accounting.forEach((window, event) ->
                counted.merge(new Cell(window.billed, hour(window.start)), counted(event), Counted::plus));
        return counted;
    }

    /** Returns the plans that rows name for each hour of a subscription. */
    Map<Cell, Set<String>> plans() {
        Map<Cell, Set<String>> plans = new HashMap<>();
        accounting.forEach((window, event) -> {
            if (window.subscription != null) {
                plans.computeIfAbsent(new Cell(window.subscription, hour(window.start)), key -> new TreeSet<>())
                        .add(event.getPlan());
            }
        });
        return plans;
    }

    /** Returns the last revision of each longer window, with what the ledger has of the hours that begin in it. */
    List<Longer> longer() {
        List<Longer> windows = new ArrayList<>();
        longer.forEach((window, event) -> windows.add(new Longer(
                window.billed,
                Instant.ofEpochMilli(window.start),
                Instant.ofEpochMilli(window.end),
                counted(event),
                accountedIn(window))));
        return windows;
    }

    private List<Counted> accountedIn(Window longer) {
        return accounting.entrySet().stream()
                .filter(row -> row.getKey().billed.equals(longer.billed)
                        && Objects.equals(row.getKey().subscription, longer.subscription)
                        && row.getKey().start >= longer.start
                        && row.getKey().start < longer.end)
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
