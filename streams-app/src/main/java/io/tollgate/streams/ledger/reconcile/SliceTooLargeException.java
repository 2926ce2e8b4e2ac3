package io.tollgate.streams.ledger.reconcile;

import java.io.IOException;

/** A slice has more entries than may be held: stops its reading, for smaller ones to be read. */
final class SliceTooLargeException extends IOException {
    private static final long serialVersionUID = 1;
}
