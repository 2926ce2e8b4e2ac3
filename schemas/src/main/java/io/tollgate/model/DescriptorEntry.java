package io.tollgate.model;

import static java.util.Objects.requireNonNull;

/** One key and value of a descriptor, as a request carries it. */
public record DescriptorEntry(String key, String value) {

    public DescriptorEntry {
        requireNonNull(key, "key");
        requireNonNull(value, "value");
    }
}
