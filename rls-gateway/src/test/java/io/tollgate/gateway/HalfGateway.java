package io.tollgate.gateway;

import io.tollgate.accounting.HitTotals;
import io.tollgate.accounting.Incarnation;
import io.tollgate.gateway.accounting.StoredCounterLoader;
import io.tollgate.gateway.decision.CounterWindow;
import io.tollgate.gateway.decision.Counters;
import io.tollgate.gateway.decision.Decision;
import io.tollgate.gateway.decision.DecisionEngine;
import io.tollgate.gateway.decision.DecisionObserver;
import io.tollgate.gateway.decision.OwnTotals;
import io.tollgate.gateway.decision.PendingDecision;
import io.tollgate.gateway.decision.RateLimitQuery;
import io.tollgate.gateway.journal.AdaptiveInterval;
import io.tollgate.gateway.journal.CounterEvictor;
import io.tollgate.gateway.journal.Journal;
import io.tollgate.gateway.journal.OwnTotalsKeeper;
import io.tollgate.gateway.journal.OwnTotalsStore;
import io.tollgate.gateway.journal.TotalsCheckpointer;
import io.tollgate.gateway.journal.TotalsKey;
import io.tollgate.gateway.limits.LimitTable;
import io.tollgate.gateway.usage.UsageStore;
import io.tollgate.gateway.usage.UsageUpdater;
import io.tollgate.model.CounterKey;
import io.tollgate.model.Window;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The half of a gateway that counts, as its wiring has it: stores and journal in a folder, counters, engine, loader and
 * keeper, without surfaces and without Kafka. Whoever needs more of a part overrides what it calls. The keeper runs once
 * it is started.
 */
public class HalfGateway implements CounterEvictor.Observer, UsageUpdater.Observer, AutoCloseable {

    private static final int MOST_ATTEMPTS = 100_000;

    public final Counters counters;
    public final OwnTotalsStore own;
    public final UsageStore usage;
    public final Journal journal;
    public final TotalsCheckpointer checkpointer;
    public final CounterEvictor evictor;
    public final OwnTotalsKeeper keeper;
    public final DecisionEngine engine;
    public final StoredCounterLoader loader;
    private final LongSupplier clock;

    /** Opens what the folder has. What a journal there holds is recovered. */
    public HalfGateway(Path folder, Incarnation self, LongSupplier clock, Supplier<LimitTable> limits) {
        this.clock = clock;
        own = new OwnTotalsStore(folder.resolve("own"));
        usage = new UsageStore(folder.resolve("usage"), 1 << 20);
        journal = Journal.open(
                folder.resolve("journal"),
                new Journal.Settings(64 << 20, false),
                segment -> own.writeLarger(segment.uncopied()));
        counters = new Counters(self);
        checkpointer = new TotalsCheckpointer(own, clock, AdaptiveInterval.every(Duration.ofMillis(1)));
        evictor = new CounterEvictor(
                counters, checkpointer, clock, new CounterEvictor.Settings(1_000, Duration.ofDays(9)), this);
        keeper = new OwnTotalsKeeper(journal, counters, checkpointer, evictor);
        engine = new DecisionEngine(
                limits, counters, this::allocate, this::dirty, this::liveGateways, DecisionObserver.NONE);
        loader = new StoredCounterLoader(
                counters,
                journal,
                own,
                usage,
                new UsageUpdater(counters, this, () -> 0),
                this::newSender,
                (window, nowMillis, report, urgent) -> resumed(window));
    }

    /** Gives a durable place to the totals of a window that a request charges first. */
    protected @Nullable OwnTotals allocate(
            CounterKey key, Window window, Incarnation sender, boolean accounted, HitTotals start) {
        return journal.allocate(key, window, sender, accounted, start);
    }

    /** Takes note of a window that a request charged. */
    protected void dirty(CounterWindow window, long nowMillis, boolean report, boolean urgent) {
        checkpointer.dirty(window);
    }

    /** Returns how many gateways share the counters. */
    protected int liveGateways() {
        return 1;
    }

    /** Takes note of totals that are back on the heap. */
    protected void resumed(CounterWindow window) {
        // there is nothing to report to
    }

    /** Makes another identity. */
    protected Incarnation newSender() {
        throw new AssertionError("nothing was forgotten, so no new identity is needed");
    }

    @Override
    public void leftUnacknowledged(TotalsKey row, long meteredHits) {
        // there is no log
    }

    @Override
    public void visited(CounterWindow window, long nowMillis) {
        // there is nothing to heal
    }

    @Override
    public void impersonated(CounterWindow window, HitTotals seen) {
        throw new AssertionError("nobody uses this identity");
    }

    /** Decides a query as the handler does, at the time of the clock. */
    public Decision ask(RateLimitQuery query) {
        PendingDecision decision = engine.prepare(query);
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            Decision answer = decision.tryDecide(clock.getAsLong());
            if (answer == null && decision.addNewWith(loader, clock.getAsLong())) {
                answer = decision.tryDecide(clock.getAsLong());
            }
            if (answer != null) {
                return answer;
            }
            decision.loadWith(loader, clock.getAsLong());
        }
        throw new AssertionError("a counter never stayed on the heap");
    }

    /** Closes the stores; what runs on them must have ended. */
    @Override
    public void close() {
        usage.close();
        own.close();
    }
}
