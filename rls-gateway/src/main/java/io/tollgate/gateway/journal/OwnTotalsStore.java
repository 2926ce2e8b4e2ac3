package io.tollgate.gateway.journal;

import io.tollgate.accounting.HitTotals;
import io.tollgate.accounting.Incarnation;
import io.tollgate.gateway.filter.StoredCounters;
import io.tollgate.model.CounterKey;
import io.tollgate.model.Window;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * Own totals in RocksDB: checksummed copies of what is in the journal, and the only place of what left it. A row is
 * removed only when the log is known to hold it and no decision needs it. Thread-safe.
 *
 * <p>Threads: the keeper's writes and removes rows of what is or was on the heap, the sender of stored totals removes rows
 * of earlier incarnations, and loaders read, each of a counter under its lock.
 */
public final class OwnTotalsStore implements AutoCloseable {

    private static final int SUFFIX_BYTES = 6 * Long.BYTES;
    private static final int VALUE_BYTES = 1 + Segment.TOTAL_COUNT * Long.BYTES;

    /** No counter's key begins with this byte. */
    private static final byte CONTROL = 1;

    private static final byte[] COVERED = {CONTROL, 'c'};

    /** Before {@link #COVERED}: an earlier release takes all control keys from there on for covered senders. */
    private static final byte[] STARTS = {CONTROL, 'b'};

    /** Before {@link #COVERED} too. */
    private static final byte[] COVERED_ROWS = {CONTROL, 'a'};

    static final int SENDER_BYTES = 4 * Long.BYTES;

    static final int COVERED_KEPT = 256;

    static {
        RocksDB.loadLibrary();
    }

    private final LRUCache cache = new LRUCache(8 << 20);
    private final BloomFilter filter = new BloomFilter(10);
    private final Options options;
    private final WriteOptions unsynced = new WriteOptions();
    private final WriteOptions synced = new WriteOptions().setSync(true);
    private final RocksDB db;
    private final Incarnations starts;
    private final CoveredRows coveredRows;
    private final StoredCounters counters = new StoredCounters(this::walkKeys);

    /**
     * Opens or creates the store.
     *
     * @throws UncheckedIOException if it cannot
     */
    public OwnTotalsStore(Path folder) {
        this.options = new Options()
                .setCreateIfMissing(true)
                .setWriteBufferSize(16 << 20)
                .setMaxWriteBufferNumber(2)
                .setKeepLogFileNum(2)
                .setMaxTotalWalSize(64 << 20)
                .setTableFormatConfig(
                        new BlockBasedTableConfig().setBlockCache(cache).setFilterPolicy(filter));
        try {
            Files.createDirectories(folder);
            this.db = RocksDB.open(options, folder.toString());
        } catch (RocksDBException e) {
            throw failed("open " + folder, e);
        } catch (IOException e) {
            throw new UncheckedIOException("own totals: could not open " + folder + ": " + e.getMessage(), e);
        }
        this.starts = new Incarnations(db, synced, STARTS);
        this.coveredRows = new CoveredRows(db, unsynced, COVERED_ROWS);
        learnKeys(); // the keeper goes on where there are more
    }

    /** Returns the incarnations of the gateway whose rows are kept here. */
    public Incarnations starts() {
        return starts;
    }

    /** Returns the rows that were taken out by {@link #cover}. */
    public CoveredRows coveredRows() {
        return coveredRows;
    }

    /**
     * One sender's totals of a counter in a window.
     *
     * @param accounted whether the ledger holds the window
     */
    public record Row(TotalsKey id, HitTotals totals, boolean accounted) {

        private Row larger(@Nullable Row other) {
            return other == null ? this : new Row(id, totals.max(other.totals), accounted || other.accounted);
        }
    }

    /**
     * Writes rows, replacing older ones.
     *
     * @param sync whether they are to survive a crash of the machine when this returns; a kill of the process they
     *     survive anyhow
     */
    public void write(Collection<Row> rows, boolean sync) {
        if (rows.isEmpty()) {
            return;
        }
        try (WriteBatch batch = new WriteBatch()) {
            for (Row row : rows) {
                counters.writing(row.id().key().bytes());
                batch.put(keyOf(row.id()), valueOf(row));
            }
            db.write(sync ? synced : unsynced, batch);
        } catch (RocksDBException e) {
            throw failed("write", e);
        }
    }

    /**
     * Writes rows, keeping the larger of each total where there is one already or a row comes twice. Synced.
     */
    public void writeLarger(Collection<Row> rows) {
        Map<TotalsKey, Row> larger = new HashMap<>();
        for (Row row : rows) {
            Row stored = larger.get(row.id());
            larger.put(row.id(), row.larger(stored == null ? find(row.id()) : stored));
        }
        write(larger.values(), true);
    }

    private @Nullable Row find(TotalsKey id) {
        byte[] key = keyOf(id);
        try {
            byte[] value = db.get(key);
            return value == null ? null : row(key, value);
        } catch (RocksDBException e) {
            throw failed("read", e);
        }
    }

    /** Removes rows. A start of which only rows were known, since an earlier release counted them, is registered before. */
    public void delete(Collection<TotalsKey> rows) {
        if (rows.isEmpty()) {
            return;
        }
        starts.found(rows.stream().map(TotalsKey::sender).toList());
        try (WriteBatch batch = new WriteBatch()) {
            for (TotalsKey row : rows) {
                batch.delete(keyOf(row));
            }
            db.write(unsynced, batch);
        } catch (RocksDBException e) {
            throw failed("delete", e);
        }
    }

    /** Takes rows out, since they count among the others, but keeps them as {@link #coveredRows}; else as {@link #delete}. */
    public void cover(Collection<Row> rows) {
        if (rows.isEmpty()) {
            return;
        }
        starts.found(rows.stream().map(row -> row.id().sender()).toList());
        try (WriteBatch batch = new WriteBatch()) {
            for (Row row : rows) {
                byte[] key = keyOf(row.id());
                coveredRows.put(batch, key, valueOf(row));
                batch.delete(key);
            }
            db.write(unsynced, batch);
        } catch (RocksDBException e) {
            throw failed("write", e);
        }
    }

    /** Returns whether there may be rows of a counter, without looking for them; false only if there are none. */
    public boolean mayHave(CounterKey key) {
        return counters.mayHave(key);
    }

    /** Makes {@link #mayHave} know of more rows. Called by the keeper's thread. */
    void learnKeys() {
        counters.walk();
    }

    private byte @Nullable [] walkKeys(byte @Nullable [] from, int most, Consumer<byte[]> keys) {
        try (RocksIterator iterator = db.newIterator()) {
            if (from == null) {
                iterator.seekToFirst();
            } else {
                iterator.seek(from);
            }
            for (int i = 0; i < most && iterator.isValid(); i++, iterator.next()) {
                byte[] key = iterator.key();
                if (key[0] != CONTROL) {
                    keys.accept(Arrays.copyOf(key, key.length - SUFFIX_BYTES));
                }
            }
            iterator.status();
            return iterator.isValid() ? iterator.key() : null;
        } catch (RocksDBException e) {
            throw failed("read", e);
        }
    }

    /** Returns all rows of a counter. */
    public List<Row> rowsOf(CounterKey key) {
        List<Row> rows = new ArrayList<>();
        try (RocksIterator iterator = db.newIterator()) {
            for (iterator.seek(key.bytes()); iterator.isValid() && isOf(key, iterator.key()); iterator.next()) {
                rows.add(row(iterator.key(), iterator.value()));
            }
            iterator.status();
            return rows;
        } catch (RocksDBException e) {
            throw failed("read", e);
        }
    }

    /** Gives every row to the visitor, those of one counter one after the other. Rows written meanwhile may be missed. */
    public void forEach(Consumer<Row> visitor) {
        try (RocksIterator iterator = db.newIterator()) {
            for (iterator.seekToFirst(); iterator.isValid(); iterator.next()) {
                if (iterator.key()[0] != CONTROL) {
                    visitor.accept(row(iterator.key(), iterator.value()));
                }
            }
            iterator.status();
        } catch (RocksDBException e) {
            throw failed("read", e);
        }
    }

    /**
     * Remembers that usage holds all that an earlier incarnation of this gateway counted, after its rows were removed: in this
     * order, so that a crash in between never makes this gateway count them twice. The {@value #COVERED_KEPT} that started
     * last are kept.
     */
    public void putCovered(Incarnation sender) {
        List<Incarnation> before = covered(Integer.MAX_VALUE);
        try (WriteBatch batch = new WriteBatch()) {
            for (Incarnation old : before.subList(Math.min(before.size(), COVERED_KEPT - 1), before.size())) {
                batch.delete(coveredKey(old));
            }
            batch.put(coveredKey(sender), new byte[0]);
            db.write(synced, batch);
        } catch (RocksDBException e) {
            throw failed("write", e);
        }
    }

    /** Returns the covered senders that started last, newest first. */
    public List<Incarnation> covered(int most) {
        List<Incarnation> senders = new ArrayList<>();
        try (RocksIterator iterator = db.newIterator()) {
            for (iterator.seek(COVERED); iterator.isValid() && isCovered(iterator.key()); iterator.next()) {
                senders.add(sender(ByteBuffer.wrap(iterator.key()).position(COVERED.length)));
            }
            iterator.status();
        } catch (RocksDBException e) {
            throw failed("read", e);
        }
        senders.sort(Comparator.comparingLong(Incarnation::startedAtMillis).reversed());
        return List.copyOf(senders.subList(0, Math.min(most, senders.size())));
    }

    private static boolean isCovered(byte[] key) {
        return hasPrefix(key, COVERED);
    }

    static boolean hasPrefix(byte[] key, byte[] prefix) {
        return key.length >= prefix.length && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
    }

    private static byte[] coveredKey(Incarnation sender) {
        return putSender(ByteBuffer.allocate(COVERED.length + SENDER_BYTES).put(COVERED), sender)
                .array();
    }

    static ByteBuffer putSender(ByteBuffer buffer, Incarnation sender) {
        return buffer.putLong(sender.gatewayId().getMostSignificantBits())
                .putLong(sender.gatewayId().getLeastSignificantBits())
                .putLong(sender.startedAtMillis())
                .putLong(sender.nonce());
    }

    static Incarnation sender(ByteBuffer buffer) {
        return new Incarnation(new UUID(buffer.getLong(), buffer.getLong()), buffer.getLong(), buffer.getLong());
    }

    /** Returns about how many bytes the store takes on disk. */
    public long sizeBytes() {
        try {
            return db.getLongProperty("rocksdb.total-sst-files-size")
                    + db.getLongProperty("rocksdb.cur-size-all-mem-tables");
        } catch (RocksDBException e) {
            throw failed("measure", e);
        }
    }

    /** No key is a prefix of another, so the length tells. */
    private static boolean isOf(CounterKey key, byte[] rowKey) {
        byte[] bytes = key.bytes();
        return rowKey.length == bytes.length + SUFFIX_BYTES && Arrays.mismatch(rowKey, bytes) == bytes.length;
    }

    static byte[] keyOf(TotalsKey row) {
        byte[] counter = row.key().bytes();
        ByteBuffer key = ByteBuffer.allocate(counter.length + SUFFIX_BYTES)
                .put(counter)
                .putLong(row.window().startMillis())
                .putLong(row.window().endMillis());
        return putSender(key, row.sender()).array();
    }

    private static byte[] valueOf(Row row) {
        HitTotals totals = row.totals();
        return ByteBuffer.allocate(VALUE_BYTES)
                .put((byte) (row.accounted() ? 1 : 0))
                .putLong(totals.admitted())
                .putLong(totals.deniedHere())
                .putLong(totals.deniedElsewhere())
                .putLong(totals.givenBack())
                .putLong(totals.wouldDeny())
                .array();
    }

    static Row row(byte[] key, byte[] value) {
        ByteBuffer id = ByteBuffer.wrap(key);
        byte[] counter = new byte[key.length - SUFFIX_BYTES];
        id.get(counter);
        Window window = new Window(id.getLong(), id.getLong());
        Incarnation sender = sender(id);
        ByteBuffer totals = ByteBuffer.wrap(value);
        boolean accounted = totals.get() != 0;
        return new Row(
                new TotalsKey(CounterKey.ofBytes(counter), window, sender),
                new HitTotals(totals.getLong(), totals.getLong(), totals.getLong(), totals.getLong(), totals.getLong()),
                accounted);
    }

    static UncheckedIOException failed(String what, RocksDBException e) {
        return new UncheckedIOException("own totals: could not " + what + ": " + e.getMessage(), new IOException(e));
    }

    @Override
    public void close() {
        db.close();
        options.close();
        unsynced.close();
        synced.close();
        filter.close();
        cache.close();
    }
}
