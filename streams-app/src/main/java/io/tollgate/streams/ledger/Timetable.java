package io.tollgate.streams.ledger;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Rows of which something is due at an instant, in the order of the instants. Lives in the ledger store. Remembers how
 * far it was looked through, because a store is slow to pass over many keys that were deleted. Used by one thread.
 */
final class Timetable {

    /** What is due. */
    enum Purpose {
        /** The window's end: the row is to be closed. */
        CLOSE(4),
        /** The row changed after it was closed: another revision is to be written. */
        REVISE(5),
        /** Nothing that arrives can change the row any more. */
        FORGET(6);

        private final byte tag;

        Purpose(int tag) {
            this.tag = (byte) tag;
        }
    }

    /** @param atMillis when it is due, milliseconds since the Unix epoch */
    record Entry(long atMillis, RowRef ref) {}

    private static final byte[] PRESENT = {1};

    private final KeyValueStore<byte[], byte[]> store;
    private final Purpose purpose;
    private byte[] from;

    Timetable(KeyValueStore<byte[], byte[]> store, Purpose purpose) {
        this.store = requireNonNull(store, "store");
        this.purpose = purpose;
        this.from = new byte[] {purpose.tag};
    }

    void add(Entry entry) {
        byte[] key = key(entry);
        store.put(key, PRESENT);
        if (Arrays.compareUnsigned(key, from) < 0) {
            from = key;
        }
    }

    void remove(Entry entry) {
        byte[] key = key(entry);
        store.delete(key);
        if (Arrays.equals(key, from)) {
            from = Arrays.copyOf(key, key.length + 1);
        }
    }

    /** Returns the first entries that are due at an instant or before, in their order. */
    List<Entry> due(long untilMillis, int most) {
        List<Entry> entries = new ArrayList<>();
        byte[] end = RowRef.after(instant(untilMillis));
        if (Arrays.compareUnsigned(from, end) > 0) {
            return entries;
        }
        try (KeyValueIterator<byte[], byte[]> keys = store.range(from, end)) {
            while (keys.hasNext() && entries.size() < most) {
                byte[] key = keys.next().key;
                if (entries.isEmpty()) {
                    from = key;
                }
                entries.add(entry(key));
            }
        }
        if (entries.isEmpty()) {
            from = end;
        }
        return entries;
    }

    private byte[] instant(long atMillis) {
        return ByteBuffer.allocate(1 + Long.BYTES)
                .put(purpose.tag)
                .putLong(RowRef.sortable(atMillis))
                .array();
    }

    private byte[] key(Entry entry) {
        byte[] at = instant(entry.atMillis());
        byte[] ref = entry.ref().bytes();
        return ByteBuffer.allocate(at.length + ref.length).put(at).put(ref).array();
    }

    private static Entry entry(byte[] key) {
        long atMillis = RowRef.sortable(ByteBuffer.wrap(key, 1, Long.BYTES).getLong());
        return new Entry(atMillis, RowRef.ofBytes(key, 1 + Long.BYTES));
    }
}
