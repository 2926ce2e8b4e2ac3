package io.tollgate.streams.topology;

import io.tollgate.streams.hits.DeadLetters;
import io.tollgate.streams.hits.DecodeHits;
import io.tollgate.streams.ledger.KeepLedger;
import io.tollgate.streams.ledger.LedgerMeters;
import io.tollgate.streams.ledger.LedgerNames;
import io.tollgate.streams.ledger.LedgerSettings;
import io.tollgate.streams.ledger.WrittenRow;
import io.tollgate.topic.Topics;
import java.util.Map;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.UsePartitionTimeOnInvalidTimestamp;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * <pre>
 * hits -&gt; decode-hits -&gt; keep-ledger [ledger] -&gt; ledger
 *                             |
 *                             +-&gt; dead-letter
 * </pre>
 *
 * What cannot be decoded is set aside by the usage application, which reads the same hits.
 */
public final class LedgerTopology {

    private static final String SOURCE = "hits";

    private LedgerTopology() {}

    /** Returns the topology of the ledger application. */
    public static Topology build(Topics topics, LedgerSettings settings, LedgerMeters meters) {
        Topology topology = new Topology();
        topology.addSource(
                AutoOffsetReset.earliest(),
                SOURCE,
                new UsePartitionTimeOnInvalidTimestamp(),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer(),
                topics.hits().name());
        topology.addProcessor(DecodeHits.NAME, () -> DecodeHits.skipping(LedgerNames.KEEP), SOURCE);
        topology.addProcessor(LedgerNames.KEEP, () -> new KeepLedger(settings, meters), DecodeHits.NAME);
        topology.addStateStore(store(), LedgerNames.KEEP);
        topology.addSink(
                LedgerNames.SINK,
                topics.ledger().name(),
                new ByteArraySerializer(),
                WrittenRow.serializer(),
                WrittenRow.partitioner(),
                LedgerNames.KEEP);
        topology.addSink(
                DeadLetters.SINK,
                topics.deadLetter().name(),
                new ByteArraySerializer(),
                new ByteArraySerializer(),
                LedgerNames.KEEP);
        return topology;
    }

    /** Cached: of several writes of a row between two commits the changelog gets the last. */
    private static StoreBuilder<KeyValueStore<byte[], byte[]>> store() {
        return Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(LedgerNames.STORE), Serdes.ByteArray(), Serdes.ByteArray())
                .withLoggingEnabled(Map.of())
                .withCachingEnabled();
    }
}
