package io.tollgate.gateway.accounting;

import static java.util.Objects.requireNonNull;

import io.tollgate.gateway.decision.CounterWindow;
import io.tollgate.gateway.decision.DirtyState;
import io.tollgate.gateway.hits.HitPublisher;
import io.tollgate.gateway.journal.CounterEvictor;
import io.tollgate.gateway.journal.TotalsKey;
import io.tollgate.gateway.usage.UsageStaleness;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends totals again that the log acknowledged and usage does not show. Used by the keeper's thread. */
public final class UsageRepair implements CounterEvictor.Observer {

    private static final Logger LOG = LoggerFactory.getLogger(UsageRepair.class);

    /** How long usage may show less than the log acknowledged before the totals are sent again. */
    private static final long REPAIR_AFTER_MS = 5_000;

    private final HitPublisher publisher;
    private final UsageStaleness staleness;
    private final OverAdmissionEstimate estimate;

    /** @param estimate takes in each window that is visited */
    public UsageRepair(HitPublisher publisher, UsageStaleness staleness, OverAdmissionEstimate estimate) {
        this.publisher = requireNonNull(publisher, "publisher");
        this.staleness = requireNonNull(staleness, "staleness");
        this.estimate = requireNonNull(estimate, "estimate");
    }

    @Override
    public void leftUnacknowledged(TotalsKey row, long meteredHits) {
        publisher.stored().leftUnacknowledged(meteredHits);
    }

    @Override
    public void visited(CounterWindow window, long nowMillis) {
        estimate.visited(window, nowMillis);
        DirtyState.Acknowledgement acknowledged = window.dirty().acknowledgement();
        if (!window.isLimiting()
                || window.window().endMillis() <= nowMillis
                || nowMillis - acknowledged.atMillis() < REPAIR_AFTER_MS
                || !staleness.covers(acknowledged.partition(), acknowledged.offset())) {
            return;
        }
        if (!window.others().selfSeen().covers(acknowledged.totals())) {
            LOG.debug(
                    "Usage shows less than was acknowledged for {}: sent again",
                    window.counter().key());
            publisher.reporter().sendAgain(window);
        }
    }

    @Override
    public void visitedAll() {
        estimate.visitedAll();
    }
}
