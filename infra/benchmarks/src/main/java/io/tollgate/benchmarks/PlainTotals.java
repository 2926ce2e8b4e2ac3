package io.tollgate.benchmarks;

import io.tollgate.accounting.HitTotals;
import io.tollgate.gateway.decision.HitOutcome;
import io.tollgate.gateway.decision.OwnTotals;
import io.tollgate.model.ChargeMode;
import java.util.concurrent.atomic.AtomicLongArray;

/** Totals on the heap, as quick as the journal's but on no disk. */
final class PlainTotals implements OwnTotals {

    private static final int WOULD_DENY = 4;

    private final AtomicLongArray totals = new AtomicLongArray(WOULD_DENY + 1);

    PlainTotals(HitTotals start) {
        totals.set(0, start.admitted());
        totals.set(1, start.deniedHere());
        totals.set(2, start.deniedElsewhere());
        totals.set(3, start.givenBack());
        totals.set(WOULD_DENY, start.wouldDeny());
    }

    @Override
    public void add(HitOutcome kind, long hits, long wouldDeny) {
        if (wouldDeny != 0) {
            totals.addAndGet(WOULD_DENY, wouldDeny);
        }
        totals.addAndGet(kind.place(), hits);
    }

    @Override
    public long charged() {
        return snapshot().net(ChargeMode.ALL);
    }

    @Override
    public HitTotals snapshot() {
        return new HitTotals(totals.get(0), totals.get(1), totals.get(2), totals.get(3), totals.get(WOULD_DENY));
    }

    @Override
    public void markAccounted() {}

    @Override
    public void release() {}
}
