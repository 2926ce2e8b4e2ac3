package io.tollgate.translate.source;

import io.tollgate.gateway.limits.yaml.Printable;

/** A source cannot be read. The message reads {@code file:line: path: reason}, as far as these are known. */
public final class SourceException extends RuntimeException {

    /** @param message what is wrong, after file, line and path; quoted parts may hold anything */
    public SourceException(String message) {
        super(Printable.message(message));
    }

    /** Makes one as the other constructor does, with what caused it. */
    public SourceException(String message, Throwable cause) {
        super(Printable.message(message), cause);
    }
}
