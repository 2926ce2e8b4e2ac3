package io.tollgate.gateway.journal;

import io.tollgate.accounting.HitTotals;
import io.tollgate.gateway.decision.Counter;
import io.tollgate.gateway.decision.CounterWindow;
import io.tollgate.gateway.decision.Counters;
import io.tollgate.gateway.decision.OwnTotals;
import io.tollgate.model.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One background thread that looks after own totals: copies what moved to RocksDB at a pace, takes windows
 * that ended and counters that are idle off the heap, and removes rows that are needed no more. It is the only one that
 * takes anything off the heap, so nothing it reads is given away under its hands.
 */
public final class OwnTotalsKeeper implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OwnTotalsKeeper.class);

    /** How long a window that ended stays on the heap: late requests and small steps of the clock still find it. */
    private static final long ENDED_GRACE_MS = 5_000;

    /** How long totals of a window that ended wait for their acknowledgement on the heap before they go to RocksDB. */
    private static final long UNACKNOWLEDGED_GRACE_MS = 60_000;

    /** A machine takes longer to boot than such a window lasts, so no copy of it is worth making. */
    private static final long NOT_WORTH_COPYING_MS = 10_000;

    private static final int REMOVED_AT_A_TIME = 20_000;
    private static final int VISITED_AT_A_TIME = 10_000;
    private static final long ROUND_NANOS = Duration.ofSeconds(2).toNanos();
    private static final int CLOSE_ATTEMPTS = 1_000;

    private final Journal journal;
    private final OwnTotalsStore store;
    private final Counters counters;
    private final KeyLocks locks;
    private final LongSupplier clock;
    private final Settings settings;
    private final Observer observer;
    private final Queue<CounterWindow> moved = new ConcurrentLinkedQueue<>();
    private final Queue<TotalsKey> unneeded = new ConcurrentLinkedQueue<>();
    private final Queue<Counter> unwanted = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private Iterator<Counter> sweep = Collections.emptyIterator();
    private long nextRoundNanos = System.nanoTime();
    private long nextCopyNanos = System.nanoTime();
    private volatile Duration copyInterval;
    private volatile boolean running = true;

    /**
     * How the keeper works.
     *
     * @param copies how often totals that moved are copied and forced to disk: what a crash of the machine can take
     * @param maxCounters counters on the heap above which those that were not used for {@code idleWhenFull} leave it
     * @param idle how long a counter is not used before it leaves the heap anyhow
     */
    public record Settings(AdaptiveInterval copies, int maxCounters, Duration idle) {
        private static final long IDLE_WHEN_FULL_MS = 5_000;

        long idleMillis(int onHeap) {
            return onHeap > maxCounters ? IDLE_WHEN_FULL_MS : idle.toMillis();
        }
    }

    /** Observes what the keeper finds. */
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
    public OwnTotalsKeeper(
            Journal journal,
            OwnTotalsStore store,
            Counters counters,
            KeyLocks locks,
            LongSupplier clock,
            Settings settings,
            Observer observer) {
        this.journal = journal;
        this.store = store;
        this.counters = counters;
        this.locks = locks;
        this.clock = clock;
        this.settings = settings;
        this.copyInterval = settings.copies().shortest();
        this.observer = observer;
        this.thread = new Thread(this::run, "own-totals-keeper");
    }

    public void start() {
        thread.start();
    }

    /** Notes that own totals moved. Called on request threads. */
    public void dirty(CounterWindow window) {
        if (isEverWorthCopying(window) && window.dirty().claimCopy()) {
            moved.add(window);
        }
    }

    private static boolean isEverWorthCopying(CounterWindow window) {
        return window.isAccounted() || !window.isShort();
    }

    /** Returns how long what moved waits for its copy on disk now: what a crash of the machine can take. */
    public Duration copyInterval() {
        return copyInterval;
    }

    /** Removes a row soon: the log holds it, and no decision needs it. */
    private void removeRow(TotalsKey row) {
        unneeded.add(row);
    }

    /** Takes a counter off the heap soon, whatever its age. */
    public void evict(Counter counter) {
        unwanted.add(counter);
    }

    private void run() {
        while (running) {
            attempt("add room to the journal", journal::keepRoom);
            attempt("copy own totals to disk", this::copyMovedInTime);
            attempt("remove rows from disk", this::removeUnneeded);
            attempt("take counters off the heap", this::takeOff);
            LockSupport.parkNanos(settings.copies().shortest().toNanos());
        }
    }

    /** Each by itself: what cannot be done now must not keep the rest from being done. */
    private static void attempt(String what, Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            LOG.error("Could not {}; hits go on being counted in the journal, and it is tried again", what, e);
        }
    }

    private void takeOff() {
        for (Counter counter = unwanted.poll(); counter != null; counter = unwanted.poll()) {
            evictLocked(counter, clock.getAsLong());
        }
        sweepSome();
    }

    private void copyMovedInTime() {
        long nanos = System.nanoTime();
        if (nanos - nextCopyNanos >= 0) {
            copyInterval = settings.copies().interval(copyMoved(false));
            nextCopyNanos = nanos + copyInterval.toNanos();
        }
    }

    /** Returns how many were copied. */
    private int copyMoved(boolean all) {
        long nowMillis = clock.getAsLong();
        List<CounterWindow> windows = new ArrayList<>();
        List<OwnTotalsStore.Row> rows = new ArrayList<>();
        for (CounterWindow window = moved.poll(); window != null; window = moved.poll()) {
            window.dirty().copying();
            HitTotals totals = window.ownTotals();
            if (totals != null && (all || isWorthCopying(window, nowMillis))) {
                windows.add(window);
                rows.add(row(window, totals));
            }
        }
        try {
            store.write(rows, true);
        } catch (RuntimeException e) {
            windows.forEach(this::dirty);
            throw e;
        }
        for (int i = 0; i < rows.size(); i++) {
            OwnTotals own = windows.get(i).own();
            if (own instanceof SlotTotals slot) {
                slot.copied(rows.get(i).totals());
            }
        }
        return rows.size();
    }

    private static boolean isWorthCopying(CounterWindow window, long nowMillis) {
        return window.isAccounted() || window.neededUntilMillis() - nowMillis > NOT_WORTH_COPYING_MS;
    }

    private static OwnTotalsStore.Row row(CounterWindow window, HitTotals totals) {
        return new OwnTotalsStore.Row(id(window), totals, window.isAccounted());
    }

    private static TotalsKey id(CounterWindow window) {
        return new TotalsKey(window.counter().key(), window.window(), window.sender());
    }

    private void removeUnneeded() {
        List<TotalsKey> rows = new ArrayList<>();
        while (rows.size() < REMOVED_AT_A_TIME && !unneeded.isEmpty()) {
            rows.add(unneeded.remove());
        }
        store.delete(rows);
    }

    /** Goes on with the round over all counters, or begins the next if the last did not begin just now. */
    private void sweepSome() {
        if (!sweep.hasNext()) {
            long nanos = System.nanoTime();
            if (nanos - nextRoundNanos < 0) {
                return;
            }
            nextRoundNanos = nanos + ROUND_NANOS;
            observer.visitedAll();
            sweep = counters.all().iterator();
        }
        long nowMillis = clock.getAsLong();
        for (int i = 0; i < VISITED_AT_A_TIME && sweep.hasNext(); i++) {
            sweep(sweep.next(), nowMillis);
        }
    }

    private void sweep(Counter counter, long nowMillis) {
        for (CounterWindow window : counter.windows()) {
            observer.visited(window, nowMillis);
            if (nowMillis - window.neededUntilMillis() > ENDED_GRACE_MS) {
                sweepEnded(window, nowMillis);
            }
        }
        long idleMillis = nowMillis - counter.usedAtMillis();
        if (idleMillis > settings.idleMillis(counters.size())) {
            evictLocked(counter, nowMillis);
        }
    }

    private void sweepEnded(CounterWindow window, long nowMillis) {
        boolean overdue = nowMillis - window.neededUntilMillis() > UNACKNOWLEDGED_GRACE_MS;
        if (!isSafeInLog(window) && !overdue) {
            return;
        }
        Lock lock = locks.of(window.counter().key());
        lock.lock();
        try {
            if (!window.close()) {
                return;
            }
            HitTotals totals = window.ownTotals();
            if (isSafeInLog(window)) {
                removeRow(id(window));
            } else if (totals != null) {
                store.write(List.of(row(window, totals)), false);
                observer.leftUnacknowledged(id(window), window.unacknowledgedHits());
            }
            takeOff(window);
        } finally {
            lock.unlock();
        }
    }

    private void takeOff(CounterWindow window) {
        counters.forgot(window.window());
        window.counter().remove(window);
        window.release();
    }

    /** Totals that nobody accounts need not be in the log once their window ended. */
    private static boolean isSafeInLog(CounterWindow window) {
        HitTotals totals = window.ownTotals();
        return !window.isAccounted()
                || totals == null
                || window.dirty().acknowledgement().totals().covers(totals);
    }

    private static boolean isNeeded(CounterWindow window, long nowMillis) {
        return window.neededUntilMillis() > nowMillis;
    }

    /** Returns whether others are to hear of hits, though nobody accounts them here, that are not in the log yet. */
    private static boolean isAwaited(CounterWindow window) {
        HitTotals totals = window.ownTotals();
        return window.dirty().isReportable()
                && totals != null
                && !window.dirty().acknowledgement().totals().covers(totals);
    }

    private void evictLocked(Counter counter, long nowMillis) {
        Lock lock = locks.of(counter.key());
        lock.lock();
        try {
            evict(counter, nowMillis);
        } finally {
            lock.unlock();
        }
    }

    private void evict(Counter counter, long nowMillis) {
        List<CounterWindow> windows = counter.retire();
        if (!closeAll(windows)) {
            counter.unretire();
            return;
        }
        List<OwnTotalsStore.Row> rows = new ArrayList<>();
        for (CounterWindow window : windows) {
            HitTotals totals = window.ownTotals();
            if (totals != null
                    && !totals.equals(HitTotals.ZERO)
                    && (isNeeded(window, nowMillis) || !isSafeInLog(window))) {
                rows.add(row(window, totals));
            }
        }
        try {
            store.write(rows, false);
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
            observer.leftUnacknowledged(id(window), window.unacknowledgedHits());
        } else if (!isNeeded(window, nowMillis)) {
            removeRow(id(window));
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

    /** Returns whether the window ended so long ago that late requests need it no more. */
    public static boolean isPast(Window window, long nowMillis) {
        return nowMillis - window.endMillis() > ENDED_GRACE_MS;
    }

    /** Stops the thread and copies everything that moved. No request may be answered any more. */
    @Override
    public void close() {
        running = false;
        LockSupport.unpark(thread);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Counter counter : counters.all()) {
            counter.windows().stream().filter(window -> window.own() != null).forEach(this::dirty);
        }
        copyMoved(true);
        removeUnneeded();
    }
}
