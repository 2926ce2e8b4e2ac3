package io.tollgate.accounting;

import io.tollgate.model.Window;
import java.util.Map;

/**
 * What the log says that all gateways counted in one window of a counter.
 *
 * @param rest sum over senders that are not listed by name
 * @param bySender totals of each listed incarnation
 */
public record KnownUsage(Window window, HitTotals rest, Map<Incarnation, HitTotals> bySender) {

    public KnownUsage {
        bySender = Map.copyOf(bySender);
    }

    /** Returns the totals of one sender, zero if it is not listed. */
    public HitTotals of(Incarnation sender) {
        return bySender.getOrDefault(sender, HitTotals.ZERO);
    }
}
