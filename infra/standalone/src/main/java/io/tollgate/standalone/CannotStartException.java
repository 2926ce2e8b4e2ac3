package io.tollgate.standalone;

/** A part cannot start; the message is for people: what, where and what to do. */
public final class CannotStartException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Makes one whose message says what is wrong, where, and what to do. */
    public CannotStartException(String message) {
        super(message);
    }

    /** Makes one whose message says what is wrong, where, and what to do. */
    public CannotStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
