package io.tollgate.streams;

/** The streams application could not start; the message says what to do. */
public final class StreamsStartException extends RuntimeException {
    private static final long serialVersionUID = 1;

    StreamsStartException(String message) {
        super(message);
    }

    StreamsStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
