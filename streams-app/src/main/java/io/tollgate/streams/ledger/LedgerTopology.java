package io.tollgate.streams.ledger;

import io.tollgate.streams.record.DeadLetters;
import io.tollgate.streams.record.DecodeHits;
import io.tollgate.streams.record.DecodedHit;
import io.tollgate.topic.Topics;
import java.util.Map;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.UsePartitionTimeOnInvalidTimestamp;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * <pre>
 * hits -&gt; decode-hits -&gt; keep-ledger [ledger] -&gt; ledger
 *                             |         |
 *                             |         |   +-&gt; adjustments-by-counter, once more
 *                             |         |   +-&gt; hits
 *                             |         |   |
 * adjustments-by-counter -----|------ adjust -&gt; adjustments
 *                             |         |
 *                             +---------+-&gt; dead-letter
 *
 * adjustments -&gt; take-adjustments [adjustments-by-id] -&gt; adjustments-by-counter
 *                      |
 *                      +-&gt; dead-letter
 * </pre>
 *
 * What cannot be decoded of {@code hits} is set aside by the usage application, which reads the same hits. The hits that
 * adjustments make come back in through {@code hits}.
 */
public final class LedgerTopology {

    private static final String SOURCE = "hits";
    private static final String ADJUSTMENTS_BY_COUNTER = "adjustments-by-counter";

    /** Sub-topologies are numbered in the order of the names of their sources: that of the ledger was there first. */
    private static final String ADJUSTMENTS = "requested-adjustments";

    private LedgerTopology() {}

    /** Returns the topology of the ledger application. */
    public static Topology build(Topics topics, LedgerSettings settings, LedgerMeters meters, Subscribers subscribers) {
        Topology topology = new Topology();
        keep(topology, topics, () -> new KeepLedger(settings, meters, subscribers));
        adjust(topology, topics, settings, meters);
        take(topology, topics, meters);
        topology.addStateStore(store(LedgerNames.STORE), LedgerNames.KEEP, LedgerNames.ADJUST);
        write(topology, DeadLetters.SINK, topics.deadLetter(), LedgerNames.KEEP, LedgerNames.ADJUST);
        return topology;
    }

    private static void keep(
            Topology topology, Topics topics, ProcessorSupplier<byte[], DecodedHit, byte[], Object> keeping) {
        read(topology, SOURCE, topics.hits());
        topology.addProcessor(DecodeHits.NAME, () -> DecodeHits.skipping(LedgerNames.KEEP), SOURCE);
        topology.addProcessor(LedgerNames.KEEP, keeping, DecodeHits.NAME);
        topology.addSink(
                LedgerNames.SINK,
                topics.ledger().name(),
                new ByteArraySerializer(),
                WrittenRow.serializer(),
                WrittenRow.partitioner(),
                LedgerNames.KEEP);
    }

    /** By default a producer puts what it sends under a counter's key where gateways do. */
    private static void adjust(Topology topology, Topics topics, LedgerSettings settings, LedgerMeters meters) {
        read(topology, ADJUSTMENTS_BY_COUNTER, topics.adjustmentsByCounter());
        topology.addProcessor(LedgerNames.ADJUST, () -> new AdjustLedger(settings, meters), ADJUSTMENTS_BY_COUNTER);
        write(topology, LedgerNames.HITS_SINK, topics.hits(), LedgerNames.ADJUST);
        write(topology, LedgerNames.DECIDED_SINK, topics.adjustmentsByCounter(), LedgerNames.ADJUST);
        write(topology, LedgerNames.OUTCOMES_SINK, topics.adjustments(), LedgerNames.ADJUST);
    }

    private static void take(Topology topology, Topics topics, LedgerMeters meters) {
        read(topology, ADJUSTMENTS, topics.adjustments());
        topology.addProcessor(LedgerNames.TAKE, () -> new TakeAdjustments(meters), ADJUSTMENTS);
        topology.addStateStore(store(LedgerNames.IDS_STORE), LedgerNames.TAKE);
        write(topology, LedgerNames.BY_COUNTER_SINK, topics.adjustmentsByCounter(), LedgerNames.TAKE);
        write(topology, LedgerNames.DEAD_ADJUSTMENTS_SINK, topics.deadLetter(), LedgerNames.TAKE);
    }

    private static void read(Topology topology, String source, Topics.Topic<?, ?> topic) {
        topology.addSource(
                AutoOffsetReset.earliest(),
                source,
                new UsePartitionTimeOnInvalidTimestamp(),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer(),
                topic.name());
    }

    private static void write(Topology topology, String sink, Topics.Topic<?, ?> topic, String... parents) {
        topology.addSink(sink, topic.name(), new ByteArraySerializer(), new ByteArraySerializer(), parents);
    }

    /** Cached: of several writes of a row between two commits the changelog gets the last. */
    private static StoreBuilder<KeyValueStore<byte[], byte[]>> store(String name) {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), Serdes.ByteArray(), Serdes.ByteArray())
                .withLoggingEnabled(Map.of())
                .withCachingEnabled();
    }
}
