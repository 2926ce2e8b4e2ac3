package io.tollgate.topic;

/** Bytes that are no event. */
public final class UndecodableEventException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UndecodableEventException(String message, Throwable cause) {
        super(message, cause);
    }
}
