package io.tollgate.streams.ledger;

import io.tollgate.accounting.HitSender;
import io.tollgate.model.CounterKey;
import io.tollgate.model.Window;
import io.tollgate.streams.store.AccountingRows;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Names a row of the ledger store, and gives the keys of all that is stored of it. Keys of one counter stand together,
 * in the order of their windows' starts.
 */
record RowRef(CounterKey counter, Window window) {

    /** Returns the key of the row. */
    byte[] key() {
        return key(LedgerTag.ROW, 0).array();
    }

    /** Returns what the keys of all senders that counted in the window begin with. */
    byte[] senders() {
        return key(LedgerTag.SENDER, 0).array();
    }

    /** Returns the key of what a sender counted in the window. */
    byte[] sender(HitSender sender) {
        byte[] id = AccountingRows.bytes(sender);
        return key(LedgerTag.SENDER, id.length).put(id).array();
    }

    /** Returns the key of whose the window is. */
    byte[] sold() {
        return key(LedgerTag.SOLD, 0).array();
    }

    private ByteBuffer key(LedgerTag tag, int more) {
        return ByteBuffer.allocate(1 + encodedLength() + more).put(tag.code()).put(bytes());
    }

    private int encodedLength() {
        return Integer.BYTES + counter.bytes().length + 2 * Long.BYTES;
    }

    /** Returns an encoding that {@link #ofBytes} reads. */
    byte[] bytes() {
        return ByteBuffer.allocate(encodedLength())
                .putInt(counter.bytes().length)
                .put(counter.bytes())
                .putLong(sortable(window.startMillis()))
                .putLong(sortable(window.endMillis()))
                .array();
    }

    /** Returns the row that the bytes from a position on name. */
    static RowRef ofBytes(byte[] bytes, int from) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, from, bytes.length - from);
        byte[] counter = new byte[buffer.getInt()];
        buffer.get(counter);
        return new RowRef(
                CounterKey.ofBytes(counter), new Window(sortable(buffer.getLong()), sortable(buffer.getLong())));
    }

    /** Returns the key of the list of a counter's longer windows. */
    static byte[] longer(CounterKey counter) {
        return counterKey(LedgerTag.LONGER, counter).array();
    }

    /** Returns the smallest key of a row of the counter whose window starts at an instant or later. */
    static byte[] firstFrom(CounterKey counter, long startMillis) {
        byte[] prefix = counterKey(LedgerTag.ROW, counter).array();
        return ByteBuffer.allocate(prefix.length + Long.BYTES)
                .put(prefix)
                .putLong(sortable(startMillis))
                .array();
    }

    private static ByteBuffer counterKey(LedgerTag tag, CounterKey counter) {
        return ByteBuffer.allocate(1 + Integer.BYTES + counter.bytes().length)
                .put(tag.code())
                .putInt(counter.bytes().length)
                .put(counter.bytes());
    }

    /** Returns the row that a key of {@link #key()} names. */
    static RowRef ofKey(byte[] key) {
        return ofBytes(key, 1);
    }

    /** Returns the number as one whose bytes, taken as unsigned, are in the order of the numbers; and back. */
    static long sortable(long number) {
        return number ^ Long.MIN_VALUE;
    }

    /** Returns the smallest key that is larger than all that begin with a prefix. */
    static byte[] after(byte[] prefix) {
        byte[] after = Arrays.copyOf(prefix, prefix.length);
        for (int i = after.length - 1; i >= 0; i--) {
            if (++after[i] != 0) {
                return Arrays.copyOf(after, i + 1);
            }
        }
        throw new IllegalArgumentException("no key is larger");
    }
}
