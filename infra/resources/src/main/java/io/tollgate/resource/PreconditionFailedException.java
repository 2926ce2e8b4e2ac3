package io.tollgate.resource;

/** A resource is not what a change expects it to be; the message says what it is. */
public final class PreconditionFailedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    PreconditionFailedException(String message) {
        super(message);
    }
}
