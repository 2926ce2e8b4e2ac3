package io.tollgate.gateway.hits;

import static java.util.Objects.requireNonNull;

import io.tollgate.gateway.journal.CounterEvictor;
import io.tollgate.gateway.journal.OwnTotalsStore;
import io.tollgate.gateway.journal.OwnTotalsStore.Row;
import io.tollgate.gateway.journal.TotalsKey;
import io.tollgate.topic.HitEvents;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends the rows again that usage held once and may have lost: whoever takes a partition of usage over goes on from a
 * changelog in which an instance that was paused may have had the last word. What usage still holds does not change by
 * it. Goes through all rows, some at a time, at the start, after each takeover and once an hour; and removes those whose
 * windows ended. Used by one thread.
 */
final class CoveredRowsSender {

    private static final int ROWS_AT_A_TIME = 1_000;
    private static final long ROUND_NANOS = Duration.ofHours(1).toNanos();
    private static final long SHORTEST_ROUND_NANOS = Duration.ofMinutes(1).toNanos();

    private final HitLog log;
    private final OwnTotalsStore store;
    private final LongSupplier clock;
    private final AtomicBoolean failed = new AtomicBoolean();
    private @Nullable TotalsKey last;
    private boolean inRound;
    private boolean ever;
    private long roundNanos;
    private long seenTakeovers;

    CoveredRowsSender(HitLog log, OwnTotalsStore store, LongSupplier clock) {
        this.log = requireNonNull(log, "log");
        this.store = requireNonNull(store, "store");
        this.clock = requireNonNull(clock, "clock");
    }

    /**
     * Begins a round if it is time, and goes on with it.
     *
     * @param takeovers how often usage may have lost something so far
     */
    void step(long takeovers, long nanos) {
        boolean again = takeovers != seenTakeovers || failed.get();
        long pause = again ? SHORTEST_ROUND_NANOS : ROUND_NANOS;
        if (!inRound && (!ever || nanos - roundNanos >= pause)) {
            ever = true;
            inRound = true;
            last = null;
            roundNanos = nanos;
            seenTakeovers = takeovers;
            failed.set(false);
        }
        if (inRound) {
            sendSome();
        }
    }

    private void sendSome() {
        long nowMillis = clock.getAsLong();
        List<Row> past = new ArrayList<>();
        List<Row> rows = store.coveredRows().after(last, ROWS_AT_A_TIME);
        for (Row row : rows) {
            if (CounterEvictor.isPast(row.id().window(), nowMillis)) {
                past.add(row);
            } else {
                log.send(
                        row.id().key().bytes(),
                        HitEvents.hits(row.id().sender(), nowMillis, nowMillis, List.of(WindowReport.of(row))),
                        new Sent());
            }
        }
        store.coveredRows().delete(past);
        inRound = rows.size() == ROWS_AT_A_TIME;
        last = inRound ? rows.get(rows.size() - 1).id() : null;
    }

    private final class Sent implements HitLog.SendCallback {
        @Override
        public void acknowledged(int partition, long offset) {
            // usage is made from the log
        }

        @Override
        public void failed(Exception cause) {
            failed.set(true);
        }
    }
}
