package io.tollgate.streams.query;

/** Usage is not known here and now; the message says why. Asking again later may help. */
public final class UsageUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Makes one whose message is for people. */
    public UsageUnavailableException(String message) {
        super(message);
    }
}
