package io.tollgate.gateway;

import io.tollgate.accounting.HitTotals;
import io.tollgate.accounting.Incarnation;
import io.tollgate.gateway.decision.CounterWindow;
import io.tollgate.gateway.decision.Counters;
import io.tollgate.gateway.hits.HitReporter;
import io.tollgate.gateway.journal.OwnTotalsKeeper;
import io.tollgate.gateway.journal.TotalsKey;
import io.tollgate.gateway.usage.UsageStaleness;
import io.tollgate.gateway.usage.UsageUpdater;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Acts on what the keeper and the view of usage find: heals usage, and notices a stolen identity. */
final class UsageRepair implements OwnTotalsKeeper.Listener, UsageUpdater.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(UsageRepair.class);

    /** How long usage may show less than the log acknowledged before the totals are sent again. */
    private static final long HEAL_AFTER_MS = 5_000;

    private final Counters counters;
    private final HitReporter reporter;
    private final UsageStaleness freshness;
    private final GatewayMeters meters;
    private final OverAdmissionEstimate excess;
    private final Supplier<Incarnation> newSender;
    private volatile @Nullable OwnTotalsKeeper keeper;

    UsageRepair(
            Counters counters,
            HitReporter reporter,
            UsageStaleness freshness,
            GatewayMeters meters,
            OverAdmissionEstimate excess,
            Supplier<Incarnation> newSender) {
        this.counters = counters;
        this.reporter = reporter;
        this.freshness = freshness;
        this.meters = meters;
        this.excess = excess;
        this.newSender = newSender;
    }

    void keeper(OwnTotalsKeeper started) {
        keeper = started;
    }

    @Override
    public void leftUnacknowledged(TotalsKey row, long meteredHits) {
        reporter.leftUnacknowledged(meteredHits);
    }

    @Override
    public void visited(CounterWindow window, long nowMillis) {
        excess.visited(window, nowMillis);
        CounterWindow.Acknowledgement acknowledged = window.acknowledgement();
        if (!window.isLimiting()
                || window.window().endMillis() <= nowMillis
                || nowMillis - acknowledged.atMillis() < HEAL_AFTER_MS
                || !freshness.covers(acknowledged.partition(), acknowledged.offset())) {
            return;
        }
        if (!window.ownSeen().covers(acknowledged.totals())) {
            LOG.debug(
                    "Usage shows less than was acknowledged for {}: sent again",
                    window.counter().key());
            reporter.sendAgain(window);
        }
    }

    @Override
    public void visitedAll() {
        excess.visitedAll();
    }

    @Override
    public void echoed(long nanos) {
        excess.lag(nanos);
    }

    @Override
    public void shared(CounterWindow window, long nowMillis) {
        reporter.moved(window, nowMillis, false);
    }

    @Override
    public void removed(TotalsKey row) {
        LOG.trace("{} is needed no more", row);
    }

    @Override
    public void impersonated(CounterWindow window, HitTotals seen) {
        LOG.error(
                "Usage holds {} for {} under this gateway's own identity, more than it ever counted: another process"
                        + " uses it. Counting goes on under a new identity",
                seen,
                window.counter().key());
        meters.impersonated();
        counters.renewFrom(window.sender(), newSender); // once, however many counters show it
        OwnTotalsKeeper started = keeper;
        if (started != null) {
            started.evict(window.counter());
        }
    }
}
