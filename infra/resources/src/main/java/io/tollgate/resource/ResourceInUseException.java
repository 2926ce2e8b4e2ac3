package io.tollgate.resource;

/** A resource cannot be deleted because another one refers to it; the message names that one. */
public final class ResourceInUseException extends RuntimeException {

    private static final long serialVersionUID = 1;

    ResourceInUseException(String message) {
        super(message);
    }
}
