package io.tollgate.streams.ledger;

/** Names that processors look up or forward to. That of the store also names its changelog: a new name loses the state. */
public final class LedgerNames {

    /** Store of all that the ledger knows. */
    public static final String STORE = "ledger";

    /** The processor that accounts hits and closes windows. */
    public static final String KEEP = "keep-ledger";

    /** The sink of rows. */
    public static final String SINK = "ledger";

    /** Store of the ids of adjustments. */
    public static final String IDS_STORE = "adjustments-by-id";

    /** The processor that lets the first adjustment of each id pass. */
    public static final String TAKE = "take-adjustments";

    /** The sink of adjustments on their way to the partition of their counter. */
    public static final String BY_COUNTER_SINK = "to-adjustments-by-counter";

    /** The sink of records of {@code adjustments} that are none. */
    public static final String DEAD_ADJUSTMENTS_SINK = "dead-adjustments";

    /** The processor that turns adjustments into hits. */
    public static final String ADJUST = "adjust";

    /** The sink of the hits that adjustments made. */
    public static final String HITS_SINK = "adjusted-hits";

    /** The sink of adjustments that were decided, which come back once that is committed. */
    public static final String DECIDED_SINK = "decided-adjustments";

    /** The sink of what became of adjustments. */
    public static final String OUTCOMES_SINK = "adjustment-outcomes";

    private LedgerNames() {}
}
