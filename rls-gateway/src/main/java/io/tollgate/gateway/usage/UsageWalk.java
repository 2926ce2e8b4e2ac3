package io.tollgate.gateway.usage;

import io.tollgate.model.CounterKey;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/** A walk over the table of {@link UsageStore} as it was when the walk began. Not thread-safe. */
public final class UsageWalk implements AutoCloseable {

    /** About as many steps cost as much as a search. */
    private static final int MOST_STEPS = 8;

    private final RocksIterator iterator;
    private byte @Nullable [] at;

    /**
     * Begins a walk.
     *
     * @param iterator over all rows; closed with the walk
     */
    UsageWalk(RocksIterator iterator) {
        this.iterator = iterator;
        iterator.seekToFirst();
        arrived();
    }

    private void arrived() {
        at = iterator.isValid() ? iterator.key() : null;
    }

    /**
     * Returns the newest event of a counter as the walk sees it; null if there is none.
     *
     * @param key not before that of the last call
     */
    public byte @Nullable [] find(CounterKey key) {
        byte[] wanted = key.bytes();
        for (int steps = 0; at != null; steps++) {
            int order = Arrays.compareUnsigned(at, wanted);
            if (order >= 0) {
                return order == 0 ? iterator.value() : null;
            }
            if (steps < MOST_STEPS) {
                iterator.next();
            } else {
                iterator.seek(wanted);
            }
            arrived();
        }
        requireHealthy();
        return null;
    }

    /** The end looks the same as an error. */
    private void requireHealthy() {
        try {
            iterator.status();
        } catch (RocksDBException e) {
            throw UsageStore.failed("walk", e);
        }
    }

    @Override
    public void close() {
        iterator.close();
    }
}
