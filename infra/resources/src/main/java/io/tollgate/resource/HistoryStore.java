package io.tollgate.resource;

import io.tollgate.event.ResourceEvent;
import io.tollgate.plan.ResourceId;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The topic {@code resource-history} as a table in RocksDB. Thread-safe; one thread writes. */
public final class HistoryStore implements AutoCloseable {

    private static final byte REVISION = 'h';

    private final TopicTable table;

    /**
     * Opens or creates the store.
     *
     * @param cacheBytes memory for blocks that were read
     * @throws UncheckedIOException if it cannot
     */
    public HistoryStore(Path folder, long cacheBytes) {
        this.table = new TopicTable("history of resources", folder, cacheBytes);
    }

    /**
     * A revision as it was written.
     *
     * @param document as the API gives it; null where this is the deletion
     */
    public record Entry(int revision, @Nullable String document, long changedAtMillis, String author, String reason) {}

    /**
     * Returns revisions of a resource, the newest first.
     *
     * @param before begins with the revision below this one
     * @param most how many at the most
     */
    public List<Entry> list(ResourceId id, int before, int most) {
        byte[] prefix = TopicTable.row(REVISION, ResourceRecords.historyKey(id, 0));
        byte[] owner = Arrays.copyOf(prefix, prefix.length - Integer.BYTES);
        return table.walk(rows -> {
            List<Entry> found = new ArrayList<>();
            rows.seekForPrev(TopicTable.row(REVISION, ResourceRecords.historyKey(id, before - 1)));
            for (; rows.isValid() && found.size() < most; rows.prev()) {
                byte[] key = rows.key();
                if (key.length != prefix.length || !TopicTable.startsWith(key, owner)) {
                    break;
                }
                ResourceEvent event = ResourceRecords.decoded(rows.value());
                found.add(new Entry(
                        ByteBuffer.wrap(key, owner.length, Integer.BYTES).getInt(),
                        event.getDocument(),
                        event.getChangedAt(),
                        event.getAuthor(),
                        event.getReason()));
            }
            return found;
        });
    }

    /** Returns a resource as it was in a revision; null if there is none, or it is the deletion. */
    public @Nullable StoredResource find(ResourceId id, int revision) {
        byte[] value = table.get(TopicTable.row(REVISION, ResourceRecords.historyKey(id, revision)));
        return value == null ? null : ResourceRecords.stored(value);
    }

    /**
     * Keeps what a record of the topic says. Called by the one thread that writes.
     *
     * @param nextOffset behind the record
     * @throws IllegalArgumentException if this release does not understand the record; then nothing is kept
     */
    public void take(byte[] key, byte[] value, long nextOffset) {
        ResourceRecords.decoded(value);
        table.write(batch -> batch.put(TopicTable.row(REVISION, key), value), nextOffset);
    }

    TopicTable table() {
        return table;
    }

    @Override
    public void close() {
        table.close();
    }
}
