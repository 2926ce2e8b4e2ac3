package io.tollgate.streams.query;

/** A request for usage is wrong; the message says what is, and what is expected. */
public final class UsageRequestException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UsageRequestException(String message) {
        super(message);
    }
}
