package io.tollgate.streams.ledger;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Function;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The ids of adjustments that were seen, for as long as the topic may hold them. Kept twice in one store, by id and by
 * age. Used by one thread.
 */
final class AdjustmentIds {

    private static final byte BY_ID = 1;
    private static final byte BY_AGE = 2;
    private static final int MOST_FORGOTTEN_AT_ONCE = 100;
    private static final byte[] PRESENT = {1};

    private final KeyValueStore<byte[], byte[]> store;
    private final DueIndex<byte[]> byAge;
    private final long keptMillis;

    /** @param kept how long an id is known, in record time */
    AdjustmentIds(KeyValueStore<byte[], byte[]> store, Duration kept) {
        this.store = requireNonNull(store, "store");
        this.byAge = new DueIndex<>(store, BY_AGE, Function.identity(), Function.identity());
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
        store.put(key, PRESENT);
        byAge.add(recordMillis, id);
        return true;
    }

    /** Forgets some of the ids that are older than they need to be. */
    void forget(long recordMillis) {
        for (DueIndex.Entry<byte[]> aged : byAge.due(recordMillis - keptMillis - 1, MOST_FORGOTTEN_AT_ONCE)) {
            store.delete(byId(aged.what()));
            byAge.remove(aged);
        }
    }

    private static byte[] byId(byte[] id) {
        return ByteBuffer.allocate(1 + id.length).put(BY_ID).put(id).array();
    }
}
