package io.tollgate.gateway.decision;

import io.tollgate.accounting.HitTotals;
import org.jspecify.annotations.Nullable;

/**
 * This gateway's own totals of one counter in one window, kept where the death of the process cannot take them.
 * Thread-safe; no method locks, touches a disk or blocks.
 */
public interface OwnTotals {

    /**
     * Adds hits. When it returns, a kill of the process cannot take them.
     *
     * @param hits 1 or more
     * @param wouldDeny how many of them a limit in shadow mode would have denied
     */
    void add(HitOutcome outcome, long hits, long wouldDeny);

    /** Returns the sum over the kinds: what {@link HitTotals#charged()} of a snapshot would give. */
    long charged();

    /** Returns the totals as they are; null once the place was given back and may hold another counter's. */
    @Nullable HitTotals snapshot();

    /** Says that the ledger holds this window, so that these totals must outlive it until they are acknowledged. */
    void markAccounted();

    /** Gives the place back. Only after {@link CounterWindow#close}: nobody adds any more. */
    void release();
}
