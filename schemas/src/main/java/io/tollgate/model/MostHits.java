package io.tollgate.model;

/**
 * How many hits can be counted, so that each is accounted exactly: no sum that the ledger keeps passes the largest long.
 * The full windows of 1,000 starts of gateways add up to less than 2^63, and so do all full hours of a month. And each is
 * a number that every JSON reader takes exactly.
 */
public final class MostHits {

    /** The largest number of hits that one descriptor of a request, or one adjustment, may add. */
    public static final long AT_ONCE = 1L << 48;

    /**
     * The largest number of hits that one incarnation of a gateway takes of one counter in one window. More are rejected, with
     * nothing counted.
     */
    public static final long IN_A_WINDOW = 1L << 53;

    private MostHits() {}
}
