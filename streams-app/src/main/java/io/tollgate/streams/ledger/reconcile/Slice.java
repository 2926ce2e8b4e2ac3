package io.tollgate.streams.ledger.reconcile;

import io.tollgate.model.CounterKey;

/**
 * A part of the counters of a partition, by their hashes.
 *
 * @param index from 0, less than {@code count}
 * @param count a power of 2
 */
record Slice(int index, int count) {

    private static final int GOLDEN_RATIO = 0x9E3779B9;

    boolean contains(CounterKey counter) {
        int spread = counter.hashCode() * GOLDEN_RATIO; // keys that differ in a byte only have close hashes
        return ((spread ^ (spread >>> 16)) & (count - 1)) == index;
    }
}
