package io.tollgate.streams.usage;

import io.tollgate.event.UsageEvent;
import io.tollgate.topic.EventCodec;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.jspecify.annotations.Nullable;

/**
 * A record for {@code usage}, which goes to the partition of {@code hits} that it was accounted from: so a heartbeat
 * follows, in one partition, all that it speaks of.
 *
 * @param event null for a tombstone
 */
public record UsageRecord(int partition, @Nullable UsageEvent event) {

    /** Returns the serializer of the events. */
    @SuppressWarnings("NullAway") // Kafka takes null for a tombstone, its interface does not say so
    public static Serializer<UsageRecord> serializer() {
        return (topic, published) -> published.event == null ? null : EventCodec.USAGE.encode(published.event);
    }

    /** Returns the partitioner that obeys {@link #partition()}. */
    public static StreamPartitioner<byte[], UsageRecord> partitioner() {
        return (topic, key, published, partitions) -> Optional.of(Set.of(published.partition));
    }
}
