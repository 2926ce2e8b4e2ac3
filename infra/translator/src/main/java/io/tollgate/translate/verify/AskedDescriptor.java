package io.tollgate.translate.verify;

import io.tollgate.model.DescriptorEntry;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A descriptor that the rate limit service is asked for.
 *
 * @param domain in which it is asked for
 */
public record AskedDescriptor(String domain, List<DescriptorEntry> entries) implements Effect {

    /** Copies the entries. */
    public AskedDescriptor {
        entries = List.copyOf(entries);
    }

    @Override
    public String title() {
        return title(domain, entries);
    }

    static String title(String domain, List<DescriptorEntry> entries) {
        return domain + ": "
                + entries.stream()
                        .map(entry -> entry.key() + "=" + entry.value())
                        .collect(Collectors.joining(", "));
    }

    @Override
    public String toString() {
        return title();
    }
}
