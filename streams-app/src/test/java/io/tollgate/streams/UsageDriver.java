package io.tollgate.streams;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tollgate.event.Heartbeat;
import io.tollgate.event.HitEvent;
import io.tollgate.event.SenderTotals;
import io.tollgate.event.Usage;
import io.tollgate.event.UsageEvent;
import io.tollgate.event.WindowUsage;
import io.tollgate.model.CounterKey;
import io.tollgate.model.Window;
import io.tollgate.streams.usage.Names;
import io.tollgate.streams.usage.StoredUsage;
import io.tollgate.streams.usage.UsageMeters;
import io.tollgate.streams.usage.UsageTopology;
import io.tollgate.streams.usage.UsageTopologyConfig;
import io.tollgate.topic.ControlKey;
import io.tollgate.topic.EventCodec;
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

/** The usage topology with the settings of production, under the test's clock, which begins at {@link Events#NOW}. */
final class UsageDriver implements AutoCloseable {

    /** @param event null for a tombstone */
    record Out(CounterKey key, @Nullable UsageEvent event) {

        boolean isHeartbeat() {
            return key.equals(CounterKey.ofBytes(ControlKey.heartbeat()));
        }

        Usage usage() {
            return (Usage) requireNonNull(event, "tombstone").getEvent();
        }

        Heartbeat heartbeat() {
            return (Heartbeat) requireNonNull(event, "tombstone").getEvent();
        }

        /** Returns what the record says was admitted in the window, of all senders. */
        long admitted(Window window) {
            WindowUsage usage = in(window);
            return usage.getRest().getAdmitted()
                    + usage.getBySender().stream()
                            .map(SenderTotals::getTotals)
                            .mapToLong(totals -> totals.getAdmitted())
                            .sum();
        }

        WindowUsage in(Window window) {
            return usage().getWindows().stream()
                    .filter(usage -> usage.getStart() == window.startMillis() && usage.getEnd() == window.endMillis())
                    .findFirst()
                    .orElseThrow();
        }
    }

    private final Topics topics = new Topics(Topics.DEFAULT_PREFIX);
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final RocksDbMemory memory;
    private final TopologyTestDriver driver;
    private final TestInputTopic<byte[], byte[]> hits;
    private final TestOutputTopic<byte[], byte[]> usage;
    private final TestOutputTopic<byte[], byte[]> deadLetters;
    private long nowMillis = Events.NOW;

    UsageDriver(Path folder) {
        StreamsAppConfig config = StreamsAppConfig.of(Map.of(StreamsAppSettings.DATA_DIR.name(), folder.toString()));
        memory = new RocksDbMemory(config.rocksdbMemoryBytes(), 1);
        Properties settings = new Properties();
        settings.putAll(StreamsSettings.of(Application.USAGE, config, folder, memory));
        driver = new TopologyTestDriver(
                UsageTopology.build(new UsageTopologyConfig(
                        topics, config.publishInterval(), config.publishAge(), new UsageMeters(registry))),
                settings,
                Instant.ofEpochMilli(nowMillis));
        ByteArraySerializer bytes = new ByteArraySerializer();
        hits = driver.createInputTopic(topics.hits().name(), bytes, bytes);
        usage = driver.createOutputTopic(
                topics.usage().name(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        deadLetters = driver.createOutputTopic(
                topics.deadLetter().name(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Sends an event that arrives now. */
    void send(byte[] key, HitEvent event) {
        sendBytes(key, EventCodec.HITS.encode(event));
    }

    void sendMark(HitEvent mark) {
        send(ControlKey.watermark(), mark);
    }

    void sendBytes(byte @Nullable [] key, byte @Nullable [] value) {
        hits.pipeInput(key, value, Instant.ofEpochMilli(nowMillis));
    }

    long now() {
        return nowMillis;
    }

    void advance(Duration time) {
        nowMillis += time.toMillis();
        driver.advanceWallClockTime(time);
    }

    /** Returns what was published since the last call, heartbeats included. */
    List<Out> published() {
        List<Out> records = new ArrayList<>();
        for (TestRecord<byte[], byte[]> next : usage.readRecordsToList()) {
            UsageEvent event = next.value() == null ? null : EventCodec.USAGE.decode(next.value());
            records.add(new Out(CounterKey.ofBytes(next.key()), event));
        }
        return records;
    }

    /** Returns what was published of counters since the last call, without heartbeats. */
    List<Out> usage() {
        return published().stream().filter(record -> !record.isHeartbeat()).toList();
    }

    List<Heartbeat> heartbeats() {
        return published().stream().filter(Out::isHeartbeat).map(Out::heartbeat).toList();
    }

    List<TestRecord<byte[], byte[]>> deadLetters() {
        return deadLetters.readRecordsToList();
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
        return usage.readRecordsToList().stream()
                .map(record -> "usage" + " " + HexFormat.of().formatHex(record.key()) + " "
                        + (record.value() == null ? "-" : HexFormat.of().formatHex(record.value())))
                .toList();
    }

    /** Returns how many bytes the usage store holds, keys and values. */
    long storedBytes() {
        long bytes = 0;
        try (KeyValueIterator<byte[], byte[]> all =
                driver.<byte[], byte[]>getKeyValueStore(Names.USAGE_STORE).all()) {
            while (all.hasNext()) {
                KeyValue<byte[], byte[]> row = all.next();
                bytes += row.key.length + row.value.length;
            }
        }
        return bytes;
    }

    /** Returns what a query of the store finds. */
    StoredUsage stored(byte[] key) {
        return StoredUsage.read(driver.getKeyValueStore(Names.USAGE_STORE), CounterKey.ofBytes(key));
    }

    /** Returns how many rows of counters and of folded senders the usage store has. */
    int rows() {
        int rows = 0;
        try (KeyValueIterator<byte[], byte[]> all =
                driver.<byte[], byte[]>getKeyValueStore(Names.USAGE_STORE).all()) {
            while (all.hasNext()) {
                rows += all.next().key.length == 1 ? 0 : 1; // that of the progress has nothing behind its kind
            }
        }
        return rows;
    }

    @Override
    public void close() {
        driver.close();
        memory.close();
        registry.close();
    }
}
