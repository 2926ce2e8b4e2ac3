package io.tollgate.gateway.decision;

import io.tollgate.accounting.HitTotals;
import io.tollgate.accounting.Incarnation;
import io.tollgate.model.CounterKey;
import io.tollgate.model.Window;
import org.jspecify.annotations.Nullable;

/** Gives each counter and window its place for own totals. Thread-safe, does not block. */
public interface OwnTotalsAllocator {

    /**
     * Returns a new place that starts with the given totals. It may be on the heap for a window that nobody accounts and
     * that a start of the process outlasts.
     *
     * @return null if there is no room and requests are to be rejected rather than counted on the heap
     */
    @Nullable OwnTotals allocate(CounterKey key, Window window, Incarnation sender, boolean accounted, HitTotals start);
}
