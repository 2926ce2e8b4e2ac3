package io.tollgate.streams.usage;

import io.tollgate.streams.record.DeadLetters;
import io.tollgate.streams.record.DecodeHits;
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
 * hits -&gt; decode-hits -&gt; account [usage-by-counter, gateways] -&gt; usage
 *              |              |
 *              +--------------+-&gt; dead-letter
 * </pre>
 *
 * The processors' interface is used, not the DSL: calendar windows and one row for each counter are beyond it.
 */
public final class UsageTopology {

    private static final String SOURCE = "hits";

    private UsageTopology() {}

    /** Returns the topology of the usage application. */
    public static Topology build(UsageTopologyConfig config) {
        Topology topology = new Topology();
        readHits(topology, config);
        decode(topology, config);
        account(topology, config);
        publish(topology, config);
        setAside(topology, config);
        return topology;
    }

    /** As bytes: what they hold, and whether they hold anything, is for the first processor to say. */
    private static void readHits(Topology topology, UsageTopologyConfig config) {
        topology.addSource(
                AutoOffsetReset.earliest(),
                SOURCE,
                new UsePartitionTimeOnInvalidTimestamp(),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer(),
                config.topics().hits().name());
    }

    private static void decode(Topology topology, UsageTopologyConfig config) {
        topology.addProcessor(
                DecodeHits.NAME, () -> DecodeHits.settingAside(Names.ACCOUNT, config.meters()::deadLetter), SOURCE);
    }

    private static void account(Topology topology, UsageTopologyConfig config) {
        topology.addProcessor(
                Names.ACCOUNT,
                () -> new AccountHits(config.publishInterval(), config.publishAge(), config.meters()),
                DecodeHits.NAME);
        topology.addStateStore(store(Names.USAGE_STORE), Names.ACCOUNT);
        topology.addStateStore(store(Names.GATEWAYS_STORE), Names.ACCOUNT);
    }

    private static void publish(Topology topology, UsageTopologyConfig config) {
        topology.addSink(
                Names.USAGE_SINK,
                config.topics().usage().name(),
                new ByteArraySerializer(),
                UsageRecord.serializer(),
                UsageRecord.partitioner(),
                Names.ACCOUNT);
    }

    private static void setAside(Topology topology, UsageTopologyConfig config) {
        topology.addSink(
                DeadLetters.SINK,
                config.topics().deadLetter().name(),
                new ByteArraySerializer(),
                new ByteArraySerializer(),
                DecodeHits.NAME,
                Names.ACCOUNT);
    }

    /** Never cached: a cache would put off writes beyond the heartbeat that speaks of them. */
    private static StoreBuilder<KeyValueStore<byte[], byte[]>> store(String name) {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), Serdes.ByteArray(), Serdes.ByteArray())
                .withLoggingEnabled(Map.of())
                .withCachingDisabled();
    }
}
