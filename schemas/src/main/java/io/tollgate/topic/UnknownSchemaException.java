package io.tollgate.topic;

/** An event was written by a release whose schema is not known here. The record must wait, it is not poison. */
public final class UnknownSchemaException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnknownSchemaException(String message, Throwable cause) {
        super(message, cause);
    }
}
