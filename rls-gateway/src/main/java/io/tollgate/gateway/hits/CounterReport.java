package io.tollgate.gateway.hits;

import io.tollgate.accounting.HitTotals;
import io.tollgate.gateway.decision.Counter;
import io.tollgate.gateway.decision.CounterWindow;
import java.util.HashMap;
import java.util.Map;

/** Where the reporting of one counter stands. Used by the reporter's thread only. */
final class CounterReport {

    /** No report is due. */
    static final long NOT_DUE = Long.MAX_VALUE;

    final Counter counter;
    final Map<CounterWindow, HitTotals> sent = new HashMap<>();
    long dueNanos = NOT_DUE;
    long lastNanos;
    int inFlight;

    /** When the first hit was counted that the log is not yet known to hold; {@link Long#MAX_VALUE} if it holds all. */
    long outstandingSinceMillis = Long.MAX_VALUE;

    /** The same, of what is in flight. */
    long inFlightSinceMillis = Long.MAX_VALUE;

    /** @param lastNanos when the last report was made */
    CounterReport(Counter counter, long lastNanos) {
        this.counter = counter;
        this.lastNanos = lastNanos;
    }

    /** Returns since when hits of this counter wait for the log. */
    long waitingSinceMillis() {
        return Math.min(outstandingSinceMillis, inFlightSinceMillis);
    }

    boolean isWaiting() {
        return waitingSinceMillis() != Long.MAX_VALUE;
    }

    boolean isIdle() {
        return dueNanos == NOT_DUE && inFlight == 0;
    }

    /** Forgets windows that left the heap. */
    void trim() {
        sent.keySet().retainAll(counter.windows());
    }
}
