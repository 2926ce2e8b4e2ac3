package io.tollgate.resource;

import static java.util.Objects.requireNonNull;

import io.tollgate.plan.ResourceId;
import java.time.Instant;
import java.util.List;

/**
 * Deletes a resource that nothing refers to.
 *
 * @param precondition must hold of it
 */
public record Deleting(ResourceId id, Precondition precondition, Signed signed) implements Edit {

    public Deleting {
        requireNonNull(id, "id");
        requireNonNull(precondition, "precondition");
        requireNonNull(signed, "signed");
    }

    @Override
    public List<Revision> on(ResourceView resources, Instant now) {
        StoredResource before = resources.find(id);
        if (before == null) {
            throw new NoSuchResourceException(id);
        }
        precondition.check(before);
        ResourceRules.checkUnused(resources, before.resource());
        return List.of(new Revision(
                id,
                before.revision() + 1,
                null,
                Instant.ofEpochMilli(now.toEpochMilli()),
                signed.author(),
                signed.reason(),
                Revision.Action.DELETED));
    }
}
