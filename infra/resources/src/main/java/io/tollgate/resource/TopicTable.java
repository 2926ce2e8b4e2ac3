package io.tollgate.resource;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.FlushOptions;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * A topic of one partition as a table in RocksDB: rows, and how far the topic was read, in one write. The write-ahead log
 * is off: what a crash takes, all that came since the last flush, is read again from the topic. Thread-safe; one thread
 * writes.
 */
final class TopicTable implements AutoCloseable {

    private static final byte CONTROL = 1;
    private static final byte[] OFFSET = row(CONTROL, "offset".getBytes(UTF_8));
    private static final byte[] TOPIC_ID = row(CONTROL, "topic-id".getBytes(UTF_8));

    static {
        RocksDB.loadLibrary();
    }

    private final String name;
    private final LRUCache cache;
    private final BloomFilter filter = new BloomFilter(10);
    private final Options options;
    private final WriteOptions withoutLog = new WriteOptions().setDisableWAL(true);
    private final RocksDB db;
    private final ReentrantReadWriteLock opened = new ReentrantReadWriteLock();
    private boolean closed;

    /**
     * Opens or creates a table.
     *
     * @param name for messages
     * @param cacheBytes memory for blocks that were read
     * @throws UncheckedIOException if it cannot
     */
    TopicTable(String name, Path folder, long cacheBytes) {
        this.name = name;
        this.cache = new LRUCache(cacheBytes);
        this.options = new Options()
                .setCreateIfMissing(true)
                .setWriteBufferSize(8 << 20)
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
            throw new UncheckedIOException(name + ": could not open " + folder + ": " + e.getMessage(), e);
        }
    }

    /** Returns the key of a row, of which the first byte says what it is about; 1 is taken. */
    static byte[] row(byte table, byte[] rest) {
        return ByteBuffer.allocate(1 + rest.length).put(table).put(rest).array();
    }

    static boolean startsWith(byte[] key, byte[] prefix) {
        return key.length >= prefix.length && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
    }

    /** Does something with the database, which is not closed meanwhile: it would end the process. */
    private <T> T open(Use<T> use, String what) {
        opened.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException(name + " is closed");
            }
            return use.with(db);
        } catch (RocksDBException e) {
            throw failed(what, e);
        } finally {
            opened.readLock().unlock();
        }
    }

    /** What is done with the database. */
    private interface Use<T extends @Nullable Object> {
        T with(RocksDB db) throws RocksDBException;
    }

    byte @Nullable [] get(byte[] key) {
        return this.<byte @Nullable []>open(database -> database.get(key), "read");
    }

    /** Returns what a walk through the rows as they are now finds. */
    <T> T walk(Function<RocksIterator, T> walk) {
        return open(
                database -> {
                    try (RocksIterator rows = database.newIterator()) {
                        T found = walk.apply(rows);
                        rows.status();
                        return found;
                    }
                },
                "read");
    }

    /** Says what a record of the topic changes. */
    interface Rows {
        void putInto(WriteBatch batch) throws RocksDBException;
    }

    /**
     * Writes what a record says, and that it was read.
     *
     * @param nextOffset behind the record
     */
    void write(Rows rows, long nextOffset) {
        change(
                database -> {
                    try (WriteBatch batch = new WriteBatch()) {
                        rows.putInto(batch);
                        batch.put(OFFSET, number(nextOffset));
                        database.write(withoutLog, batch);
                    }
                },
                "write");
    }

    /** Changes the database. */
    private interface Change {
        void in(RocksDB db) throws RocksDBException;
    }

    private void change(Change change, String what) {
        boolean unused = open(
                database -> {
                    change.in(database);
                    return true;
                },
                what);
    }

    /** Keeps how far the topic was read where the last records say nothing. */
    void skipTo(long nextOffset) {
        write(batch -> {}, nextOffset);
    }

    /** Returns the offset from which the topic is to be read on; empty if it was never read. */
    OptionalLong nextOffset() {
        byte[] value = get(OFFSET);
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
        change(
                database -> {
                    try (RocksIterator rows = database.newIterator()) {
                        for (rows.seekToFirst(); rows.isValid(); rows.next()) {
                            database.delete(withoutLog, rows.key());
                        }
                    }
                    database.put(withoutLog, TOPIC_ID, topicId.getBytes(UTF_8));
                },
                "restart");
        flush();
    }

    /** Returns about how many bytes the table takes on disk and in write buffers. */
    long sizeBytes() {
        return open(
                database -> database.getLongProperty("rocksdb.total-sst-files-size")
                        + database.getLongProperty("rocksdb.cur-size-all-mem-tables"),
                "measure");
    }

    /** Writes everything to disk; when this returns, no crash can take it. */
    void flush() {
        change(
                database -> {
                    try (FlushOptions flushing = new FlushOptions().setWaitForFlush(true)) {
                        database.flush(flushing);
                    }
                },
                "flush");
    }

    private static byte[] number(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    private UncheckedIOException failed(String what, RocksDBException e) {
        return new UncheckedIOException(name + ": could not " + what + ": " + e.getMessage(), new IOException(e));
    }

    /** Closes it once whoever reads or writes is through; further calls do nothing. */
    @Override
    public void close() {
        opened.writeLock().lock();
        try {
            if (closed) {
                return;
            }
            flush();
            closed = true;
            closeAll();
        } finally {
            opened.writeLock().unlock();
        }
    }

    private void closeAll() {
        db.close();
        options.close();
        withoutLog.close();
        filter.close();
        cache.close();
    }
}
