package io.tollgate.streams.adjustment;

/** A request is wrong; the message says what is, and what is expected. */
public final class AdjustmentRequestException extends RuntimeException {
    private static final long serialVersionUID = 1;

    AdjustmentRequestException(String message) {
        super(message);
    }
}
