package io.tollgate.resource;

import static java.util.Objects.requireNonNull;

import io.tollgate.plan.Resource;
import io.tollgate.plan.ResourceId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One revision of a resource, and how it came to be.
 *
 * @param number 1 or more, one more with each change, the deletion included
 * @param resource null where this revision is the deletion
 * @param author who made it, empty where nobody said
 * @param reason why, empty where nobody said
 */
public record Revision(
        ResourceId id,
        int number,
        @Nullable Resource resource,
        Instant changedAt,
        String author,
        String reason,
        Action action) {

    /** What a change does to a resource. */
    public enum Action {
        /** There was none. */
        CREATED,
        /** There was another one. */
        CHANGED,
        /** It is as it was: nothing is written. */
        UNCHANGED,
        /** There is none any more. */
        DELETED
    }

    public Revision {
        requireNonNull(id, "id");
        requireNonNull(changedAt, "changedAt");
        requireNonNull(author, "author");
        requireNonNull(reason, "reason");
        requireNonNull(action, "action");
    }

    static Revision unchanged(StoredResource stored) {
        return of(stored, Action.UNCHANGED);
    }

    static Revision of(StoredResource stored, Action action) {
        return new Revision(
                stored.resource().id(),
                stored.revision(),
                stored.resource(),
                stored.changedAt(),
                stored.author(),
                stored.reason(),
                action);
    }

    /** Returns whether the topics are to have it. */
    boolean isNew() {
        return action != Action.UNCHANGED;
    }
}
