package io.tollgate.gateway.accounting;

import static java.util.Objects.requireNonNull;

import io.tollgate.accounting.HitTotals;
import io.tollgate.accounting.Incarnation;
import io.tollgate.gateway.decision.CounterWindow;
import io.tollgate.gateway.decision.Counters;
import io.tollgate.gateway.hits.HitReporter;
import io.tollgate.gateway.journal.CounterEvictor;
import io.tollgate.gateway.usage.UsageUpdater;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Acts on what usage shows of this gateway's own hits: counts under a new identity where another process uses this
 * one's, reports what others turn out to need, and measures the lag. Used by the follower's thread and by loaders.
 */
public final class IdentityGuard implements UsageUpdater.Observer {

    private static final Logger LOG = LoggerFactory.getLogger(IdentityGuard.class);

    private final Counters counters;
    private final HitReporter reporter;
    private final CounterEvictor evictor;
    private final OverAdmissionEstimate estimate;
    private final Supplier<Incarnation> newIncarnation;
    private final Runnable impersonated;

    /**
     * @param newIncarnation makes another identity of this gateway and registers it
     * @param impersonated is run each time that another process is seen to use this identity
     */
    public IdentityGuard(
            Counters counters,
            HitReporter reporter,
            CounterEvictor evictor,
            OverAdmissionEstimate estimate,
            Supplier<Incarnation> newIncarnation,
            Runnable impersonated) {
        this.counters = requireNonNull(counters, "counters");
        this.reporter = requireNonNull(reporter, "reporter");
        this.evictor = requireNonNull(evictor, "evictor");
        this.estimate = requireNonNull(estimate, "estimate");
        this.newIncarnation = requireNonNull(newIncarnation, "newIncarnation");
        this.impersonated = requireNonNull(impersonated, "impersonated");
    }

    @Override
    public void echoed(long nanos) {
        estimate.lag(nanos);
    }

    @Override
    public void shared(CounterWindow window, long nowMillis) {
        reporter.dirty(window, nowMillis, false);
    }

    @Override
    public void impersonated(CounterWindow window, HitTotals seen) {
        LOG.error(
                "Usage holds {} for {} under this gateway's own identity, more than it ever counted: another process"
                        + " uses it. Counting goes on under a new identity",
                seen,
                window.counter().key());
        impersonated.run();
        counters.renewFrom(window.sender(), newIncarnation); // once, however many counters show it
        evictor.evict(window.counter());
    }
}
