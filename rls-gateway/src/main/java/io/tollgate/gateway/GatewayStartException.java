package io.tollgate.gateway;

/** The gateway could not start; the message says what to do. */
public final class GatewayStartException extends RuntimeException {
    private static final long serialVersionUID = 1;

    GatewayStartException(String message) {
        super(message);
    }

    GatewayStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
