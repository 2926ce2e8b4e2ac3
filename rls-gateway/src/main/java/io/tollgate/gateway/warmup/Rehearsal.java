package io.tollgate.gateway.warmup;

import io.grpc.ServerInterceptor;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tollgate.accounting.HitTotals;
import io.tollgate.accounting.Incarnation;
import io.tollgate.gateway.accounting.StoredCounterLoader;
import io.tollgate.gateway.decision.CounterWindow;
import io.tollgate.gateway.decision.Counters;
import io.tollgate.gateway.decision.DecisionEngine;
import io.tollgate.gateway.decision.DirtyWindowObserver;
import io.tollgate.gateway.hits.HitPublisher;
import io.tollgate.gateway.hits.HitReporter;
import io.tollgate.gateway.hits.StoredTotalsSender;
import io.tollgate.gateway.journal.AdaptiveInterval;
import io.tollgate.gateway.journal.CounterEvictor;
import io.tollgate.gateway.journal.Journal;
import io.tollgate.gateway.journal.OwnTotalsKeeper;
import io.tollgate.gateway.journal.OwnTotalsStore;
import io.tollgate.gateway.journal.TotalsCheckpointer;
import io.tollgate.gateway.journal.TotalsKey;
import io.tollgate.gateway.limits.LimitTable;
import io.tollgate.gateway.metrics.CallMetrics;
import io.tollgate.gateway.metrics.HitMetrics;
import io.tollgate.gateway.rls.RateLimitHandler;
import io.tollgate.gateway.rls.ResponseOptions;
import io.tollgate.gateway.usage.UsageStore;
import io.tollgate.gateway.usage.UsageUpdater;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * All that decides, counts, keeps and reports, with the limits in force and else nothing of the gateway: stores, journal,
 * identity and meters are its own, and are gone when it is closed. So what it answers is counted, reported and shown nowhere.
 */
final class Rehearsal implements AutoCloseable {

    private static final long JOURNAL_BYTES = 16 << 20;
    private static final long CACHE_BYTES = 1 << 20;
    private static final int MOST_COUNTERS = 100_000;
    private static final Duration PAUSE = Duration.ofMillis(50);

    /** Often, so that in the short time there is each part does what it does enough times. */
    private static final HitReporter.Settings REPORTS = new HitReporter.Settings(
            AdaptiveInterval.every(PAUSE), PAUSE, Duration.ZERO, MOST_COUNTERS, Duration.ofSeconds(1), "");

    private final Deque<Runnable> closers = new ArrayDeque<>();
    private final RateLimitHandler handler;
    private final CallMetrics calls;

    /**
     * What of the gateway it has.
     *
     * @param limits those in force
     * @param clock milliseconds since the Unix epoch
     */
    record Parts(LimitTable limits, ResponseOptions answers, HitMetrics.Settings hits, LongSupplier clock) {}

    /** @param folder an empty one */
    Rehearsal(Path folder, Parts parts) {
        try {
            SimpleMeterRegistry registry = new SimpleMeterRegistry();
            closers.push(registry::close);
            OwnTotalsStore own = new OwnTotalsStore(folder.resolve("own"));
            closers.push(own::close);
            UsageStore usage = new UsageStore(folder.resolve("usage"), CACHE_BYTES);
            closers.push(usage::close);
            Journal journal =
                    Journal.open(folder.resolve("journal"), new Journal.Settings(JOURNAL_BYTES, false), segment -> {});
            Counters counters = new Counters(anybody(parts.clock()));
            UsageUpdater updater = new UsageUpdater(counters, new Unobserved(), System::nanoTime);
            EchoedHits log = new EchoedHits(counters, updater, anybody(parts.clock()), parts.clock());
            HitPublisher publisher = new HitPublisher(
                    log, REPORTS, new StoredTotalsSender(log, own, usage, counters, parts.clock()), parts.clock());
            closers.push(publisher::close);
            TotalsCheckpointer checkpointer = new TotalsCheckpointer(own, parts.clock(), AdaptiveInterval.every(PAUSE));
            CounterEvictor evictor = new CounterEvictor(
                    counters,
                    checkpointer,
                    parts.clock(),
                    new CounterEvictor.Settings(MOST_COUNTERS, Duration.ofDays(1)),
                    new Unobserved());
            OwnTotalsKeeper keeper = new OwnTotalsKeeper(journal, counters, checkpointer, evictor);
            DirtyWindowObserver dirty = (window, nowMillis, report, urgent) -> {
                checkpointer.dirty(window);
                if (report) {
                    publisher.reporter().dirty(window, nowMillis, urgent);
                }
            };
            DecisionEngine engine = new DecisionEngine(
                    parts::limits,
                    new RehearsedPlans(),
                    counters,
                    journal,
                    dirty,
                    () -> 2,
                    new HitMetrics(registry, parts.hits()));
            StoredCounterLoader loader = new StoredCounterLoader(
                    counters, journal, own, usage, updater, () -> anybody(parts.clock()), dirty);
            handler = new RateLimitHandler(
                    new RateLimitHandler.Deciding(engine, loader, Runnable::run, parts.clock()),
                    () -> true,
                    parts.answers());
            calls = new CallMetrics(registry);
            keeper.start();
            closers.push(keeper::close);
            publisher.start(() -> true);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private static Incarnation anybody(LongSupplier clock) {
        return new Incarnation(UUID.randomUUID(), clock.getAsLong(), new SecureRandom().nextLong());
    }

    /** Returns what answers. Its counters are read from disk on the calling thread. */
    RateLimitHandler handler() {
        return handler;
    }

    /** Returns what counts calls. */
    ServerInterceptor calls() {
        return calls;
    }

    private static final class Unobserved implements UsageUpdater.Observer, CounterEvictor.Observer {

        @Override
        public void impersonated(CounterWindow window, HitTotals seen) {
            // nobody knows this identity
        }

        @Override
        public void leftUnacknowledged(TotalsKey row, long meteredHits) {
            // the folder goes with it
        }

        @Override
        public void visited(CounterWindow window, long nowMillis) {
            // usage holds what was reported
        }
    }

    @Override
    public void close() {
        while (!closers.isEmpty()) {
            closers.pop().run();
        }
    }
}
