package io.tollgate.gateway.decision;

/** A limit comes from a subscription, and subscriptions were never read: nobody knows whether the request may pass. */
public final class SubscriptionsUnknownException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public SubscriptionsUnknownException() {
        super("plans and subscriptions were not read yet");
    }
}
