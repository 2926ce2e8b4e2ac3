package io.tollgate.plan;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Extra allowance: raises the window of each limit of a feature that its begin falls into.
 *
 * @param limit the only limit that it raises; null for all of the feature
 * @param amount by how many hits
 * @param priority those with a smaller one are used up first
 * @param effective when it begins
 * @param expires when it ends at the latest, null where the window's end is early enough
 * @param voided whether it does not hold any more
 */
public record Grant(
        String key,
        String customer,
        String feature,
        @Nullable String limit,
        long amount,
        int priority,
        Instant effective,
        @Nullable Instant expires,
        boolean voided,
        Map<String, @Nullable Object> metadata)
        implements Resource {

    public Grant {
        requireNonNull(key, "key");
        requireNonNull(customer, "customer");
        requireNonNull(feature, "feature");
        requireNonNull(effective, "effective");
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    @Override
    public ResourceId id() {
        return new ResourceId(ResourceKind.GRANT, key);
    }

    /** Returns whether it raises a limit at an instant, if the instant's window of the limit contains its begin. */
    boolean holdsAt(Instant instant) {
        return !voided && !instant.isBefore(effective) && (expires == null || instant.isBefore(expires));
    }

    boolean raises(String featureKey, String limitName) {
        return feature.equals(featureKey) && (limit == null || limit.equals(limitName));
    }
}
