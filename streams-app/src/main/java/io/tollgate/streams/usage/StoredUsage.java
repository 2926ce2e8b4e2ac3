package io.tollgate.streams.usage;

import static java.util.Objects.requireNonNull;

import io.tollgate.model.CounterKey;
import java.util.List;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * What a usage store, or a copy of one, holds of a counter. Immutable.
 *
 * @param progress how far the store is, null where nothing was accounted yet; the windows are at least as far
 * @param windows the counter's windows that are open, or closed and not yet swept: those of limits, and hours of hits that have no
 *     limit; none where it was not hit in any
 */
public record StoredUsage(@Nullable Progress progress, List<WindowTotalUsage> windows) {

    public StoredUsage {
        windows = List.copyOf(windows);
    }

    /**
     * Reads the counter's rows; from any thread.
     *
     * @param store the store named {@link Names#USAGE_STORE}
     */
    public static StoredUsage read(ReadOnlyKeyValueStore<byte[], byte[]> store, CounterKey key) {
        requireNonNull(key, "key");
        // first: what is written meanwhile is then in the windows and not promised by the progress
        byte[] progress = store.get(RowKey.progress());
        byte[] row = store.get(RowKey.counter(key));
        List<WindowTotalUsage> windows = row == null
                ? List.of()
                : RowCodec.counter(row).telling().stream()
                        .map(WindowTotalUsage::of)
                        .toList();
        return new StoredUsage(progress == null ? null : Progress.of(progress), windows);
    }

    /** Returns the same, known to take account of all before an offset too. */
    public StoredUsage reaching(long offset) {
        return progress == null || offset <= progress.nextOffset()
                ? this
                : new StoredUsage(new Progress(offset, progress.recordMillis()), windows);
    }
}
