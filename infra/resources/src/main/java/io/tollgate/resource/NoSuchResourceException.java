package io.tollgate.resource;

import io.tollgate.plan.ResourceId;

/** There is no resource of that name. */
public final class NoSuchResourceException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** @param id names what is not there */
    public NoSuchResourceException(ResourceId id) {
        super("there is no " + id);
    }
}
