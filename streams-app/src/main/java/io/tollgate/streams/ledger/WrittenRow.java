package io.tollgate.streams.ledger;

import io.tollgate.event.LedgerEvent;
import io.tollgate.topic.EventCodec;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.processor.StreamPartitioner;

/** A record for {@code ledger}, which goes to the partition of {@code hits} that its hits were in. */
public record WrittenRow(int partition, LedgerEvent event) {

    /** Returns the serializer of the events. */
    public static Serializer<WrittenRow> serializer() {
        return (topic, row) -> EventCodec.LEDGER.encode(row.event);
    }

    /** Returns the partitioner that obeys {@link #partition()}. */
    public static StreamPartitioner<byte[], WrittenRow> partitioner() {
        return (topic, key, row, partitions) -> Optional.of(Set.of(row.partition));
    }
}
