package io.tollgate.runtime.http;

/** Text of a request that cannot be read; the message says what is wrong and what is expected, for the client. */
public final class BadRequestTextException extends RuntimeException {

    private static final long serialVersionUID = 1;

    BadRequestTextException(String message) {
        super(message);
    }
}
