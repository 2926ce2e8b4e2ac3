package io.tollgate.resource;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tollgate.plan.Customer;
import io.tollgate.plan.Grant;
import io.tollgate.plan.PlanRef;
import io.tollgate.plan.Resource;
import io.tollgate.plan.ResourceId;
import io.tollgate.plan.ResourceKind;
import io.tollgate.plan.Subscription;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The topic {@code resources} as a table in RocksDB, with what is asked of it: whose a subject is, what a customer has, who
 * subscribes to a plan. Each record and the offset behind it are one write. Thread-safe; one thread writes.
 */
public final class ResourceStore implements ResourceView, AutoCloseable {

    private static final byte RESOURCE = 'r';
    private static final byte SUBJECT = 's';
    private static final byte SUBSCRIPTION_OF_CUSTOMER = 'c';
    private static final byte GRANT_OF_CUSTOMER = 'g';
    private static final byte SUBSCRIPTION_TO_PLAN = 'p';
    private static final byte END = 0;
    private static final byte[] NOTHING = {};

    private final TopicTable table;

    /**
     * Opens or creates the store.
     *
     * @param cacheBytes memory for blocks that were read
     * @throws UncheckedIOException if it cannot
     */
    public ResourceStore(Path folder, long cacheBytes) {
        this.table = new TopicTable("resources", folder, cacheBytes);
    }

    @Override
    public @Nullable StoredResource find(ResourceId id) {
        byte[] value = table.get(row(RESOURCE, ResourceRecords.key(id)));
        return value == null ? null : ResourceRecords.stored(value);
    }

    @Override
    public int revision(ResourceId id) {
        byte[] value = table.get(row(RESOURCE, ResourceRecords.key(id)));
        return value == null ? 0 : ResourceRecords.decoded(value).getRevision();
    }

    @Override
    public @Nullable String customerOf(String subject) {
        byte[] customer = table.get(row(SUBJECT, subject));
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
        return table.walk(rows -> {
            List<StoredResource> found = new ArrayList<>();
            for (rows.seek(from); rows.isValid() && found.size() < most; rows.next()) {
                byte[] key = rows.key();
                if (!TopicTable.startsWith(key, prefix)) {
                    break;
                }
                StoredResource stored =
                        after != null && Arrays.equals(key, from) ? null : ResourceRecords.stored(rows.value());
                if (stored != null && wanted.test(stored)) {
                    found.add(stored);
                }
            }
            return found;
        });
    }

    private List<String> below(byte kind, String owner, int most) {
        byte[] prefix = owned(kind, owner, "");
        return table.walk(rows -> {
            List<String> found = new ArrayList<>();
            for (rows.seek(prefix); rows.isValid() && found.size() < most; rows.next()) {
                byte[] key = rows.key();
                if (!TopicTable.startsWith(key, prefix)) {
                    break;
                }
                found.add(new String(key, prefix.length, key.length - prefix.length, UTF_8));
            }
            return found;
        });
    }

    /**
     * Keeps what a record of the topic says. Called by the one thread that writes.
     *
     * @param nextOffset behind the record
     * @return the resource before and after, to know whom it concerns
     * @throws IllegalArgumentException if this release does not understand the record; then nothing is kept
     */
    public Change take(ResourceId id, byte[] value, long nextOffset) {
        StoredResource before = find(id);
        StoredResource after = ResourceRecords.stored(value);
        table.write(
                batch -> {
                    if (before != null) {
                        for (byte[] row : index(before.resource())) {
                            if (isOf(id, row)) {
                                batch.delete(row);
                            }
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
                },
                nextOffset);
        return new Change(id, before == null ? null : before.resource(), after == null ? null : after.resource());
    }

    /** The record by which another customer took a subject may come before the one by which this customer gave it up. */
    private boolean isOf(ResourceId id, byte[] row) {
        return row[0] != SUBJECT || Arrays.equals(table.get(row), id.id().getBytes(UTF_8));
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

    /** Returns whether the topic was ever read, now or by an earlier start. */
    public boolean isRead() {
        return table.nextOffset().isPresent();
    }

    /** Returns about how many bytes the table takes on disk and in write buffers. */
    public long sizeBytes() {
        return table.sizeBytes();
    }

    /** Returns what the topic is followed into. */
    TopicTable table() {
        return table;
    }

    private static byte[] row(byte table, String text) {
        return row(table, text.getBytes(UTF_8));
    }

    private static byte[] row(byte table, byte[] rest) {
        return TopicTable.row(table, rest);
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

    @Override
    public void close() {
        table.close();
    }
}
