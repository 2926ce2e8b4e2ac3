package io.tollgate.resource;

import org.jspecify.annotations.Nullable;

/**
 * Kafka does not answer, or too many change something at once. What was asked for may have been done all the same; asking
 * again is safe, because what is as wanted is left as it is.
 */
public final class ResourcesUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** @param message for the caller */
    public ResourcesUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
