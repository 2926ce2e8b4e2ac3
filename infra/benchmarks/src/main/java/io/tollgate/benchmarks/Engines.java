package io.tollgate.benchmarks;

import io.tollgate.accounting.Incarnation;
import io.tollgate.gateway.decision.Counter;
import io.tollgate.gateway.decision.CounterLoader;
import io.tollgate.gateway.decision.Counters;
import io.tollgate.gateway.decision.DecisionEngine;
import io.tollgate.gateway.decision.DecisionObserver;
import io.tollgate.gateway.decision.OwnTotalsAllocator;
import io.tollgate.gateway.journal.Journal;
import io.tollgate.gateway.limits.LimitTable;
import io.tollgate.model.CounterKey;
import io.tollgate.model.Window;
import java.io.IOException;
import java.nio.file.Files;
import java.util.UUID;

/** An engine by itself, without a reporter or a disk to load from. */
final class Engines {

    private static final long JOURNAL_BYTES = 8 << 20;

    private Engines() {}

    static Counters counters() {
        return new Counters(new Incarnation(new UUID(0, 1), 1, 1));
    }

    /** @param durable whether totals are in the journal, as a gateway has them, or only on the heap */
    static DecisionEngine engine(LimitTable table, Counters counters, boolean durable) throws IOException {
        OwnTotalsAllocator totals = durable
                ? Journal.open(
                        Files.createTempDirectory("tollgate-bench"),
                        new Journal.Settings(JOURNAL_BYTES, true),
                        segment -> {})
                : (key, window, sender, accounted, start) -> new PlainTotals(start);
        return new DecisionEngine(
                () -> table,
                counters,
                totals,
                (window, nowMillis, report, urgent) -> {},
                () -> 1,
                DecisionObserver.NONE);
    }

    /** Makes every counter that is asked for. */
    record NewCounters(Counters counters) implements CounterLoader {

        @Override
        public boolean addNew(CounterKey key, long nowMillis) {
            return false; // each may be stored
        }

        @Override
        public Counter load(CounterKey key, long nowMillis) {
            Counter counter = new Counter(key, nowMillis);
            counters.add(counter);
            return counter;
        }

        @Override
        public void load(Counter counter, Window window) {
            counter.findOrAdd(window, counters.sender());
        }

        @Override
        public void loadEnded(Counter counter, Window window) {
            throw new IllegalStateException("no limit slides here");
        }

        @Override
        public Incarnation newSender() {
            return counters.sender();
        }
    }
}
