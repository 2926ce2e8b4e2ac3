package io.tollgate.gateway.journal;

import static java.util.Objects.requireNonNull;

import io.tollgate.gateway.decision.Counters;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one background thread that looks after own totals: keeps room in the journal, runs the {@link TotalsCheckpointer},
 * and runs the {@link CounterEvictor}.
 */
public final class OwnTotalsKeeper implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OwnTotalsKeeper.class);

    private final Journal journal;
    private final Counters counters;
    private final TotalsCheckpointer checkpointer;
    private final CounterEvictor evictor;
    private final Thread thread;
    private volatile boolean running = true;

    public OwnTotalsKeeper(
            Journal journal, Counters counters, TotalsCheckpointer checkpointer, CounterEvictor evictor) {
        this.journal = requireNonNull(journal, "journal");
        this.counters = requireNonNull(counters, "counters");
        this.checkpointer = requireNonNull(checkpointer, "checkpointer");
        this.evictor = requireNonNull(evictor, "evictor");
        this.thread = new Thread(this::run, "own-totals-keeper");
    }

    public void start() {
        thread.start();
    }

    private void run() {
        while (running) {
            attempt("add room to the journal", journal::keepRoom);
            attempt("copy own totals to disk", checkpointer::checkpointIfDue);
            attempt("remove rows from disk", checkpointer::removeUnneeded);
            attempt("learn what is stored", checkpointer::learnKeys);
            attempt("take counters off the heap", evictor::step);
            LockSupport.parkNanos(checkpointer.shortestInterval().toNanos());
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

    /** Stops the thread and copies everything on the heap. No request may be answered any more. */
    @Override
    public void close() {
        running = false;
        LockSupport.unpark(thread);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        checkpointer.finish(counters);
    }
}
