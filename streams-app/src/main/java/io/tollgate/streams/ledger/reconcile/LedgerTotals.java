package io.tollgate.streams.ledger.reconcile;

import io.tollgate.accounting.HitTotals;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the ledger says: the last revision of each window. */
final class LedgerTotals {

    private final Map<CountedWindow, Row> rows = new HashMap<>();

    private record Row(int revision, HitTotals totals) {}

    void take(CountedWindow place, int revision, HitTotals totals) {
        rows.merge(place, new Row(revision, totals), (one, other) -> other.revision >= one.revision ? other : one);
    }

    /** Returns the totals of a window, null where it has no row. */
    @Nullable HitTotals totals(CountedWindow place) {
        Row row = rows.get(place);
        return row == null ? null : row.totals;
    }

    Set<CountedWindow> windows() {
        return rows.keySet();
    }
}
