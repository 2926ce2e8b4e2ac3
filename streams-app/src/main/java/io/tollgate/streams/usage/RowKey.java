package io.tollgate.streams.usage;

import io.tollgate.accounting.HitSender;
import io.tollgate.model.CounterKey;
import io.tollgate.model.Window;
import io.tollgate.streams.store.AccountingRows;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Keys of the usage store. Rows of counters, of folded senders and of the progress share one store because a changelog
 * keeps the order of writes only within one partition of one topic, and {@link UsageFold} and {@link Progress} rely on
 * that order.
 */
final class RowKey {

    private static final byte COUNTER = 1;
    private static final byte FOLDED = 2;
    private static final byte PROGRESS = 3;

    private RowKey() {}

    /** Returns the key of a counter's row. */
    static byte[] counter(CounterKey counter) {
        return ByteBuffer.allocate(1 + counter.bytes().length)
                .put(COUNTER)
                .put(counter.bytes())
                .array();
    }

    /** Returns the key of the row of a sender that was folded out of a counter's window. */
    static byte[] folded(CounterKey counter, Window window, HitSender sender) {
        byte[] key = counter.bytes();
        byte[] suffix = AccountingRows.bytes(sender);
        return ByteBuffer.allocate(1 + 2 * Long.BYTES + Integer.BYTES + key.length + suffix.length)
                .put(FOLDED)
                .putLong(window.startMillis())
                .putLong(window.endMillis())
                .putInt(key.length)
                .put(key)
                .put(suffix)
                .array();
    }

    /** Returns the key of the row that says how far hits are accounted. */
    static byte[] progress() {
        return new byte[] {PROGRESS};
    }

    /** Returns whether the key is that of {@link #progress}. */
    static boolean isProgress(byte[] rowKey) {
        return rowKey[0] == PROGRESS;
    }

    /** Returns whether the key is a counter's. */
    static boolean isCounter(byte[] rowKey) {
        return rowKey[0] == COUNTER;
    }

    /** Returns the counter of a counter's row. */
    static CounterKey counterOf(byte[] rowKey) {
        return CounterKey.ofBytes(Arrays.copyOfRange(rowKey, 1, rowKey.length));
    }

    /** Returns the window of a folded sender's row. */
    static Window windowOf(byte[] rowKey) {
        ByteBuffer buffer = ByteBuffer.wrap(rowKey, 1, 2 * Long.BYTES);
        return new Window(buffer.getLong(), buffer.getLong());
    }

    /** Returns the counter of a folded sender's row. */
    static CounterKey foldedCounterOf(byte[] rowKey) {
        ByteBuffer buffer = ByteBuffer.wrap(rowKey, 1 + 2 * Long.BYTES, Integer.BYTES);
        int start = 1 + 2 * Long.BYTES + Integer.BYTES;
        return CounterKey.ofBytes(Arrays.copyOfRange(rowKey, start, start + buffer.getInt()));
    }

    /** Returns the smallest key that is larger than the given one. */
    static byte[] after(byte[] rowKey) {
        return Arrays.copyOf(rowKey, rowKey.length + 1);
    }
}
