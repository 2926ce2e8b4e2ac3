package io.tollgate.streams.export;

import io.tollgate.event.CounterEntry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a descriptor in a request, as {@link DescriptorJson} writes it.
 *
 * @param pattern whether several values share the counter; null where that is not said, which is no
 */
public record EntryJson(
        @Nullable String key,
        @Nullable String value,
        @Nullable Boolean pattern) {

    /**
     * Returns the entries as a counter has them.
     *
     * @throws IllegalArgumentException if one has no key or no value
     */
    public static List<CounterEntry> entries(List<EntryJson> read) {
        return read.stream().map(EntryJson::entry).toList();
    }

    private CounterEntry entry() {
        if (key == null || value == null) {
            throw new IllegalArgumentException((key == null ? "key" : "value") + ": missing");
        }
        return new CounterEntry(key, value, pattern != null && pattern);
    }
}
