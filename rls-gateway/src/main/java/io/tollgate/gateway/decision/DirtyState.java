package io.tollgate.gateway.decision;

import io.tollgate.accounting.HitTotals;
import io.tollgate.model.ChargeMode;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * What of a window's own totals is still to be checkpointed and to be reported, and what became of the last report.
 *
 * <p>Threads: requests claim. Whoever turns a flag on, by one compare-and-set, queues the window; the thread that takes
 * it from the queue (the keeper's for checkpoints, the reporter's for reports) turns the flag off <em>before</em> it reads the
 * totals. Both are volatile, and a request adds to the totals before it looks at the flag: so a hit that was not read
 * finds the flag off and claims again, and none is left behind. Times of hits are written by requests without
 * coordination; they are off by no more than requests that run at once. What was reported is written by the reporter's
 * thread, the acknowledgement by the producer's, and the echo is taken by the follower's.
 */
public final class DirtyState {

    private static final VarHandle CHECKPOINT_PENDING;
    private static final VarHandle REPORT_PENDING;
    private static final VarHandle URGENT;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            CHECKPOINT_PENDING = lookup.findVarHandle(DirtyState.class, "checkpointPending", boolean.class);
            REPORT_PENDING = lookup.findVarHandle(DirtyState.class, "reportPending", boolean.class);
            URGENT = lookup.findVarHandle(DirtyState.class, "urgent", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("unused") // through CHECKPOINT_PENDING
    private volatile boolean checkpointPending;

    @SuppressWarnings("unused") // through REPORT_PENDING
    private volatile boolean reportPending;

    @SuppressWarnings("unused") // through URGENT
    private volatile boolean urgent;

    private volatile boolean reportable;
    private volatile long firstHitMillis;
    private volatile long lastHitMillis;
    private volatile long reportedNet;
    private volatile @Nullable Echo awaited;
    private volatile Acknowledgement acknowledgement = Acknowledgement.NONE;

    /** Of the reporter's thread, between {@link #reporting} and {@link #reported}. */
    private boolean hurried;

    DirtyState() {}

    /**
     * What was reported; its echo is usage that holds it.
     *
     * @param sentNanos when, on the clock of {@link System#nanoTime}
     * @param sentMillis when, by the clock of decisions
     * @param hurried whether it was reported at once, and others publish it at once
     */
    public record Echo(HitTotals totals, long sentNanos, long sentMillis, boolean hurried) {}

    /**
     * What the log is known to hold of a window's own totals.
     *
     * @param partition of the topic {@code hits}, -1 if nothing was acknowledged yet
     * @param offset where the totals stand in it
     * @param atMillis when it was acknowledged, milliseconds since the Unix epoch
     */
    public record Acknowledgement(HitTotals totals, int partition, long offset, long atMillis) {

        static final Acknowledgement NONE = new Acknowledgement(HitTotals.ZERO, -1, -1, 0);
    }

    /** Returns true for the caller that has to queue the window for the next checkpoint. */
    public boolean claimCheckpoint() {
        return !checkpointPending && CHECKPOINT_PENDING.compareAndSet(this, false, true);
    }

    /** To be called before the totals are read for a checkpoint: hits after it claim again. */
    public void checkpointing() {
        checkpointPending = false;
    }

    /**
     * Notes hits that others should hear of.
     *
     * @return true for the caller that has to queue the window for the next report
     */
    public boolean claimReport(long nowMillis) {
        if (lastHitMillis < nowMillis) {
            lastHitMillis = nowMillis;
        }
        if (reportPending || !REPORT_PENDING.compareAndSet(this, false, true)) {
            return false;
        }
        firstHitMillis = nowMillis;
        reportable = true;
        return true;
    }

    /** Returns true for the caller that has to queue the window for a report at once. */
    public boolean claimUrgent() {
        return !urgent && URGENT.compareAndSet(this, false, true);
    }

    /** To be called before the totals are read for a report: hits after it claim again. */
    public void reporting() {
        reportPending = false;
        hurried = urgent;
        urgent = false;
    }

    /** Returns whether others were ever to hear of the window. */
    public boolean isReportable() {
        return reportable;
    }

    /** Returns when the first hit since the last report was counted, milliseconds since the Unix epoch. */
    public long firstHitMillis() {
        return firstHitMillis;
    }

    /** Returns when the last hit was counted, milliseconds since the Unix epoch. */
    public long lastHitMillis() {
        return lastHitMillis;
    }

    /**
     * Notes what was put into a report.
     *
     * @param nanos when, on the clock of {@link System#nanoTime}
     * @param millis when, by the clock of decisions
     */
    public void reported(HitTotals totals, long nanos, long millis) {
        reportedNet = totals.net(ChargeMode.ALL);
        if (awaited == null) {
            awaited = new Echo(totals, nanos, millis, hurried);
        }
    }

    /** Returns the net hits that were last put into a report. */
    long reportedNet() {
        return reportedNet;
    }

    /**
     * Returns the report that usage holds now, the first time that it does; else null.
     *
     * @param seen what usage holds of the window's own totals
     */
    public @Nullable Echo echo(HitTotals seen) {
        Echo reported = awaited;
        if (reported == null || !seen.covers(reported.totals())) {
            return null;
        }
        awaited = null;
        return reported;
    }

    /**
     * Returns for how long a report that was made at once is under way without having come back, in milliseconds; 0 if
     * none is.
     */
    long underWayMillis(long nowMillis) {
        Echo reported = awaited;
        return reported == null || !reported.hurried() ? 0 : Math.max(0, nowMillis - reported.sentMillis());
    }

    /** Returns what the log acknowledged last. */
    public Acknowledgement acknowledgement() {
        return acknowledgement;
    }

    /** Notes what the log acknowledged. */
    public void acknowledge(Acknowledgement latest) {
        acknowledgement = latest;
    }
}
