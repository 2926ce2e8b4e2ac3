package io.tollgate.streams.ledger;

import static java.util.Objects.requireNonNull;

import io.tollgate.accounting.HitSender;
import io.tollgate.accounting.HitTotals;
import io.tollgate.event.LedgerWindow;
import io.tollgate.model.CounterKey;
import io.tollgate.model.Window;
import io.tollgate.plan.PlanRef;
import io.tollgate.resource.SubscriptionHistory.Sold;
import io.tollgate.streams.store.AccountingRows;
import io.tollgate.streams.store.RowFormat;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** The ledger store, typed. Used by the thread of its task only. */
final class LedgerStore {

    /** The format of every row of the store. */
    static final RowFormat FORMAT = new RowFormat("ledger", (byte) 1, (byte) 1);

    /** What the keys of decided adjustments begin with; the others are those of {@link RowRef} and {@link LedgerTables}. */
    private static final ByteArraySerializer PREFIX = new ByteArraySerializer();

    private final KeyValueStore<byte[], byte[]> store;

    LedgerStore(KeyValueStore<byte[], byte[]> store) {
        this.store = requireNonNull(store, "store");
    }

    /** Returns the row, or null where nothing was counted. */
    @Nullable LedgerWindowState row(RowRef ref) {
        byte[] row = store.get(ref.key());
        return row == null ? null : decode(row);
    }

    /** Returns the accounting window of the counter that contains an instant, or null where nothing was counted in it. */
    @Nullable Window accounting(CounterKey counter, long atMillis) {
        byte[] from = RowRef.firstFrom(counter, atMillis - LedgerAccount.ACCOUNTING_MS + 1);
        byte[] to = RowRef.firstFrom(counter, atMillis + 1);
        try (KeyValueIterator<byte[], byte[]> rows = store.range(from, to)) {
            while (rows.hasNext()) {
                KeyValue<byte[], byte[]> next = rows.next();
                Window window = RowRef.ofKey(next.key).window();
                if (window.contains(atMillis) && decode(next.value).kind() == LedgerWindow.ACCOUNTING) {
                    return window;
                }
            }
        }
        return null;
    }

    void put(RowRef ref, LedgerWindowState row) {
        store.put(ref.key(), FORMAT.write(out -> {
            out.writeBoolean(row.kind() == LedgerWindow.ACCOUNTING);
            AccountingRows.write(row.totals(), out);
            AccountingRows.write(row.adjusted(), out);
            out.writeInt(row.revision());
            out.writeBoolean(row.revisionDue());
        }));
    }

    private static LedgerWindowState decode(byte[] row) {
        return FORMAT.read(
                row,
                (in, format) -> new LedgerWindowState(
                        in.readBoolean() ? LedgerWindow.ACCOUNTING : LedgerWindow.LIMIT,
                        AccountingRows.totals(in),
                        AccountingRows.totals(in),
                        in.readInt(),
                        in.readBoolean()));
    }

    /** Returns what a sender counted in the window so far. */
    HitTotals counted(RowRef ref, HitSender sender) {
        byte[] row = store.get(ref.sender(sender));
        return row == null ? HitTotals.ZERO : FORMAT.read(row, (in, format) -> AccountingRows.totals(in));
    }

    void put(RowRef ref, HitSender sender, HitTotals counted) {
        store.put(ref.sender(sender), FORMAT.write(out -> AccountingRows.write(counted, out)));
    }

    /** Returns whose a window of a subscription is, as it was found when the window was closed. */
    Optional<Sold> sold(RowRef ref) {
        byte[] row = ref.counter().isQuota() ? store.get(ref.sold()) : null;
        return row == null
                ? Optional.empty()
                : Optional.of(FORMAT.read(
                        row, (in, format) -> new Sold(in.readString(), new PlanRef(in.readString(), in.readInt()))));
    }

    void putSold(RowRef ref, Sold sold) {
        store.put(ref.sold(), FORMAT.write(out -> {
            out.writeString(sold.customer());
            out.writeString(sold.plan().key());
            out.writeInt(sold.plan().version());
        }));
    }

    /** Removes the row and what senders counted in it. */
    void delete(RowRef ref) {
        List<byte[]> keys = new ArrayList<>();
        try (KeyValueIterator<byte[], byte[]> senders = store.prefixScan(ref.senders(), PREFIX)) {
            senders.forEachRemaining(sender -> keys.add(sender.key));
        }
        keys.forEach(store::delete);
        if (ref.counter().isQuota()) {
            store.delete(ref.sold());
        }
        store.delete(ref.key());
    }

    /** Returns the counter's windows that are longer than an accounting window, in the order in which they were seen. */
    List<Window> longer(CounterKey counter) {
        byte[] row = store.get(RowRef.longer(counter));
        return row == null ? List.of() : readWindows(row);
    }

    private static List<Window> readWindows(byte[] row) {
        return FORMAT.read(row, (in, format) -> {
            List<Window> windows = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                windows.add(new Window(in.readLong(), in.readLong()));
            }
            return windows;
        });
    }

    /** Returns the windows in which an adjustment is to be counted, or null where that was not decided. */
    @Nullable List<Window> decided(byte[] adjustmentId) {
        byte[] row = store.get(decidedKey(adjustmentId));
        return row == null ? null : readWindows(row);
    }

    /** Notes in which windows an adjustment is to be counted. */
    void putDecided(byte[] adjustmentId, List<Window> windows) {
        store.put(decidedKey(adjustmentId), writeWindows(windows));
    }

    void deleteDecided(byte[] adjustmentId) {
        store.delete(decidedKey(adjustmentId));
    }

    private static byte[] decidedKey(byte[] adjustmentId) {
        return ByteBuffer.allocate(1 + adjustmentId.length)
                .put(LedgerTag.DECIDED.code())
                .put(adjustmentId)
                .array();
    }

    void putLonger(CounterKey counter, List<Window> windows) {
        if (windows.isEmpty()) {
            store.delete(RowRef.longer(counter));
            return;
        }
        store.put(RowRef.longer(counter), writeWindows(windows));
    }

    private static byte[] writeWindows(List<Window> windows) {
        return FORMAT.write(out -> {
            out.writeInt(windows.size());
            for (Window window : windows) {
                out.writeLong(window.startMillis());
                out.writeLong(window.endMillis());
            }
        });
    }

    /** Returns an open row of a longer window: the sum of the accounting windows that begin in it. */
    LedgerWindowState sum(RowRef longer) {
        LedgerWindowState sum = LedgerWindowState.open(LedgerWindow.LIMIT);
        byte[] from = RowRef.firstFrom(longer.counter(), longer.window().startMillis());
        byte[] to = RowRef.firstFrom(longer.counter(), longer.window().endMillis());
        try (KeyValueIterator<byte[], byte[]> rows = store.range(from, to)) {
            while (rows.hasNext()) {
                KeyValue<byte[], byte[]> next = rows.next();
                LedgerWindowState row = decode(next.value);
                if (row.kind() == LedgerWindow.ACCOUNTING) {
                    sum = sum.plus(row.totals(), row.adjusted());
                }
            }
        }
        return sum;
    }
}
