package io.tollgate.gateway.journal;

import io.tollgate.accounting.HitTotals;
import io.tollgate.gateway.decision.HitOutcome;
import io.tollgate.gateway.decision.OwnTotals;
import io.tollgate.model.ChargeMode;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Totals on the heap, for windows that a start of the process outlasts, and for when the journal has no room: a kill of
 * the process loses what was not yet acknowledged.
 */
final class HeapTotals implements OwnTotals {

    private final Runnable released;
    private final AtomicLongArray totals = new AtomicLongArray(Segment.TOTAL_COUNT);

    HeapTotals(HitTotals start, Runnable released) {
        this.released = released;
        totals.set(0, start.admitted());
        totals.set(1, start.deniedHere());
        totals.set(2, start.deniedElsewhere());
        totals.set(3, start.givenBack());
        totals.set(4, start.wouldDeny());
    }

    @Override
    public void add(HitOutcome outcome, long hits, long wouldDeny) {
        if (wouldDeny != 0) {
            totals.addAndGet(4, wouldDeny);
        }
        totals.addAndGet(outcome.place(), hits);
    }

    @Override
    public long charged() {
        return snapshot().net(ChargeMode.ALL);
    }

    @Override
    public HitTotals snapshot() {
        return new HitTotals(totals.get(0), totals.get(1), totals.get(2), totals.get(3), totals.get(4));
    }

    @Override
    public void markAccounted() {
        // says nothing to anybody: these do not outlive the process
    }

    @Override
    public void release() {
        released.run();
    }
}
