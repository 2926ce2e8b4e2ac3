package io.tollgate.gateway.decision;

import io.tollgate.accounting.HitTotals;
import io.tollgate.model.ChargeMode;
import org.jspecify.annotations.Nullable;

/** Own totals on the heap, which the tests may look at after they were given back. */
final class HeapOwnTotals implements OwnTotals {

    private HitTotals totals;
    private boolean accounted;
    private boolean released;

    HeapOwnTotals(HitTotals start, boolean accounted) {
        this.totals = start;
        this.accounted = accounted;
    }

    @Override
    public synchronized void add(HitOutcome outcome, long hits, long wouldDeny) {
        totals = totals.plus(
                switch (outcome) {
                    case ADMITTED -> new HitTotals(hits, 0, 0, 0, wouldDeny);
                    case DENIED_HERE -> new HitTotals(0, hits, 0, 0, wouldDeny);
                    case DENIED_ELSEWHERE -> new HitTotals(0, 0, hits, 0, wouldDeny);
                    case GIVEN_BACK -> new HitTotals(0, 0, 0, hits, wouldDeny);
                });
    }

    @Override
    public synchronized long charged() {
        return totals.net(ChargeMode.ALL);
    }

    @Override
    public synchronized @Nullable HitTotals snapshot() {
        return released ? null : totals;
    }

    @Override
    public synchronized void markAccounted() {
        accounted = true;
    }

    synchronized boolean isAccounted() {
        return accounted;
    }

    @Override
    public synchronized void release() {
        released = true;
    }
}
