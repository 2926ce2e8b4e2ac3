package io.tollgate.streams.ledger;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The ids of adjustments that were seen, for as long as the topic may hold them. Kept twice in one store, by id and by
 * age. Remembers how far it forgot, because a store is slow to pass over many keys that were deleted. Used by one thread.
 */
final class AdjustmentIds {

    private static final byte BY_ID = 1;
    private static final byte BY_AGE = 2;
    private static final int MOST_FORGOTTEN_AT_ONCE = 100;
    private static final byte[] PRESENT = {1};

    private final KeyValueStore<byte[], byte[]> store;
    private final long keptMillis;
    private byte[] oldest = {BY_AGE};

    /** @param kept how long an id is known, in record time */
    AdjustmentIds(KeyValueStore<byte[], byte[]> store, Duration kept) {
        this.store = requireNonNull(store, "store");
        this.keptMillis = kept.toMillis();
    }

    /**
     * Takes note of an id.
     *
     * @return whether it was not known
     */
    boolean add(byte[] id, long recordMillis) {
        byte[] key = byId(id);
        if (store.get(key) != null) {
            return false;
        }
        byte[] aged = byAge(recordMillis, id);
        store.put(key, PRESENT);
        store.put(aged, PRESENT);
        if (Arrays.compareUnsigned(aged, oldest) < 0) {
            oldest = aged;
        }
        return true;
    }

    /** Forgets some of the ids that are older than they need to be. */
    void forget(long recordMillis) {
        byte[] end = byAge(recordMillis - keptMillis, new byte[0]);
        if (Arrays.compareUnsigned(oldest, end) >= 0) {
            return;
        }
        byte[] reached = end;
        try (KeyValueIterator<byte[], byte[]> aged = store.range(oldest, end)) {
            for (int forgotten = 0; aged.hasNext(); forgotten++) {
                byte[] key = aged.next().key;
                if (forgotten == MOST_FORGOTTEN_AT_ONCE) {
                    reached = key;
                    break;
                }
                store.delete(byId(Arrays.copyOfRange(key, 1 + Long.BYTES, key.length)));
                store.delete(key);
            }
        }
        oldest = reached;
    }

    private static byte[] byId(byte[] id) {
        return ByteBuffer.allocate(1 + id.length).put(BY_ID).put(id).array();
    }

    private static byte[] byAge(long recordMillis, byte[] id) {
        return ByteBuffer.allocate(1 + Long.BYTES + id.length)
                .put(BY_AGE)
                .putLong(RowRef.sortable(recordMillis))
                .put(id)
                .array();
    }
}
