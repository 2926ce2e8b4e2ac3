package io.tollgate.gateway.usage;

import io.tollgate.model.CounterKey;
import java.util.Arrays;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/** A walk over the table of {@link UsageStore} as it was when the walk began. Not thread-safe. */
public final class UsageWalk implements AutoCloseable {

    /** About as many steps cost as much as a search. */
    private static final int MOST_STEPS = 8;

    private final LongSupplier restarts;
    private final long begunAt;
    private final RocksIterator iterator;
    private byte @Nullable [] at;

    /**
     * Begins a walk.
     *
     * @param restarts changes when everything begins to be forgotten and when it is: odd in between
     * @param rows gives an iterator over all rows as they are then; it is closed with the walk
     */
    UsageWalk(LongSupplier restarts, Supplier<RocksIterator> rows) {
        this.restarts = restarts;
        this.begunAt = restarts.getAsLong(); // before the rows are seen: what is forgotten in between is noticed
        this.iterator = rows.get();
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

    /** Returns whether the table was not forgotten meanwhile, so that what was found still holds. */
    public boolean isCurrent() {
        return begunAt % 2 == 0 && begunAt == restarts.getAsLong();
    }

    @Override
    public void close() {
        iterator.close();
    }
}
