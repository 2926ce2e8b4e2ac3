package io.tollgate.streams.query;

import io.tollgate.model.CounterKey;
import io.tollgate.streams.usage.StoredUsage;

/** The copies of usage stores that this instance keeps. Thread-safe. */
interface UsageReplicas extends AutoCloseable {

    /**
     * Returns where the counter's copies are.
     *
     * @throws UsageUnavailableException if that is not known now
     */
    ReplicaLocations locationsOf(CounterKey key);

    /**
     * Returns what a copy holds.
     *
     * @param replica {@link Replica#STANDBY} takes any copy that is here
     * @throws UsageUnavailableException if it is not here, or cannot be read now
     */
    StoredUsage read(CounterKey key, int partition, Replica replica);

    /**
     * Returns the offset that the next record of the partition of {@code hits} gets.
     *
     * @throws UsageUnavailableException if Kafka does not say
     */
    long endOffset(int partition);

    @Override
    void close();
}
