package io.tollgate.streams.ledger;

/**
 * The first byte of each key of the ledger store: what the row is. On disk and in the changelog, so never to be changed.
 */
enum LedgerTag {
    /** What was counted in a window, by {@link RowRef#key}. */
    ROW(1),
    /** What one sender counted in a window, by {@link RowRef#sender}. */
    SENDER(2),
    /** The windows of a counter that are longer than an hour, by {@link RowRef#longer}. */
    LONGER(3),
    /** An open window, by its end. */
    CLOSING(4),
    /** A closed window that changed, by when its next revision is due. */
    REVISING(5),
    /** A closed window, by when nothing that arrives can change it any more. */
    FORGETTING(6),
    /** How far a sender has reported. */
    WATERMARK(7),
    /** Whose a closed window of a subscription is, by {@link RowRef#sold}. */
    SOLD(8),
    /** The windows that were chosen for an adjustment. */
    DECIDED(16);

    private final byte code;

    LedgerTag(int code) {
        this.code = (byte) code;
    }

    byte code() {
        return code;
    }
}
