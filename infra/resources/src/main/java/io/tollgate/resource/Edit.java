package io.tollgate.resource;

import java.time.Instant;
import java.util.List;

/**
 * What somebody wants to be changed. It is asked again where somebody else was faster, so that it always sees the
 * resources as they are when its change is made.
 */
@FunctionalInterface
public interface Edit {

    /**
     * Returns the revisions that are to be, those too that leave a resource as it is.
     *
     * @throws RejectedDocumentsException if what it wants must not be
     * @throws PreconditionFailedException if a resource is not what it expects
     * @throws NoSuchResourceException if there is nothing to change
     * @throws ResourceInUseException if something else refers to what it wants to delete
     */
    List<Revision> on(ResourceView resources, Instant now);
}
