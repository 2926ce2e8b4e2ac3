package io.tollgate.translate.source;

import io.tollgate.gateway.limits.yaml.Printable;

/** A source cannot be read. The message reads {@code file:line: path: reason}, as far as these are known. */
public final class SourceException extends RuntimeException {

    private static final int MAX_CHARACTERS = 1_000;

    /** @param message what is wrong, after file, line and path; quoted parts may hold anything */
    public SourceException(String message) {
        super(bounded(message));
    }

    /** Makes one as the other constructor does, with what caused it. */
    public SourceException(String message, Throwable cause) {
        super(bounded(message), cause);
    }

    private static String bounded(String said) {
        String message = Printable.of(said);
        return message.length() > MAX_CHARACTERS ? message.substring(0, MAX_CHARACTERS) + "..." : message;
    }
}
