package io.tollgate.streams.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.tollgate.event.CounterEntry;
import io.tollgate.event.DescriptorCounter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a descriptor in requests, answers and exports. A descriptor is the list of its entries as they are
 * charged.
 *
 * @param pattern whether several values share the counter; null where that is not said, which is no
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EntryJson(
        @Nullable String key,
        @Nullable String value,
        @Nullable Boolean pattern) {

    /** Returns the entries of a counter. */
    public static List<EntryJson> of(DescriptorCounter counter) {
        return counter.getEntries().stream()
                .map(entry -> new EntryJson(entry.getKey(), entry.getValue(), entry.getPattern() ? true : null))
                .toList();
    }

    /** Returns the JSON text of a counter's entries. */
    public static String text(DescriptorCounter counter) {
        return JsonText.of(of(counter));
    }

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
