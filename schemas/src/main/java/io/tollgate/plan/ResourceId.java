package io.tollgate.plan;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;

/**
 * Names one resource.
 *
 * @param id the resource's key; of a plan its key and version, such as {@code gold@1}
 */
public record ResourceId(ResourceKind kind, String id) implements Comparable<ResourceId> {

    private static final Comparator<ResourceId> ORDER =
            Comparator.comparing(ResourceId::kind).thenComparing(ResourceId::id);

    public ResourceId {
        requireNonNull(kind, "kind");
        requireNonNull(id, "id");
    }

    @Override
    public int compareTo(ResourceId other) {
        return ORDER.compare(this, other);
    }

    /** Returns the name as messages have it, such as {@code plan gold@1}. */
    @Override
    public String toString() {
        return kind.lowerCase() + " " + id;
    }
}
