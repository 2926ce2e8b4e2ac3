package io.tollgate.accounting;

/**
 * Which changes of usage cannot wait: those that other gateways may decide wrongly without. The same rule holds for what
 * a gateway reports and for what the streams app publishes.
 */
public final class Urgency {

    /** Stands for a number of gateways that is not known yet. */
    public static final int GATEWAYS_UNKNOWN = 0;

    /** Within the last fifth of a limit every change matters. */
    private static final int NEAR_PART = 5;

    /** A change of less than this part of what remains, for each gateway, leaves all of them close enough together. */
    private static final int LARGE_PART = 100;

    private Urgency() {}

    /**
     * Returns whether a change is to be made known at once: near the limit any, elsewhere one that is large for what
     * remains. Never where a single gateway decides, which knows its own hits.
     *
     * @param limit hits per window
     * @param usage what is used up of it
     * @param unknown hits that the others do not know of yet
     * @param liveGateways how many gateways decide by it, {@link #GATEWAYS_UNKNOWN} counts as one among others
     */
    public static boolean isUrgent(long limit, long usage, long unknown, int liveGateways) {
        return liveGateways != 1
                && (isNear(limit, usage) || unknown > (limit - usage) / LARGE_PART / Math.max(1, liveGateways));
    }

    /** Returns whether so little is left of a limit that every change matters. */
    public static boolean isNear(long limit, long usage) {
        return usage >= limit - limit / NEAR_PART;
    }
}
