package io.tollgate.streams.ledger;

/** Names that processors look up or forward to. That of the store also names its changelog: a new name loses the state. */
public final class LedgerNames {

    /** Store of all that the ledger knows. */
    public static final String STORE = "ledger";

    /** The processor that accounts hits and closes windows. */
    public static final String KEEP = "keep-ledger";

    /** The sink of rows. */
    public static final String SINK = "ledger";

    private LedgerNames() {}
}
