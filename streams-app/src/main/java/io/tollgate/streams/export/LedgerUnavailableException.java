package io.tollgate.streams.export;

import org.jspecify.annotations.Nullable;

/** The ledger could not be read, or not to its end; the message says where, why and what to do. */
public final class LedgerUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    LedgerUnavailableException(String message) {
        super(message);
    }

    LedgerUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
