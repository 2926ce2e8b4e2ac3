package io.tollgate.streams.usage;

/** Names that processors look up or forward to. Those of stores also name their changelogs: a new name loses the state. */
public final class Names {

    /** Store of the rows of counters and of the senders folded out of them. */
    public static final String USAGE_STORE = "usage-by-counter";

    /** Store of what watermarks said. */
    public static final String GATEWAYS_STORE = "gateways";

    /** The processor that accounts them. */
    public static final String ACCOUNT = "account";

    /** The sink of usage, tombstones and heartbeats. */
    public static final String USAGE_SINK = "usage";

    private Names() {}
}
