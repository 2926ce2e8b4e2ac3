package io.tollgate.gateway;

import org.jspecify.annotations.Nullable;

/** The gateway could not start; the message says what to do. */
public final class GatewayStartException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final boolean limitsRejected;

    private GatewayStartException(String message, @Nullable Throwable cause, boolean limitsRejected) {
        super(message, cause);
        this.limitsRejected = limitsRejected;
    }

    GatewayStartException(String message) {
        this(message, null, false);
    }

    GatewayStartException(String message, Throwable cause) {
        this(message, cause, false);
    }

    static GatewayStartException limitsRejected(String message) {
        return new GatewayStartException(message, null, true);
    }

    /** Returns whether it is for an error in the limits. */
    public boolean limitsRejected() {
        return limitsRejected;
    }
}
