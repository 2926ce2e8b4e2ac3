package io.tollgate.resource;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tollgate.plan.Customer;
import io.tollgate.plan.Grant;
import io.tollgate.plan.PlanRef;
import io.tollgate.plan.Resource;
import io.tollgate.plan.ResourceId;
import io.tollgate.plan.ResourceKind;
import io.tollgate.plan.Subscription;
import io.tollgate.topic.EventCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;
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
 * The topic {@code resources} as a table in RocksDB, with what is asked of it: whose a subject is, what a customer has, who
 * subscribes to a plan. Each record and the offset behind it are one write. The write-ahead log is off: what a crash takes,
 * all that came since the last flush, is read again from the topic. Thread-safe; one thread writes.
 */
public final class ResourceStore implements ResourceView, AutoCloseable {

    private static final byte CONTROL = 1;
    private static final byte RESOURCE = 'r';
    private static final byte SUBJECT = 's';
    private static final byte SUBSCRIPTION_OF_CUSTOMER = 'c';
    private static final byte GRANT_OF_CUSTOMER = 'g';
    private static final byte SUBSCRIPTION_TO_PLAN = 'p';
    private static final byte END = 0;
    private static final byte[] NOTHING = {};
    private static final byte[] OFFSET = row(CONTROL, "offset");
    private static final byte[] TOPIC_ID = row(CONTROL, "topic-id");

    static {
        RocksDB.loadLibrary();
    }

    private final LRUCache cache;
    private final BloomFilter filter = new BloomFilter(10);
    private final Options options;
    private final WriteOptions withoutLog = new WriteOptions().setDisableWAL(true);
    private final RocksDB db;

    /**
     * Opens or creates the store.
     *
     * @param cacheBytes memory for blocks that were read
     * @throws UncheckedIOException if it cannot
     */
    public ResourceStore(Path folder, long cacheBytes) {
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
            throw new UncheckedIOException("resources: could not open " + folder + ": " + e.getMessage(), e);
        }
    }

    @Override
    public @Nullable StoredResource find(ResourceId id) {
        byte[] value = get(row(RESOURCE, ResourceRecords.key(id)));
        return value == null ? null : ResourceRecords.stored(value);
    }

    @Override
    public int revision(ResourceId id) {
        byte[] value = get(row(RESOURCE, ResourceRecords.key(id)));
        return value == null ? 0 : EventCodec.RESOURCES.decode(value).getRevision();
    }

    @Override
    public @Nullable String customerOf(String subject) {
        byte[] customer = get(row(SUBJECT, subject));
        return customer == null ? null : new String(customer, UTF_8);
    }

    @Override
    public List<Subscription> subscriptionsOf(String customer) {
        List<Subscription> found = new ArrayList<>();
        for (String key : below(SUBSCRIPTION_OF_CUSTOMER, customer, Integer.MAX_VALUE)) {
            StoredResource stored = find(new ResourceId(ResourceKind.SUBSCRIPTION, key));
            if (stored != null && stored.resource() instanceof Subscription subscription) {
                found.add(subscription);
            }
        }
        return found;
    }

    @Override
    public List<Grant> grantsOf(String customer) {
        List<Grant> found = new ArrayList<>();
        for (String key : below(GRANT_OF_CUSTOMER, customer, Integer.MAX_VALUE)) {
            StoredResource stored = find(new ResourceId(ResourceKind.GRANT, key));
            if (stored != null && stored.resource() instanceof Grant grant) {
                found.add(grant);
            }
        }
        return found;
    }

    @Override
    public @Nullable String subscriptionTo(PlanRef plan) {
        List<String> found = below(SUBSCRIPTION_TO_PLAN, plan.toString(), 1);
        return found.isEmpty() ? null : found.get(0);
    }

    /**
     * Returns resources of a kind in the order of their names, deleted ones left out.
     *
     * @param after begins behind this name; null for the first
     * @param most how many at the most
     * @param wanted leaves out what it rejects
     */
    public List<StoredResource> list(
            ResourceKind kind, @Nullable String after, int most, Predicate<StoredResource> wanted) {
        byte[] prefix = row(RESOURCE, ResourceRecords.key(new ResourceId(kind, "")));
        byte[] from = after == null ? prefix : row(RESOURCE, ResourceRecords.key(new ResourceId(kind, after)));
        List<StoredResource> found = new ArrayList<>();
        try (RocksIterator rows = db.newIterator()) {
            for (rows.seek(from); rows.isValid() && found.size() < most; rows.next()) {
                byte[] key = rows.key();
                if (!startsWith(key, prefix)) {
                    break;
                }
                StoredResource stored =
                        after != null && Arrays.equals(key, from) ? null : ResourceRecords.stored(rows.value());
                if (stored != null && wanted.test(stored)) {
                    found.add(stored);
                }
            }
            rows.status();
        } catch (RocksDBException e) {
            throw failed("list", e);
        }
        return found;
    }

    private List<String> below(byte table, String owner, int most) {
        byte[] prefix = owned(table, owner, "");
        List<String> found = new ArrayList<>();
        try (RocksIterator rows = db.newIterator()) {
            for (rows.seek(prefix); rows.isValid() && found.size() < most; rows.next()) {
                byte[] key = rows.key();
                if (!startsWith(key, prefix)) {
                    break;
                }
                found.add(new String(key, prefix.length, key.length - prefix.length, UTF_8));
            }
            rows.status();
        } catch (RocksDBException e) {
            throw failed("read", e);
        }
        return found;
    }

    /**
     * Keeps what a record of the topic says. Called by the one thread that writes.
     *
     * @param nextOffset behind the record
     * @return the resource before and after, to know whom it concerns
     * @throws IllegalArgumentException if this release does not understand the record; then nothing is kept
     */
    Change take(ResourceId id, byte[] value, long nextOffset) {
        StoredResource before = find(id);
        StoredResource after = ResourceRecords.stored(value);
        try (WriteBatch batch = new WriteBatch()) {
            if (before != null) {
                for (byte[] row : index(before.resource())) {
                    batch.delete(row);
                }
            }
            if (after != null) {
                for (byte[] row : index(after.resource())) {
                    batch.put(
                            row,
                            after.resource() instanceof Customer customer
                                    ? customer.key().getBytes(UTF_8)
                                    : NOTHING);
                }
            }
            batch.put(row(RESOURCE, ResourceRecords.key(id)), value);
            batch.put(OFFSET, number(nextOffset));
            db.write(withoutLog, batch);
        } catch (RocksDBException e) {
            throw failed("write", e);
        }
        return new Change(id, before == null ? null : before.resource(), after == null ? null : after.resource());
    }

    /**
     * What a record changed.
     *
     * @param before null where there was none
     * @param after null where it was deleted
     */
    public record Change(
            ResourceId id,
            @Nullable Resource before,
            @Nullable Resource after) {}

    private static List<byte[]> index(Resource resource) {
        List<byte[]> rows = new ArrayList<>();
        if (resource instanceof Customer customer) {
            customer.subjects().forEach(subject -> rows.add(row(SUBJECT, subject)));
        } else if (resource instanceof Subscription subscription) {
            rows.add(owned(SUBSCRIPTION_OF_CUSTOMER, subscription.customer(), subscription.key()));
            subscription.phases().stream()
                    .map(phase -> phase.plan().toString())
                    .distinct()
                    .forEach(plan -> rows.add(owned(SUBSCRIPTION_TO_PLAN, plan, subscription.key())));
        } else if (resource instanceof Grant grant) {
            rows.add(owned(GRANT_OF_CUSTOMER, grant.customer(), grant.key()));
        }
        return rows;
    }

    /** Keeps how far the topic was read where the last records were none of resources. */
    void skipTo(long nextOffset) {
        try {
            db.put(withoutLog, OFFSET, number(nextOffset));
        } catch (RocksDBException e) {
            throw failed("write", e);
        }
    }

    /** Returns whether the topic was ever read, now or by an earlier start. */
    public boolean isRead() {
        return nextOffset().isPresent();
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
    public long sizeBytes() {
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

    private byte @Nullable [] get(byte[] key) {
        try {
            return db.get(key);
        } catch (RocksDBException e) {
            throw failed("read", e);
        }
    }

    private static byte[] number(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    private static byte[] row(byte table, String text) {
        return row(table, text.getBytes(UTF_8));
    }

    private static byte[] row(byte table, byte[] rest) {
        return ByteBuffer.allocate(1 + rest.length).put(table).put(rest).array();
    }

    /** No key of a resource has a character that could be taken for the end of the owner's. */
    private static byte[] owned(byte table, String owner, String key) {
        byte[] first = owner.getBytes(UTF_8);
        byte[] second = key.getBytes(UTF_8);
        return ByteBuffer.allocate(2 + first.length + second.length)
                .put(table)
                .put(first)
                .put(END)
                .put(second)
                .array();
    }

    private static boolean startsWith(byte[] key, byte[] prefix) {
        return key.length >= prefix.length && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
    }

    private static UncheckedIOException failed(String what, RocksDBException e) {
        return new UncheckedIOException("resources: could not " + what + ": " + e.getMessage(), new IOException(e));
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
