package io.tollgate.gateway.rls;

import static java.util.Objects.requireNonNull;

import io.tollgate.accounting.HitTotals;
import io.tollgate.accounting.Incarnation;
import io.tollgate.gateway.decision.Counter;
import io.tollgate.gateway.decision.CounterLoader;
import io.tollgate.gateway.decision.Counters;
import io.tollgate.gateway.decision.Decision;
import io.tollgate.gateway.decision.DecisionEngine;
import io.tollgate.gateway.decision.DecisionObserver;
import io.tollgate.gateway.decision.HitOutcome;
import io.tollgate.gateway.decision.OwnTotals;
import io.tollgate.gateway.decision.PendingDecision;
import io.tollgate.gateway.decision.RateLimitQuery;
import io.tollgate.gateway.decision.SubscribedPlans;
import io.tollgate.gateway.limits.LimitTable;
import io.tollgate.model.CounterKey;
import io.tollgate.model.Window;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/** Decides by limits, at one moment, from counters in memory alone. */
public final class HandlingGateway {

    private final LimitTable limits;
    private final LongSupplier clock;
    private final SubscribedPlans subscribed;
    private final Counters counters;
    private volatile Executor loading = Runnable::run;
    private volatile boolean loaded = true;
    private volatile DecisionObserver observer = DecisionObserver.NONE;

    /** @param nowMillis the moment, milliseconds since the Unix epoch */
    public HandlingGateway(LimitTable limits, long nowMillis) {
        this(limits, SubscribedPlans.NONE, () -> nowMillis);
    }

    /**
     * Makes one whose limits may be those of subscriptions.
     *
     * @param clock milliseconds since the Unix epoch
     */
    public HandlingGateway(LimitTable limits, SubscribedPlans subscribed, LongSupplier clock) {
        this.limits = limits;
        this.subscribed = subscribed;
        this.clock = clock;
        this.counters = new Counters(new Incarnation(new UUID(0, 1), clock.getAsLong(), 1));
    }

    /** Decides and counts, as requests are. */
    public Decision decide(RateLimitQuery query) {
        PendingDecision pending = engine().prepare(query);
        Decision decision = pending.tryDecide(clock.getAsLong());
        if (decision == null) {
            pending.loadWith(new NewCounters(), clock.getAsLong());
            decision = requireNonNull(pending.tryDecide(clock.getAsLong()), "decision after loading");
        }
        return decision;
    }

    /** Returns what answers requests. */
    public RateLimitHandler handler(ResponseOptions options) {
        return new RateLimitHandler(
                new RateLimitHandler.Deciding(engine(), new NewCounters(), task -> loading.execute(task), clock),
                () -> loaded,
                options);
    }

    private DecisionEngine engine() {
        return new DecisionEngine(
                () -> limits,
                subscribed,
                counters,
                (key, window, sender, accounted, start) -> new SummedTotals(),
                (window, now, report, urgent) -> {},
                () -> 1,
                observer);
    }

    /** Tells somebody what is decided from now on. */
    public void tell(DecisionObserver other) {
        observer = other;
    }

    /** Returns the counters on the heap. */
    public Counters counters() {
        return counters;
    }

    void loadWith(Executor executor) {
        loading = executor;
    }

    /** Forgets that limits were loaded. */
    public void unload() {
        loaded = false;
    }

    /** There is no disk: every counter is new. */
    private final class NewCounters implements CounterLoader {

        @Override
        public boolean addNew(CounterKey key, long nowMillis) {
            return false; // each may be stored
        }

        @Override
        public Counter load(CounterKey key, long nowMillis) {
            Counter found = counters.find(key);
            Counter counter = found == null ? new Counter(key, nowMillis) : found;
            counters.add(counter);
            return counter;
        }

        @Override
        public void load(Counter counter, Window window) {
            throw new AssertionError("no window is ever forgotten here");
        }

        @Override
        public void loadEnded(Counter counter, Window window) {
            throw new AssertionError("no limit slides here");
        }

        @Override
        public Incarnation newSender() {
            throw new AssertionError("no window is ever forgotten here");
        }
    }

    /** Own totals that know only their sum. */
    private static final class SummedTotals implements OwnTotals {
        private long hits;

        @Override
        public synchronized void add(HitOutcome outcome, long more, long wouldDeny) {
            hits += outcome == HitOutcome.GIVEN_BACK ? -more : more;
        }

        @Override
        public synchronized long charged() {
            return hits;
        }

        @Override
        public synchronized HitTotals snapshot() {
            return new HitTotals(hits, 0, 0, 0, 0);
        }

        @Override
        public void markAccounted() {
            // nobody asks
        }

        @Override
        public void release() {
            // nothing is held
        }
    }
}
