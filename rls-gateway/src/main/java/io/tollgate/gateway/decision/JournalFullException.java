package io.tollgate.gateway.decision;

/** There is no room to count hits durably, and the gateway is to reject requests then. */
public final class JournalFullException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public JournalFullException() {
        super("no room left to count hits durably", null, false, false);
    }
}
