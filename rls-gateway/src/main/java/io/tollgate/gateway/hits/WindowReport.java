package io.tollgate.gateway.hits;

import io.tollgate.accounting.HitTotals;
import io.tollgate.event.WindowHits;
import io.tollgate.event.WindowUse;
import io.tollgate.gateway.decision.CounterWindow;
import io.tollgate.gateway.journal.OwnTotalsStore;
import io.tollgate.model.ChargeMode;
import io.tollgate.topic.HitEvents;

/** What a report says of one window. */
final class WindowReport {

    private WindowReport() {}

    /** Returns what is said of a window on the heap. */
    static WindowHits of(CounterWindow window, HitTotals totals) {
        return HitEvents.window(window.window(), use(window), totals, window.limit(), window.chargeMode());
    }

    private static WindowUse use(CounterWindow window) {
        if (!window.isAccounted()) {
            return WindowUse.LIMIT;
        }
        if (window.isLimiting()) {
            return WindowUse.LIMIT_AND_ACCOUNTING;
        }
        return window.isObserved() ? WindowUse.OBSERVATION : WindowUse.ACCOUNTING;
    }

    /** Returns what is said of a row. It does not say whether a limit decides by the window; usage keeps it if it might. */
    static WindowHits of(OwnTotalsStore.Row row) {
        WindowUse use = row.accounted() ? WindowUse.LIMIT_AND_ACCOUNTING : WindowUse.LIMIT;
        return HitEvents.window(row.id().window(), use, row.totals(), null, ChargeMode.ALL);
    }
}
