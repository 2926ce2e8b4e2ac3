package io.tollgate.plan;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who buys.
 *
 * @param subjects values by which requests name the customer, such as API keys or tenant ids; each is one customer's only
 */
public record Customer(String key, List<String> subjects, Map<String, @Nullable Object> metadata) implements Resource {

    public Customer {
        requireNonNull(key, "key");
        subjects = List.copyOf(subjects);
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    @Override
    public ResourceId id() {
        return idOf(key);
    }

    /** Returns the name of a customer as a resource. */
    public static ResourceId idOf(String key) {
        return new ResourceId(ResourceKind.CUSTOMER, key);
    }
}
