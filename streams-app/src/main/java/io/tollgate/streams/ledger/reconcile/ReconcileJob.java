package io.tollgate.streams.ledger.reconcile;

import static java.util.Objects.requireNonNull;

import io.tollgate.runtime.time.WallClock;
import java.time.Duration;

/** Reconciles again and again, on a thread of its own, until it is closed. Thread-safe. */
public final class ReconcileJob implements AutoCloseable {

    /** How long the ledger gets after a start to catch up, and how soon a round that failed is tried again. */
    static final Duration SOON = Duration.ofMinutes(10);

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final Thread thread;

    private ReconcileJob(Thread thread) {
        this.thread = thread;
    }

    /** Starts it; the first round comes in some minutes. */
    public static ReconcileJob start(
            Reconciler reconciler, Duration interval, WallClock clock, ReconcileMeters meters) {
        requireNonNull(interval, "interval");
        ReconcileRounds rounds = new ReconcileRounds(reconciler, interval, clock, meters);
        Thread thread = new Thread(() -> run(rounds, interval, clock), "tollgate-reconcile");
        thread.setDaemon(true);
        thread.start();
        return new ReconcileJob(thread);
    }

    private static void run(ReconcileRounds rounds, Duration interval, WallClock clock) {
        Duration soon = interval.compareTo(SOON) < 0 ? interval : SOON;
        try {
            clock.sleepUntil(clock.instant().plus(soon));
            while (true) {
                Duration pause = rounds.round() ? interval : soon;
                clock.sleepUntil(clock.instant().plus(pause));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed: the thread ends
        }
    }

    /** Breaks off what is under way. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(CLOSE_TIMEOUT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
