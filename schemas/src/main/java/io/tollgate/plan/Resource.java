package io.tollgate.plan;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A thing that is applied, kept and changed as a whole. Immutable, with value equality. */
public sealed interface Resource permits Plan, Customer, Subscription, Grant {

    /** Returns its name. */
    ResourceId id();

    /**
     * Returns what is said of it freely, unmodifiable. Values are text, numbers, {@code Boolean}, null, and lists and maps
     * of these.
     */
    Map<String, @Nullable Object> metadata();
}
