package io.tollgate.gateway.journal;

import static java.util.Objects.requireNonNull;

import io.tollgate.accounting.HitTotals;
import io.tollgate.gateway.decision.CounterWindow;
import io.tollgate.gateway.decision.Counters;
import io.tollgate.gateway.decision.OwnTotals;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongSupplier;

/**
 * Copies own totals from the journal to RocksDB, at a pace, and removes rows that are needed no more: what a crash of the
 * machine can take is what was counted since the last copy.
 *
 * <p>Threads: requests queue windows that are dirty. All else is the keeper's thread's, which alone writes rows.
 */
public final class TotalsCheckpointer {

    /** A machine takes longer to boot than such a window lasts, so no copy of it is worth making. */
    private static final long NOT_WORTH_COPYING_MS = 10_000;

    private static final int REMOVED_AT_A_TIME = 20_000;

    private final OwnTotalsStore store;
    private final LongSupplier clock;
    private final AdaptiveInterval pace;
    private final Queue<CounterWindow> dirty = new ConcurrentLinkedQueue<>();
    private final Queue<TotalsKey> unneeded = new ConcurrentLinkedQueue<>();
    private long nextCopyNanos = System.nanoTime();
    private volatile Duration interval;

    /**
     * @param clock milliseconds since the Unix epoch
     * @param pace how often dirty totals are copied and forced to disk
     */
    public TotalsCheckpointer(OwnTotalsStore store, LongSupplier clock, AdaptiveInterval pace) {
        this.store = requireNonNull(store, "store");
        this.clock = requireNonNull(clock, "clock");
        this.pace = requireNonNull(pace, "pace");
        this.interval = pace.shortest();
    }

    /** Notes that own totals changed. Called on request threads. */
    public void dirty(CounterWindow window) {
        if (isEverWorthCopying(window) && window.dirty().claimCheckpoint()) {
            dirty.add(window);
        }
    }

    private static boolean isEverWorthCopying(CounterWindow window) {
        return window.isAccounted() || !window.isShort();
    }

    /** Returns how long what is dirty waits for its copy on disk now: what a crash of the machine can take. */
    public Duration interval() {
        return interval;
    }

    /** Returns how often to look whether a copy is due. */
    Duration shortestInterval() {
        return pace.shortest();
    }

    void checkpointIfDue() {
        long nanos = System.nanoTime();
        if (nanos - nextCopyNanos >= 0) {
            interval = pace.interval(copy(false));
            nextCopyNanos = nanos + interval.toNanos();
        }
    }

    /** Copies everything on the heap, dirty or not, and removes what is queued for it. */
    void finish(Counters counters) {
        counters.all()
                .forEach(counter -> counter.windows().stream()
                        .filter(window -> window.own() != null)
                        .forEach(this::dirty));
        copy(true);
        removeUnneeded();
    }

    /** Returns how many were copied. */
    private int copy(boolean all) {
        long nowMillis = clock.getAsLong();
        List<CounterWindow> windows = new ArrayList<>();
        List<OwnTotalsStore.Row> rows = new ArrayList<>();
        for (CounterWindow window = dirty.poll(); window != null; window = dirty.poll()) {
            window.dirty().checkpointing();
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

    /** Writes the totals of windows that are leaving the heap; where they are is safe from a kill of the process. */
    void write(List<CounterWindow> leaving) {
        List<OwnTotalsStore.Row> rows = new ArrayList<>();
        for (CounterWindow window : leaving) {
            HitTotals totals = window.ownTotals();
            if (totals != null) {
                rows.add(row(window, totals));
            }
        }
        store.write(rows, false);
    }

    /** Removes a row soon: the log holds it, and no decision needs it. */
    void remove(TotalsKey row) {
        unneeded.add(row);
    }

    void removeUnneeded() {
        List<TotalsKey> rows = new ArrayList<>();
        while (rows.size() < REMOVED_AT_A_TIME && !unneeded.isEmpty()) {
            rows.add(unneeded.remove());
        }
        store.delete(rows);
    }

    /** Goes on to learn of which counters there are rows. */
    void learnKeys() {
        store.learnKeys();
    }

    private static OwnTotalsStore.Row row(CounterWindow window, HitTotals totals) {
        return new OwnTotalsStore.Row(TotalsKey.of(window), totals, window.isAccounted());
    }
}
