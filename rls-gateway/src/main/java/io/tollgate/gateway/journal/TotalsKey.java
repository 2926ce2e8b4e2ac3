package io.tollgate.gateway.journal;

import io.tollgate.accounting.Incarnation;
import io.tollgate.gateway.decision.CounterWindow;
import io.tollgate.model.CounterKey;
import io.tollgate.model.Window;

/** Whose totals: one sender's, of one counter, in one window. */
public record TotalsKey(CounterKey key, Window window, Incarnation sender) {

    /** Returns whose own totals a window on the heap has. */
    static TotalsKey of(CounterWindow window) {
        return new TotalsKey(window.counter().key(), window.window(), window.sender());
    }
}
