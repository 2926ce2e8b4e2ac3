package io.tollgate.resource;

import static java.util.Objects.requireNonNull;

import io.tollgate.event.RequestEvent;
import org.jspecify.annotations.Nullable;

/**
 * A record of the topic {@code resources} by which a request is remembered or forgotten.
 *
 * @param key of the {@link RepeatableRequest}
 * @param event null to forget it
 */
record RequestRecord(String key, @Nullable RequestEvent event) {

    RequestRecord {
        requireNonNull(key, "key");
    }
}
