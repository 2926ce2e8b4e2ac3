package io.tollgate.gateway.journal;

import io.tollgate.accounting.HitTotals;
import io.tollgate.gateway.decision.HitOutcome;
import io.tollgate.gateway.decision.OwnTotals;
import io.tollgate.model.ChargeMode;
import org.jspecify.annotations.Nullable;

/**
 * Totals in a slot of a segment. One object for each time a slot is used, so that a late reader is told.
 *
 * <p>Threads: requests add, each total by one atomic addition of the mapped memory; the keeper's and the reporter's threads
 * read. {@code released} is written before the slot is vacated and read after the totals: a reader that finds it unset has
 * read this use's totals, and one whose slot was given away meanwhile finds it set. A snapshot reads one total after the
 * other, so it may have a later hit without an earlier one; each total only grows, so the next snapshot covers it.
 */
final class SlotTotals implements OwnTotals {

    private static final int WOULD_DENY = 4;

    private final Journal journal;
    private final Segment segment;
    private final int slot;
    private volatile boolean released;

    SlotTotals(Journal journal, Segment segment, int slot) {
        this.journal = journal;
        this.segment = segment;
        this.slot = slot;
    }

    @Override
    public void add(HitOutcome outcome, long hits, long wouldDeny) {
        // the mark first: a kill in between may leave it high, but never a hit without its mark
        if (wouldDeny != 0) {
            segment.add(slot, WOULD_DENY, wouldDeny);
        }
        segment.add(slot, outcome.place(), hits);
    }

    @Override
    public long charged() {
        return segment.totals(slot).net(ChargeMode.ALL);
    }

    @Override
    public @Nullable HitTotals snapshot() {
        HitTotals totals = segment.totals(slot);
        return released ? null : totals; // read before the slot could be given to another counter
    }

    @Override
    public void markAccounted() {
        segment.markAccounted(slot);
    }

    /** Notes that a copy of these totals is safe in RocksDB. */
    void copied(HitTotals totals) {
        if (!released) {
            segment.copied(slot, Segment.sumForCopy(totals));
        }
    }

    @Override
    public void release() {
        released = true;
        segment.vacate(slot);
        journal.free(segment, slot);
    }
}
