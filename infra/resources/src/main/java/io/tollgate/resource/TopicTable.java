package io.tollgate.resource;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalLong;
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

    byte @Nullable [] get(byte[] key) {
        try {
            return db.get(key);
        } catch (RocksDBException e) {
            throw failed("read", e);
        }
    }

    /** Returns what walks through the rows as they are now; the caller closes it. */
    RocksIterator rows() {
        return db.newIterator();
    }

    /** Throws if a walk ended because rows could not be read. */
    void check(RocksIterator walked) {
        try {
            walked.status();
        } catch (RocksDBException e) {
            throw failed("read", e);
        }
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
        try (WriteBatch batch = new WriteBatch()) {
            rows.putInto(batch);
            batch.put(OFFSET, number(nextOffset));
            db.write(withoutLog, batch);
        } catch (RocksDBException e) {
            throw failed("write", e);
        }
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
        try (RocksIterator rows = db.newIterator()) {
            for (rows.seekToFirst(); rows.isValid(); rows.next()) {
                db.delete(withoutLog, rows.key());
            }
            db.put(withoutLog, TOPIC_ID, topicId.getBytes(UTF_8));
        } catch (RocksDBException e) {
            throw failed("restart", e);
        }
        flush();
    }

    /** Returns about how many bytes the table takes on disk and in write buffers. */
    long sizeBytes() {
        try {
            return db.getLongProperty("rocksdb.total-sst-files-size")
                    + db.getLongProperty("rocksdb.cur-size-all-mem-tables");
        } catch (RocksDBException e) {
            throw failed("measure", e);
        }
    }

    /** Writes everything to disk; when this returns, no crash can take it. */
    void flush() {
        try (FlushOptions flushing = new FlushOptions().setWaitForFlush(true)) {
            db.flush(flushing);
        } catch (RocksDBException e) {
            throw failed("flush", e);
        }
    }

    private static byte[] number(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    private UncheckedIOException failed(String what, RocksDBException e) {
        return new UncheckedIOException(name + ": could not " + what + ": " + e.getMessage(), new IOException(e));
    }

    @Override
    public void close() {
        flush();
        db.close();
        options.close();
        withoutLog.close();
        filter.close();
        cache.close();
    }
}
