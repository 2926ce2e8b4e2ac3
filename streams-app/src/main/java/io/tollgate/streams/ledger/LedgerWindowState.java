package io.tollgate.streams.ledger;

import static java.util.Objects.requireNonNull;

import io.tollgate.accounting.HitTotals;
import io.tollgate.event.LedgerWindow;

/**
 * What is counted in one window of a counter. Immutable.
 *
 * @param kind whether hits are counted in it, or it is the sum of windows in which they are
 * @param totals all hits
 * @param adjusted the part of them that adjustments made
 * @param revision the last that was written, 0 while the window is open
 * @param revisionDue whether another is to be written
 */
record LedgerWindowState(LedgerWindow kind, HitTotals totals, HitTotals adjusted, int revision, boolean revisionDue) {

    LedgerWindowState {
        requireNonNull(kind, "kind");
        requireNonNull(totals, "totals");
        requireNonNull(adjusted, "adjusted");
    }

    /** Returns an open window in which nothing is counted yet. */
    static LedgerWindowState open(LedgerWindow kind) {
        return new LedgerWindowState(kind, HitTotals.ZERO, HitTotals.ZERO, 0, false);
    }

    boolean isClosed() {
        return revision > 0;
    }

    /** Returns this with hits added. */
    LedgerWindowState plus(HitTotals hits, HitTotals adjustedHits) {
        return new LedgerWindowState(kind, totals.plus(hits), adjusted.plus(adjustedHits), revision, revisionDue);
    }

    /** Returns this with another revision to be written. */
    LedgerWindowState toRevise() {
        return new LedgerWindowState(kind, totals, adjusted, revision, true);
    }

    /** Returns this with its next revision written. */
    LedgerWindowState withNextRevision() {
        return new LedgerWindowState(kind, totals, adjusted, revision + 1, false);
    }
}
