package io.tollgate.topic;

import io.tollgate.event.AdjustmentEvent;
import io.tollgate.event.HitEvent;
import io.tollgate.event.LedgerEvent;
import io.tollgate.event.ResourceEvent;
import io.tollgate.event.UsageEvent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * The catalogue of topics.
 *
 * @param prefix put before each name, such as {@code tollgate.}; also keeps several installations on one cluster apart
 */
public record Topics(String prefix) {

    /** The prefix where none is configured. */
    public static final String DEFAULT_PREFIX = "tollgate.";

    /** How long {@link #hits()} keeps a record at least: so long what is in it can be counted again. */
    public static final Duration HITS_RETENTION = Duration.ofDays(35);

    /** How long {@link #adjustments()} keeps a record at least: so long an id stands for one adjustment. */
    public static final Duration ADJUSTMENTS_RETENTION = Duration.ofDays(400);

    private static final Map<String, String> COMPACTED = Map.of(
            TopicConfig.CLEANUP_POLICY_CONFIG,
            TopicConfig.CLEANUP_POLICY_COMPACT,
            TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
            "LogAppendTime");

    private static final Duration ADJUSTMENTS_BY_COUNTER_RETENTION = Duration.ofDays(7);
    private static final Duration DEAD_LETTER_RETENTION = Duration.ofDays(365);

    public Topics {
        if (!prefix.matches("[a-zA-Z0-9._-]{0,100}")) {
            throw new IllegalArgumentException(
                    "topic prefix: '" + prefix + "' (expected: at most 100 letters, digits, '.', '_' or '-')");
        }
    }

    /**
     * A topic.
     *
     * @param name full name, prefix included
     * @param key serde of the keys
     * @param value serde of the values
     * @param settings topic settings that its readers rely on
     * @param partitions how many it must have; empty where it has as many as the installation says
     */
    public record Topic<K, V>(
            String name, Serde<K> key, Serde<V> value, Map<String, String> settings, OptionalInt partitions) {

        public Topic {
            settings = Map.copyOf(settings);
        }

        private Topic(String name, Serde<K> key, Serde<V> value, Map<String, String> settings) {
            this(name, key, value, settings, OptionalInt.empty());
        }
    }

    /** Totals and watermarks of gateways, keyed by counter. */
    public Topic<byte[], HitEvent> hits() {
        return new Topic<>(prefix + "hits", Serdes.ByteArray(), EventCodec.HITS.serde(), keptFor(HITS_RETENTION));
    }

    /** Usage of each counter and heartbeats, keyed by counter. Has as many partitions as {@link #hits()}. */
    public Topic<byte[], UsageEvent> usage() {
        return new Topic<>(prefix + "usage", Serdes.ByteArray(), EventCodec.USAGE.serde(), COMPACTED);
    }

    /**
     * Rows of closed windows, keyed by counter, window and revision, see {@link LedgerRowKey}: what one bills from. Each
     * key is written once, so compaction removes nothing. A row is in the partition that its hits were in.
     */
    public Topic<byte[], LedgerEvent> ledger() {
        return new Topic<>(prefix + "ledger", Serdes.ByteArray(), EventCodec.LEDGER.serde(), COMPACTED);
    }

    /**
     * Adjustments as they were asked for and what became of them, keyed by the id in UTF-8. One partition: of several with
     * one id the first counts, so that all must be in one order.
     */
    public Topic<byte[], AdjustmentEvent> adjustments() {
        return new Topic<>(
                prefix + "adjustments",
                Serdes.ByteArray(),
                EventCodec.ADJUSTMENTS.serde(),
                keptFor(ADJUSTMENTS_RETENTION),
                OptionalInt.of(1));
    }

    /** Adjustments on their way to the ledger, keyed by counter. Has as many partitions as {@link #hits()}. */
    public Topic<byte[], AdjustmentEvent> adjustmentsByCounter() {
        return new Topic<>(
                prefix + "adjustments-by-counter",
                Serdes.ByteArray(),
                EventCodec.ADJUSTMENTS.serde(),
                keptFor(ADJUSTMENTS_BY_COUNTER_RETENTION));
    }

    /**
     * Plans, customers, subscriptions and grants as they are, keyed by kind and id, and {@link EventCodec#REQUESTS requests}
     * that may come again. One partition: what a change may do
     * depends on all others, so that all must be in one order.
     */
    public Topic<byte[], ResourceEvent> resources() {
        return new Topic<>(
                prefix + "resources", Serdes.ByteArray(), EventCodec.RESOURCES.serde(), COMPACTED, OptionalInt.of(1));
    }

    /** Each revision of each resource, keyed by kind, id and revision: each key is written once. */
    public Topic<byte[], ResourceEvent> resourceHistory() {
        return new Topic<>(
                prefix + "resource-history",
                Serdes.ByteArray(),
                EventCodec.RESOURCES.serde(),
                COMPACTED,
                OptionalInt.of(1));
    }

    /** Records of {@link #hits()} and adjustments that are none, byte for byte, with headers that say where and why. */
    public Topic<byte[], byte[]> deadLetter() {
        return new Topic<>(
                prefix + "dead-letter",
                Serdes.ByteArray(),
                Serdes.ByteArray(),
                Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_DELETE,
                        TopicConfig.RETENTION_MS_CONFIG,
                        Long.toString(DEAD_LETTER_RETENTION.toMillis())));
    }

    /** Deleted by age, by the broker's clock. */
    private static Map<String, String> keptFor(Duration retention) {
        return Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                TopicConfig.CLEANUP_POLICY_DELETE,
                TopicConfig.RETENTION_MS_CONFIG,
                Long.toString(retention.toMillis()),
                TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                "LogAppendTime");
    }

    /** All topics that must exist before a gateway or the streams app works. */
    public List<Topic<?, ?>> all() {
        return List.of(
                hits(),
                usage(),
                ledger(),
                adjustments(),
                adjustmentsByCounter(),
                resources(),
                resourceHistory(),
                deadLetter());
    }

    /** The topics whose partitions are those of {@link #hits()}: what is of one counter is in the same one of each. */
    List<Topic<?, ?>> likeHits() {
        return List.of(usage(), ledger(), adjustmentsByCounter());
    }
}
