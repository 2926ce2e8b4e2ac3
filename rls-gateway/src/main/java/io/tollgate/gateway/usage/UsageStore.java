package io.tollgate.gateway.usage;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tollgate.gateway.filter.StoredCounters;
import io.tollgate.model.CounterKey;
import io.tollgate.topic.ControlKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.FlushOptions;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.ReadTier;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * The topic {@code usage} as a table in RocksDB: the newest event of each counter, and how far the topic was read, in
 * one write batch, so that both are always of the same moment. The write-ahead log is off: what a crash takes, all that
 * came since the last flush, is read again from the topic. Thread-safe; one thread writes.
 */
public final class UsageStore implements AutoCloseable {

    /** No counter's key begins with this byte, see {@link ControlKey}; those of this table's own rows do. */
    private static final byte CONTROL = 1;

    private static final byte[] TOPIC_ID = control("topic-id");

    static {
        RocksDB.loadLibrary();
    }

    private final LRUCache cache;
    private final BloomFilter filter = new BloomFilter(10);
    private final Options options;
    private final WriteOptions withoutLog = new WriteOptions().setDisableWAL(true);
    private final ReadOptions onDisk = new ReadOptions().setReadTier(ReadTier.PERSISTED_TIER);
    private final RocksDB db;
    private final ReadOptions walking = new ReadOptions().setFillCache(false);
    private final StoredCounters counters = new StoredCounters(this::walkKeys);
    private final AtomicLong batches = new AtomicLong();

    private final AtomicLong restarts = new AtomicLong();

    /**
     * Opens or creates the store.
     *
     * @param cacheBytes memory for blocks that were read
     * @throws UncheckedIOException if it cannot
     */
    public UsageStore(Path folder, long cacheBytes) {
        this.cache = new LRUCache(cacheBytes);
        this.options = new Options()
                .setCreateIfMissing(true)
                .setWriteBufferSize(16 << 20)
                .setMaxWriteBufferNumber(2)
                .setKeepLogFileNum(2)
                .setTableFormatConfig(
                        new BlockBasedTableConfig().setBlockCache(cache).setFilterPolicy(filter));
        try {
            Files.createDirectories(folder);
            this.db = RocksDB.open(options, folder.toString());
        } catch (RocksDBException e) {
            throw failed("open " + folder, e);
        } catch (IOException e) {
            throw new UncheckedIOException("usage: could not open " + folder + ": " + e.getMessage(), e);
        }
        learnKeys(); // the follower goes on where there are more
    }

    /** Returns the newest event of a counter, as it was in the topic; null if there is none. */
    public byte @Nullable [] find(CounterKey key) {
        return get(key.bytes());
    }

    /** Returns whether there may be an event of a counter, without looking for it; false only if there is none. */
    public boolean mayHave(CounterKey key) {
        return counters.mayHave(key);
    }

    /** Makes {@link #mayHave} know of more rows. Called by the thread that writes. */
    void learnKeys() {
        counters.walk();
    }

    private byte @Nullable [] walkKeys(byte @Nullable [] from, int most, Consumer<byte[]> keys) {
        try (RocksIterator iterator = db.newIterator(walking)) {
            byte[] next = walk(iterator, from, most, () -> keys.accept(iterator.key()));
            iterator.status();
            return next;
        } catch (RocksDBException e) {
            throw failed("walk", e);
        }
    }

    /**
     * Goes over a bounded number of rows, the table's own left out.
     *
     * @param from where to begin, null for the first
     * @param counter is called at each row of a counter
     * @return where to go on, null if there are no more
     */
    private static byte @Nullable [] walk(RocksIterator iterator, byte @Nullable [] from, int most, Visitor counter)
            throws RocksDBException {
        if (from == null) {
            iterator.seekToFirst();
        } else {
            iterator.seek(from);
        }
        for (int i = 0; i < most && iterator.isValid(); i++, iterator.next()) {
            if (iterator.key()[0] != CONTROL) {
                counter.visit();
            }
        }
        return iterator.isValid() ? iterator.key() : null;
    }

    private interface Visitor {
        void visit() throws RocksDBException;
    }

    /** Returns the newest event of a counter that a crash cannot take; null if there is none. */
    public byte @Nullable [] findOnDisk(CounterKey key) {
        try {
            return db.get(onDisk, key.bytes());
        } catch (RocksDBException e) {
            throw failed("read", e);
        }
    }

    /** Returns how many batches were written, each counted when it is there to be found. */
    public long batches() {
        return batches.get();
    }

    /** Returns the offset from which a partition is to be read on; empty if it was never read. */
    OptionalLong nextOffset(int partition) {
        byte[] value = get(offsetKey(partition));
        return value == null
                ? OptionalLong.empty()
                : OptionalLong.of(ByteBuffer.wrap(value).getLong());
    }

    /** Returns the id of the topic that the table was read from; null before the first time. */
    @Nullable String topicId() {
        byte[] value = get(TOPIC_ID);
        return value == null ? null : new String(value, UTF_8);
    }

    /** Forgets everything: the topic was created anew. */
    void restart(String topicId) {
        try (RocksIterator iterator = db.newIterator()) {
            for (iterator.seekToFirst(); iterator.isValid(); iterator.next()) {
                db.delete(withoutLog, iterator.key());
            }
            db.put(withoutLog, TOPIC_ID, topicId.getBytes(UTF_8));
            flush();
        } catch (RocksDBException e) {
            throw failed("restart", e);
        } finally {
            restarts.incrementAndGet(); // afterwards: who saw some of the rows has to look again
        }
    }

    /** Returns a number that is another one after everything was forgotten, since the topic was created anew. */
    public long restarts() {
        return restarts.get();
    }

    /**
     * Begins a walk over the table as it is now, to be closed. Of many counters it is far quicker than {@link #find},
     * where they are asked for in the order of their keys.
     */
    public UsageWalk walk() {
        return new UsageWalk(db.newIterator(walking));
    }

    /** Collects what one poll of the topic brought. Not thread-safe. */
    final class Batch implements AutoCloseable {
        private final WriteBatch batch = new WriteBatch();

        void put(byte[] key, byte @Nullable [] event) {
            try {
                if (event == null) {
                    batch.delete(key);
                } else {
                    counters.writing(key);
                    batch.put(key, event);
                }
            } catch (RocksDBException e) {
                throw failed("batch", e);
            }
        }

        void commit(Map<Integer, Long> nextOffsets) {
            try {
                for (Map.Entry<Integer, Long> next : nextOffsets.entrySet()) {
                    batch.put(
                            offsetKey(next.getKey()),
                            ByteBuffer.allocate(Long.BYTES)
                                    .putLong(next.getValue())
                                    .array());
                }
                db.write(withoutLog, batch);
                batches.incrementAndGet();
            } catch (RocksDBException e) {
                throw failed("write", e);
            }
        }

        @Override
        public void close() {
            batch.close();
        }
    }

    Batch batch() {
        return new Batch();
    }

    /** A walk over the table, a bounded number of rows at a time, removing what the visitor says is past. */
    final class Sweep {
        private byte @Nullable [] cursor;

        /**
         * Looks at up to {@code count} rows; begins anew after the last. Called by the writing thread.
         *
         * @return whether it came to the last
         */
        boolean next(int count, Past past) {
            try (RocksIterator iterator = db.newIterator();
                    WriteBatch gone = new WriteBatch()) {
                cursor = walk(iterator, cursor, count, () -> {
                    if (past.test(CounterKey.ofBytes(iterator.key()), iterator.value())) {
                        gone.delete(iterator.key());
                    }
                });
                db.write(withoutLog, gone);
                return cursor == null;
            } catch (RocksDBException e) {
                throw failed("sweep", e);
            }
        }
    }

    /** Says whether an event holds only windows that nobody needs any more. */
    interface Past {
        boolean test(CounterKey counter, byte[] event);
    }

    Sweep sweep() {
        return new Sweep();
    }

    /** Returns about how many bytes the table takes on disk and in write buffers. */
    public long sizeBytes() {
        try {
            return db.getLongProperty("rocksdb.total-sst-files-size")
                    + db.getLongProperty("rocksdb.cur-size-all-mem-tables");
        } catch (RocksDBException e) {
            throw failed("measure", e);
        }
    }

    private byte @Nullable [] get(byte[] key) {
        try {
            return db.get(key);
        } catch (RocksDBException e) {
            throw failed("read", e);
        }
    }

    /** Begins to write everything to disk, in the background. */
    void beginFlush() {
        flush(false);
    }

    /** Writes everything to disk; when this returns, no crash can take it. */
    void flush() {
        flush(true);
    }

    private void flush(boolean wait) {
        try (FlushOptions flushing = new FlushOptions().setWaitForFlush(wait)) {
            db.flush(flushing);
        } catch (RocksDBException e) {
            throw failed("flush", e);
        }
    }

    private static byte[] control(String name) {
        return ((char) CONTROL + name).getBytes(UTF_8);
    }

    private static byte[] offsetKey(int partition) {
        return control("offset-" + partition);
    }

    static UncheckedIOException failed(String what, RocksDBException e) {
        return new UncheckedIOException("usage: could not " + what + ": " + e.getMessage(), new IOException(e));
    }

    @Override
    public void close() {
        flush();
        db.close();
        options.close();
        withoutLog.close();
        onDisk.close();
        walking.close();
        filter.close();
        cache.close();
    }
}
