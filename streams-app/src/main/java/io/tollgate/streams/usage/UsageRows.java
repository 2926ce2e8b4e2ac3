package io.tollgate.streams.usage;

import static java.util.Objects.requireNonNull;

import io.tollgate.accounting.HitSender;
import io.tollgate.model.CounterKey;
import io.tollgate.model.Window;
import io.tollgate.streams.usage.MergeResult.FoldedRow;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** The usage store, typed. Used by the thread of its task only. */
final class UsageRows {

    private final KeyValueStore<byte[], byte[]> store;

    UsageRows(KeyValueStore<byte[], byte[]> store) {
        this.store = requireNonNull(store, "store");
    }

    /** Returns the counter's row, or null where there is none. */
    @Nullable CounterState counter(CounterKey key) {
        byte[] row = store.get(RowKey.counter(key));
        return row == null ? null : RowCodec.counter(row);
    }

    /** Writes the counter's row. */
    void put(CounterKey key, CounterState state) {
        store.put(RowKey.counter(key), RowCodec.encode(state));
    }

    /** Deletes the counter's row. */
    void delete(CounterKey key) {
        store.delete(RowKey.counter(key));
    }

    /** Returns a view of the senders that were folded out of the counter's row. */
    FoldedSenders foldedOf(CounterKey key) {
        return (Window window, HitSender sender) -> {
            byte[] row = store.get(RowKey.folded(key, window, sender));
            return row == null ? null : RowCodec.counts(row);
        };
    }

    /** Writes the row of a folded sender. */
    void put(CounterKey key, FoldedRow row) {
        store.put(RowKey.folded(key, row.window(), row.sender()), RowCodec.encode(row.counts()));
    }

    /** Writes how far hits are accounted: after the rows that it speaks of. */
    void put(Progress progress) {
        store.put(RowKey.progress(), progress.bytes());
    }

    /** Returns the store itself, for going through all rows. */
    KeyValueStore<byte[], byte[]> store() {
        return store;
    }
}
