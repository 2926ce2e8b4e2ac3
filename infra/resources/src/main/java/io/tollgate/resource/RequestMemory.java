package io.tollgate.resource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.tollgate.event.RequestEvent;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The requests of the last day that may come again, as the topic {@code resources} has them, in the table of a {@link
 * ResourceStore}. Thread-safe; one thread writes.
 *
 * <p>It has a bound: whoever remembers a request forgets those that are too old, and of too many the oldest.
 */
public final class RequestMemory implements ResourceLog.Requests {

    private static final byte REQUEST = 'q';
    private static final byte BY_TIME = 'o';
    private static final byte[] COUNT = TopicTable.row((byte) 'n', new byte[0]);
    private static final byte[] NOTHING = {};

    /** More than are added, so that the table becomes smaller where it is too large. */
    private static final int MOST_FORGOTTEN_AT_ONCE = 10;

    private static final long MOST = 100_000;

    private final TopicTable table;
    private final long most;

    /** @param store is followed with this */
    public RequestMemory(ResourceStore store) {
        this(store, MOST);
    }

    /** @param most how many are remembered */
    RequestMemory(ResourceStore store, long most) {
        this.table = requireNonNull(store, "store").table();
        this.most = most;
    }

    @Override
    public @Nullable RequestEvent find(String key, Instant now) {
        RequestEvent event = get(key);
        return event == null || event.getMadeAt() <= oldest(now) ? null : event;
    }

    private @Nullable RequestEvent get(String key) {
        byte[] value = table.get(row(key));
        return value == null ? null : ResourceRecords.request(value);
    }

    private static long oldest(Instant now) {
        return now.minus(RepeatableRequest.REMEMBERED).toEpochMilli();
    }

    @Override
    public List<String> forgettable(Instant now) {
        long tooMany = count() + 1 - most;
        long oldest = oldest(now);
        return table.walk(rows -> {
            List<String> keys = new ArrayList<>();
            rows.seek(new byte[] {BY_TIME});
            for (; rows.isValid() && keys.size() < MOST_FORGOTTEN_AT_ONCE; rows.next()) {
                ByteBuffer row = ByteBuffer.wrap(rows.key());
                if (row.get() != BY_TIME || (row.getLong() > oldest && keys.size() >= tooMany)) {
                    break;
                }
                keys.add(UTF_8.decode(row).toString());
            }
            return keys;
        });
    }

    private long count() {
        byte[] value = table.get(COUNT);
        return value == null ? 0 : ByteBuffer.wrap(value).getLong();
    }

    /**
     * Keeps what a record of the topic says. Called by the one thread that writes.
     *
     * @param value null where the request is forgotten
     * @param nextOffset behind the record
     * @throws IllegalArgumentException if this release does not understand the record; then nothing is kept
     */
    void take(String key, byte @Nullable [] value, long nextOffset) {
        RequestEvent before = get(key);
        RequestEvent after = value == null ? null : ResourceRecords.request(value);
        long count = count() + (after == null ? 0 : 1) - (before == null ? 0 : 1);
        table.write(
                batch -> {
                    if (before != null) {
                        batch.delete(byTime(key, before));
                        batch.delete(row(key));
                    }
                    if (after != null) {
                        batch.put(row(key), requireNonNull(value));
                        batch.put(byTime(key, after), NOTHING);
                    }
                    batch.put(
                            COUNT,
                            ByteBuffer.allocate(Long.BYTES).putLong(0, count).array());
                },
                nextOffset);
    }

    private static byte[] row(String key) {
        return TopicTable.row(REQUEST, key.getBytes(UTF_8));
    }

    private static byte[] byTime(String key, RequestEvent event) {
        byte[] rest = key.getBytes(UTF_8);
        return TopicTable.row(
                BY_TIME,
                ByteBuffer.allocate(Long.BYTES + rest.length)
                        .putLong(event.getMadeAt())
                        .put(rest)
                        .array());
    }
}
