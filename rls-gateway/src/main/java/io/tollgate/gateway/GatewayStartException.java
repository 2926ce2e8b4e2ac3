package io.tollgate.gateway;

import org.jspecify.annotations.Nullable;

/** The gateway could not start; the message says what to do. */
public final class GatewayStartException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final boolean limitsRefused;

    private GatewayStartException(String message, @Nullable Throwable cause, boolean limitsRefused) {
        super(message, cause);
        this.limitsRefused = limitsRefused;
    }

    GatewayStartException(String message) {
        this(message, null, false);
    }

    GatewayStartException(String message, Throwable cause) {
        this(message, cause, false);
    }

    static GatewayStartException limitsRefused(String message) {
        return new GatewayStartException(message, null, true);
    }

    /** Returns whether it is for an error in the limits. */
    public boolean limitsRefused() {
        return limitsRefused;
    }
}
