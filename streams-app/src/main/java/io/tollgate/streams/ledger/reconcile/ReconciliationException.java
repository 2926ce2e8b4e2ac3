package io.tollgate.streams.ledger.reconcile;

/** The topics were read and cannot be reconciled; the message says why and what to do. */
public final class ReconciliationException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ReconciliationException(String message) {
        super(message);
    }
}
