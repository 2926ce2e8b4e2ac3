package io.tollgate.streams.ledger.reconcile;

import io.tollgate.accounting.HitTotals;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Collects what is found. Used by one thread. */
final class Findings {

    private static final long NONE = Long.MAX_VALUE;

    private final List<Difference> named = new ArrayList<>();
    private long windows;
    private long hits;
    private long open;
    private long oldestOpenEnd = NONE;
    private long differences;
    private long hitsApart;

    void compared(HitTotals counted) {
        windows++;
        hits += counted.admitted() + counted.deniedHere() + counted.deniedElsewhere();
    }

    void open(CountedWindow place) {
        open++;
        oldestOpenEnd = Math.min(oldestOpenEnd, place.window().endMillis());
    }

    void differs(Difference difference) {
        differences++;
        hitsApart += difference.hitsApart();
        name(difference);
    }

    private void name(Difference difference) {
        if (named.size() < Reconciliation.MOST_NAMED) {
            named.add(difference);
        }
    }

    void addAll(Findings other) {
        windows += other.windows;
        hits += other.hits;
        open += other.open;
        oldestOpenEnd = Math.min(oldestOpenEnd, other.oldestOpenEnd);
        differences += other.differences;
        hitsApart += other.hitsApart;
        other.named.forEach(this::name);
    }

    Reconciliation toReconciliation() {
        Optional<Instant> oldest =
                oldestOpenEnd == NONE ? Optional.empty() : Optional.of(Instant.ofEpochMilli(oldestOpenEnd));
        return new Reconciliation(windows, hits, open, oldest, differences, hitsApart, named);
    }
}
