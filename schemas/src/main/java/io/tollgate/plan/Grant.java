package io.tollgate.plan;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Extra allowance: raises the window of each limit of a feature that its begin falls into, and the next ones by what is left
 * of it if it expires later.
 *
 * @param limit the only limit that it raises; null for all of the feature
 * @param amount by how many hits
 * @param priority those with a smaller one are used up first
 * @param effective when it begins
 * @param expires when it ends; null for the end of the window that it begins in
 * @param voidedAt from when on it does not hold any more, whatever else it says; null if it holds
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
        @Nullable Instant voidedAt,
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

    /** Returns whether somebody took it back. */
    public boolean voided() {
        return voidedAt != null;
    }

    /** Returns when it ends at the latest; {@link Instant#MAX} for the end of the window that it begins in. */
    Instant end() {
        Instant last = expires == null ? Instant.MAX : expires;
        return voidedAt == null || last.isBefore(voidedAt) ? last : voidedAt;
    }

    /** Returns whether it holds at an instant, as far as it says by itself. */
    boolean holdsAt(Instant instant) {
        return !instant.isBefore(effective) && instant.isBefore(end());
    }

    /** Returns whether what is left of it at an instant, the end of a window, goes on to the next window. */
    boolean goesOnAt(Instant windowEnd) {
        return expires != null && end().isAfter(windowEnd);
    }

    boolean raises(String featureKey, String limitName) {
        return feature.equals(featureKey) && (limit == null || limit.equals(limitName));
    }
}
