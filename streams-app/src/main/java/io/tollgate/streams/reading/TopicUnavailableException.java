package io.tollgate.streams.reading;

import org.jspecify.annotations.Nullable;

/** A topic could not be read, or not to its end; the message says where, why and what to do. */
public final class TopicUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    TopicUnavailableException(String message) {
        super(message);
    }

    TopicUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
