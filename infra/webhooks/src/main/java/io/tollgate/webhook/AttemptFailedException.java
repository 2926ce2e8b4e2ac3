package io.tollgate.webhook;

/** An attempt got no answer, for a reason that is known. */
final class AttemptFailedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** @param message says why, for people */
    AttemptFailedException(String message) {
        super(message);
    }
}
