package io.tollgate.streams.adjustment;

import org.jspecify.annotations.Nullable;

/** Kafka does not answer; the message says what could not be done. */
public final class AdjustmentsUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** @param message for the caller */
    public AdjustmentsUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
