package io.tollgate.streams;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tollgate.event.Adjustment;
import io.tollgate.event.AdjustmentEvent;
import io.tollgate.event.AdjustmentOutcome;
import io.tollgate.event.HitEvent;
import io.tollgate.event.Hits;
import io.tollgate.event.LedgerEvent;
import io.tollgate.model.CounterKey;
import io.tollgate.model.Window;
import io.tollgate.streams.ledger.LedgerMeters;
import io.tollgate.streams.ledger.LedgerNames;
import io.tollgate.streams.ledger.LedgerSettings;
import io.tollgate.streams.ledger.LedgerTopology;
import io.tollgate.topic.ControlKey;
import io.tollgate.topic.EventCodec;
import io.tollgate.topic.LedgerRowKey;
import io.tollgate.topic.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/** The ledger topology with the settings of production, under the test's clock, which begins at {@link Events#NOW}. */
final class LedgerDriver implements AutoCloseable {

    static final Duration GRACE = Duration.ofMinutes(15);
    static final Duration LATE_HORIZON = Duration.ofDays(35);

    /** One revision of a row. */
    record Row(CounterKey counter, Window window, int revision, LedgerEvent event) {

        long admitted() {
            return event.getTotals().getAdmitted();
        }
    }

    private final Topics topics = new Topics(Topics.DEFAULT_PREFIX);
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final HeapSubscribers subscribers = new HeapSubscribers();
    private final RocksDbMemory memory;
    private final TopologyTestDriver driver;
    private final TestInputTopic<byte[], byte[]> hits;
    private final TestInputTopic<byte[], byte[]> adjustments;
    private final TestOutputTopic<byte[], byte[]> outcomes;
    private final TestOutputTopic<byte[], byte[]> madeHits;
    private final TestOutputTopic<byte[], byte[]> ledger;
    private final TestOutputTopic<byte[], byte[]> deadLetters;
    private long nowMillis = Events.NOW;

    LedgerDriver(Path folder) {
        StreamsAppConfig config = StreamsAppConfig.of(Map.of(StreamsAppSettings.DATA_DIR.name(), folder.toString()));
        memory = new RocksDbMemory(config.rocksdbMemoryBytes(), 1);
        Properties settings = new Properties();
        settings.putAll(StreamsSettings.of(Application.LEDGER, config, folder, memory));
        driver = new TopologyTestDriver(
                LedgerTopology.build(
                        topics, new LedgerSettings(GRACE, LATE_HORIZON), new LedgerMeters(registry), subscribers),
                settings,
                Instant.ofEpochMilli(nowMillis));
        ByteArraySerializer bytes = new ByteArraySerializer();
        hits = driver.createInputTopic(topics.hits().name(), bytes, bytes);
        ledger = driver.createOutputTopic(
                topics.ledger().name(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        adjustments = driver.createInputTopic(topics.adjustments().name(), bytes, bytes);
        outcomes = driver.createOutputTopic(
                topics.adjustments().name(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        madeHits = driver.createOutputTopic(
                topics.hits().name(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        deadLetters = driver.createOutputTopic(
                topics.deadLetter().name(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    HeapSubscribers subscribers() {
        return subscribers;
    }

    long now() {
        return nowMillis;
    }

    /** Sends an event that arrives now. */
    void send(CounterKey counter, HitEvent event) {
        sendBytes(counter.bytes(), EventCodec.HITS.encode(event));
    }

    void sendMark(HitEvent mark) {
        sendBytes(ControlKey.watermark(), EventCodec.HITS.encode(mark));
    }

    void sendBytes(byte @Nullable [] key, byte @Nullable [] value) {
        hits.pipeInput(key, value, Instant.ofEpochMilli(nowMillis));
    }

    /** Sends an adjustment that arrives now. */
    void adjust(Adjustment adjustment) {
        adjustBytes(adjustment.getId().getBytes(UTF_8), EventCodec.ADJUSTMENTS.encode(new AdjustmentEvent(adjustment)));
    }

    void adjustBytes(byte @Nullable [] key, byte @Nullable [] value) {
        adjustments.pipeInput(key, value, Instant.ofEpochMilli(nowMillis));
    }

    /** Returns what became of adjustments since the last call. */
    List<AdjustmentOutcome> outcomes() {
        return outcomes.readRecordsToList().stream()
                .map(record -> (AdjustmentOutcome)
                        EventCodec.ADJUSTMENTS.decode(record.value()).getEvent())
                .toList();
    }

    /** Returns the hits that adjustments made since the last call. */
    List<Hits> madeHits() {
        return madeHits.readRecordsToList().stream()
                .map(record -> (Hits) EventCodec.HITS.decode(record.value()).getEvent())
                .toList();
    }

    void advance(Duration time) {
        nowMillis += time.toMillis();
        driver.advanceWallClockTime(time);
    }

    /** Lets what is due be done, without time to pass that anything depends on. */
    void settle() {
        advance(Duration.ofMillis(200));
    }

    /** Returns what was written since the last call. */
    List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (TestRecord<byte[], byte[]> record : ledger.readRecordsToList()) {
            LedgerRowKey key = LedgerRowKey.ofBytes(record.key());
            rows.add(new Row(key.counter(), key.window(), key.revision(), EventCodec.LEDGER.decode(record.value())));
        }
        return rows;
    }

    List<TestRecord<byte[], byte[]>> deadLetters() {
        return deadLetters.readRecordsToList();
    }

    double gauge(String meter, String tag, String value) {
        return registry.get(meter).tag(tag, value).gauge().value();
    }

    double count(String meter) {
        return registry.counter(meter).count();
    }

    /** Returns the rows of a store as hexadecimal digits, a key and a value on each line. */
    List<String> dump(String store) {
        List<String> rows = new ArrayList<>();
        try (KeyValueIterator<byte[], byte[]> all =
                driver.<byte[], byte[]>getKeyValueStore(store).all()) {
            all.forEachRemaining(row -> rows.add(store + " " + HexFormat.of().formatHex(row.key) + " "
                    + HexFormat.of().formatHex(row.value)));
        }
        return rows;
    }

    /** Returns the bytes of what was written to a topic since it was last read, likewise; "-" stands for no value. */
    List<String> dumpWritten() {
        return ledger.readRecordsToList().stream()
                .map(record -> "ledger" + " " + HexFormat.of().formatHex(record.key()) + " "
                        + (record.value() == null ? "-" : HexFormat.of().formatHex(record.value())))
                .toList();
    }

    /** Returns how many bytes the store holds, keys and values. */
    long storedBytes() {
        long bytes = 0;
        try (KeyValueIterator<byte[], byte[]> all =
                driver.<byte[], byte[]>getKeyValueStore(LedgerNames.STORE).all()) {
            while (all.hasNext()) {
                KeyValue<byte[], byte[]> row = all.next();
                bytes += row.key.length + row.value.length;
            }
        }
        return bytes;
    }

    /** Returns how many keys the store has. */
    int stored() {
        return stored(LedgerNames.STORE);
    }

    /** Returns how many keys the store of ids has. */
    int storedIds() {
        return stored(LedgerNames.IDS_STORE);
    }

    private int stored(String store) {
        int stored = 0;
        try (KeyValueIterator<byte[], byte[]> all =
                driver.<byte[], byte[]>getKeyValueStore(store).all()) {
            while (all.hasNext()) {
                all.next();
                stored++;
            }
        }
        return stored;
    }

    @Override
    public void close() {
        driver.close();
        memory.close();
    }
}
