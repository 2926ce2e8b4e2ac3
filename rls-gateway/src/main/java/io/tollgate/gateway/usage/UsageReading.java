package io.tollgate.gateway.usage;

/** How far usage was read. Thread-safe. */
@FunctionalInterface
public interface UsageReading {

    /** Returns whether it was read up to now. */
    boolean isRead();

    /** Returns whether what was read holds all hits of the partition up to and including the offset. */
    default boolean covers(int partition, long offset) {
        return false;
    }

    /**
     * Returns how often a partition of usage was seen to be taken over: whoever goes on with it may have found rows that
     * are older than those that were read before.
     */
    default long takeovers() {
        return 0;
    }
}
