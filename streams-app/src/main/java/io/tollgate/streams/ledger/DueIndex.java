package io.tollgate.streams.ledger;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Things of which something is due at an instant, in the order of the instants. Lives in a store with others. Remembers
 * how far it was looked through, because a store is slow to pass over many keys that were deleted. Used by one thread.
 *
 * @param <T> what is due
 */
final class DueIndex<T> {

    private static final byte[] PRESENT = {1};

    private final KeyValueStore<byte[], byte[]> store;
    private final byte tag;
    private final Function<T, byte[]> encoder;
    private final Function<byte[], T> decoder;
    private byte[] from;

    /** @param atMillis when it is due, milliseconds since the Unix epoch */
    record Entry<T>(long atMillis, T what) {}

    /** @param tag the first byte of its keys, which no other keys of the store begin with */
    DueIndex(KeyValueStore<byte[], byte[]> store, byte tag, Function<T, byte[]> encoder, Function<byte[], T> decoder) {
        this.store = requireNonNull(store, "store");
        this.tag = tag;
        this.encoder = requireNonNull(encoder, "encoder");
        this.decoder = requireNonNull(decoder, "decoder");
        this.from = new byte[] {tag};
    }

    void add(long atMillis, T what) {
        byte[] key = key(atMillis, what);
        store.put(key, PRESENT);
        if (Arrays.compareUnsigned(key, from) < 0) {
            from = key;
        }
    }

    void remove(Entry<T> entry) {
        byte[] key = key(entry.atMillis(), entry.what());
        store.delete(key);
        if (Arrays.equals(key, from)) {
            from = Arrays.copyOf(key, key.length + 1);
        }
    }

    /** Returns the first entries that are due at an instant or before, in their order. */
    List<Entry<T>> due(long untilMillis, int most) {
        List<Entry<T>> entries = new ArrayList<>();
        byte[] end = RowRef.after(instant(untilMillis));
        if (Arrays.compareUnsigned(from, end) >= 0) {
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
                .put(tag)
                .putLong(RowRef.sortable(atMillis))
                .array();
    }

    private byte[] key(long atMillis, T what) {
        byte[] at = instant(atMillis);
        byte[] encoded = encoder.apply(what);
        return ByteBuffer.allocate(at.length + encoded.length)
                .put(at)
                .put(encoded)
                .array();
    }

    private Entry<T> entry(byte[] key) {
        long atMillis = RowRef.sortable(ByteBuffer.wrap(key, 1, Long.BYTES).getLong());
        return new Entry<>(atMillis, decoder.apply(Arrays.copyOfRange(key, 1 + Long.BYTES, key.length)));
    }
}
