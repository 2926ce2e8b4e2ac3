package io.tollgate.gateway.journal;

import static java.util.Objects.requireNonNull;

import io.tollgate.accounting.HitTotals;
import io.tollgate.gateway.decision.Counter;
import io.tollgate.gateway.decision.CounterWindow;
import io.tollgate.gateway.decision.Counters;
import io.tollgate.model.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.Lock;
import java.util.function.LongSupplier;

/**
 * Takes windows that ended and counters that are idle off the heap, once their totals are safe elsewhere. It is the only
 * one that does, so nothing it reads is given away under its hands.
 *
 * <p>Threads: any may ask for an eviction; all else is the keeper's thread's. A counter leaves under its {@linkplain
 * Counters#lockOf lock}, so that it is not brought back at the same time.
 */
public final class CounterEvictor {

    /** How long a window that ended stays on the heap: late requests and small steps of the clock still find it. */
    private static final long ENDED_GRACE_MS = 5_000;

    /** How long totals of a window that ended wait for their acknowledgement on the heap before they go to RocksDB. */
    private static final long UNACKNOWLEDGED_GRACE_MS = 60_000;

    private static final int VISITED_AT_A_TIME = 10_000;
    private static final long ROUND_NANOS = Duration.ofSeconds(2).toNanos();
    private static final int CLOSE_ATTEMPTS = 1_000;

    private final Counters counters;
    private final TotalsCheckpointer checkpointer;
    private final LongSupplier clock;
    private final Settings settings;
    private final Observer observer;
    private final Queue<Counter> unwanted = new ConcurrentLinkedQueue<>();
    private Iterator<Counter> round = Collections.emptyIterator();
    private long nextRoundNanos = System.nanoTime();

    /**
     * When counters leave the heap.
     *
     * @param maxCounters counters on the heap above which those that were not used for a few seconds leave it
     * @param idle how long a counter is not used before it leaves the heap anyhow
     */
    public record Settings(int maxCounters, Duration idle) {
        private static final long IDLE_WHEN_FULL_MS = 5_000;

        long idleMillis(int onHeap) {
            return onHeap > maxCounters ? IDLE_WHEN_FULL_MS : idle.toMillis();
        }
    }

    /** Observes what is found on the heap. Called on the keeper's thread. */
    public interface Observer {

        /**
         * Totals that the ledger or others wait for went to RocksDB before the log acknowledged them: they are to be sent.
         *
         * @param meteredHits how many metered hits of theirs the log did not acknowledge
         */
        void leftUnacknowledged(TotalsKey row, long meteredHits);

        /** A window that is on the heap was looked at, as each is every few seconds. */
        void visited(CounterWindow window, long nowMillis);

        /** Every window on the heap was visited; the next round begins. */
        default void visitedAll() {}
    }

    /** @param clock milliseconds since the Unix epoch */
    public CounterEvictor(
            Counters counters,
            TotalsCheckpointer checkpointer,
            LongSupplier clock,
            Settings settings,
            Observer observer) {
        this.counters = requireNonNull(counters, "counters");
        this.checkpointer = requireNonNull(checkpointer, "checkpointer");
        this.clock = requireNonNull(clock, "clock");
        this.settings = requireNonNull(settings, "settings");
        this.observer = requireNonNull(observer, "observer");
    }

    /** Takes a counter off the heap soon, whatever its age. */
    public void evict(Counter counter) {
        unwanted.add(counter);
    }

    /** Returns whether the window ended so long ago that late requests need it no more. */
    public static boolean isPast(Window window, long nowMillis) {
        return nowMillis - window.endMillis() > ENDED_GRACE_MS;
    }

    /** Takes off what was asked for, and goes on with the round over all counters. */
    void step() {
        for (Counter counter = unwanted.poll(); counter != null; counter = unwanted.poll()) {
            evict(counter, clock.getAsLong());
        }
        visitSome();
    }

    /** Goes on with the round, or begins the next if the last did not begin just now. */
    private void visitSome() {
        if (!round.hasNext()) {
            long nanos = System.nanoTime();
            if (nanos - nextRoundNanos < 0) {
                return;
            }
            nextRoundNanos = nanos + ROUND_NANOS;
            observer.visitedAll();
            round = counters.all().iterator();
        }
        long nowMillis = clock.getAsLong();
        for (int i = 0; i < VISITED_AT_A_TIME && round.hasNext(); i++) {
            visit(round.next(), nowMillis);
        }
    }

    private void visit(Counter counter, long nowMillis) {
        for (CounterWindow window : counter.windows()) {
            observer.visited(window, nowMillis);
            if (nowMillis - window.neededUntilMillis() > ENDED_GRACE_MS) {
                retire(window, nowMillis);
            }
        }
        long idleMillis = nowMillis - counter.usedAtMillis();
        if (idleMillis > settings.idleMillis(counters.size())) {
            evict(counter, nowMillis);
        }
    }

    /** Takes a window that ended off the heap; its counter stays. */
    private void retire(CounterWindow window, long nowMillis) {
        boolean overdue = nowMillis - window.neededUntilMillis() > UNACKNOWLEDGED_GRACE_MS;
        if (!isSafeInLog(window) && !overdue) {
            return;
        }
        Lock lock = counters.lockOf(window.counter().key());
        lock.lock();
        try {
            if (!window.close()) {
                return;
            }
            if (isSafeInLog(window)) {
                checkpointer.remove(TotalsKey.of(window));
            } else {
                checkpointer.write(List.of(window));
                observer.leftUnacknowledged(TotalsKey.of(window), window.unacknowledgedHits());
            }
            counters.forgot(window.window());
            window.counter().remove(window);
            window.release();
        } finally {
            lock.unlock();
        }
    }

    /** Totals that nobody accounts need not be in the log once their window ended. */
    private static boolean isSafeInLog(CounterWindow window) {
        return !window.isAccounted() || isAcknowledged(window);
    }

    private static boolean isAcknowledged(CounterWindow window) {
        HitTotals totals = window.ownTotals();
        return totals == null || window.dirty().acknowledgement().totals().covers(totals);
    }

    private static boolean isNeeded(CounterWindow window, long nowMillis) {
        return window.neededUntilMillis() > nowMillis;
    }

    /** Returns whether others are to hear of hits, though nobody accounts them here, that are not in the log yet. */
    private static boolean isAwaited(CounterWindow window) {
        return window.dirty().isReportable() && !isAcknowledged(window);
    }

    private void evict(Counter counter, long nowMillis) {
        Lock lock = counters.lockOf(counter.key());
        lock.lock();
        try {
            evictLocked(counter, nowMillis);
        } finally {
            lock.unlock();
        }
    }

    private void evictLocked(Counter counter, long nowMillis) {
        List<CounterWindow> windows = counter.retire();
        if (!closeAll(windows)) {
            counter.unretire();
            return;
        }
        try {
            checkpointer.write(windows.stream()
                    .filter(window -> !HitTotals.ZERO.equals(window.ownTotals()))
                    .filter(window -> isNeeded(window, nowMillis) || !isSafeInLog(window))
                    .toList());
        } catch (RuntimeException e) {
            windows.forEach(CounterWindow::reopen);
            counter.unretire();
            throw e;
        }
        counters.remove(counter);
        windows.forEach(window -> leave(window, nowMillis));
    }

    private void leave(CounterWindow window, long nowMillis) {
        if (!isSafeInLog(window) || (isNeeded(window, nowMillis) && isAwaited(window))) {
            observer.leftUnacknowledged(TotalsKey.of(window), window.unacknowledgedHits());
        } else if (!isNeeded(window, nowMillis)) {
            checkpointer.remove(TotalsKey.of(window));
        }
        if (window.window().endMillis() <= nowMillis) {
            counters.forgot(window.window());
        }
        window.release();
    }

    private static boolean closeAll(List<CounterWindow> windows) {
        List<CounterWindow> closed = new ArrayList<>();
        for (CounterWindow window : windows) {
            if (!close(window)) {
                closed.forEach(CounterWindow::reopen);
                return false;
            }
            closed.add(window);
        }
        return true;
    }

    /** A request counts for microseconds; a counter that stays busy is not idle and is left alone. */
    private static boolean close(CounterWindow window) {
        for (int attempt = 0; attempt < CLOSE_ATTEMPTS; attempt++) {
            if (window.close()) {
                return true;
            }
            Thread.onSpinWait();
        }
        return false;
    }
}
