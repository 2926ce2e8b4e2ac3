package io.tollgate.gateway.decision;

import io.tollgate.model.Window;
import java.util.Map;

/**
 * What the log says that all gateways counted in one window of a counter.
 *
 * @param rest sum over senders that are not listed by name
 * @param bySender totals of each listed start of a gateway
 */
public record KnownUsage(Window window, Totals rest, Map<SenderId, Totals> bySender) {

    public KnownUsage {
        bySender = Map.copyOf(bySender);
    }

    /** Returns the totals of one sender, zero if it is not listed. */
    public Totals of(SenderId sender) {
        return bySender.getOrDefault(sender, Totals.ZERO);
    }
}
