package io.tollgate.resource;

import static java.util.Objects.requireNonNull;

import io.tollgate.plan.Resource;
import java.time.Instant;

/**
 * A resource as it is kept.
 *
 * @param revision 1 or more, one more with each change
 * @param changedAt when this revision was made
 * @param author who made it, empty where nobody said
 * @param reason why, empty where nobody said
 */
public record StoredResource(Resource resource, int revision, Instant changedAt, String author, String reason) {

    public StoredResource {
        requireNonNull(resource, "resource");
        requireNonNull(changedAt, "changedAt");
        requireNonNull(author, "author");
        requireNonNull(reason, "reason");
    }
}
