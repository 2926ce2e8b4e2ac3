package io.tollgate.webhook;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/** Rows in RocksDB, each change as a whole. Thread-safe. */
final class Rows implements AutoCloseable {

    private static final long CACHE_BYTES = 8 << 20;
    private static final long BUFFER_BYTES = 8 << 20;
    private static final int FILTER_BITS = 10;

    static {
        RocksDB.loadLibrary();
    }

    private final LRUCache cache = new LRUCache(CACHE_BYTES);
    private final BloomFilter filter = new BloomFilter(FILTER_BITS);
    private final WriteOptions writing = new WriteOptions();
    private final Options options;
    private final RocksDB db;
    private final ReentrantReadWriteLock opened = new ReentrantReadWriteLock();
    private boolean closed;

    /**
     * Opens or creates them.
     *
     * @throws UncheckedIOException if it cannot
     */
    Rows(Path folder) {
        this.options = new Options()
                .setCreateIfMissing(true)
                .setWriteBufferSize(BUFFER_BYTES)
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
            throw new UncheckedIOException("webhooks: could not open " + folder + ": " + e.getMessage(), e);
        }
    }

    /** Something that is done with the database. */
    private interface Use<T extends @Nullable Object> {
        T with(RocksDB db) throws RocksDBException;
    }

    /** What is changed together. */
    interface Change {
        void putInto(WriteBatch batch) throws RocksDBException;
    }

    /** What is found by walking through rows as they are now. */
    interface Walk<T> {
        T through(RocksIterator rows);
    }

    /** Does something with the database, which is not closed meanwhile: it would end the process. */
    private <T extends @Nullable Object> T open(Use<T> use, String what) {
        opened.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException("the store of webhooks is closed");
            }
            return use.with(db);
        } catch (RocksDBException e) {
            throw failed(what, e);
        } finally {
            opened.readLock().unlock();
        }
    }

    byte @Nullable [] get(byte[] key) {
        return this.<byte @Nullable []>open(database -> database.get(key), "read");
    }

    /** Walks through the rows that begin with a prefix, and never looks at those behind, of which many may be deleted. */
    <T> T walk(byte[] prefix, Walk<T> walk) {
        return open(
                database -> {
                    try (Slice behind = new Slice(DeliveryKeys.behind(prefix));
                            ReadOptions reading = new ReadOptions().setIterateUpperBound(behind);
                            RocksIterator rows = database.newIterator(reading)) {
                        T found = walk.through(rows);
                        rows.status();
                        return found;
                    }
                },
                "read");
    }

    /** Changes rows. The end of the process does not undo it, a crash of the machine may. */
    void write(Change change) {
        boolean unused = open(
                database -> {
                    try (WriteBatch batch = new WriteBatch()) {
                        change.putInto(batch);
                        database.write(writing, batch);
                    }
                    return true;
                },
                "write");
    }

    /** Returns once all changes are on the disk. */
    void sync() {
        boolean unused = open(
                database -> {
                    database.flushWal(true);
                    return true;
                },
                "write");
    }

    private static UncheckedIOException failed(String what, RocksDBException e) {
        return new UncheckedIOException("webhooks: could not " + what + ": " + e.getMessage(), new IOException(e));
    }

    /** Closes them once whoever reads or writes is through; further calls do nothing. */
    @Override
    public void close() {
        opened.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                db.close();
                options.close();
                writing.close();
                filter.close();
                cache.close();
            }
        } finally {
            opened.writeLock().unlock();
        }
    }
}
