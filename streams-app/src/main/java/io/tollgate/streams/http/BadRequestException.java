package io.tollgate.streams.http;

/** A request cannot be read; the message says what is wrong, and what is expected. */
final class BadRequestException extends RuntimeException {

    private static final long serialVersionUID = 1;

    BadRequestException(String message) {
        super(message);
    }
}
