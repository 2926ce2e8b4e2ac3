package io.tollgate.gateway.decision;

import io.tollgate.accounting.Urgency;
import java.util.function.IntSupplier;

/** Decides which windows others are to hear of after a request charged them, and how soon. Thread-safe. */
final class DirtyWindows {

    /** Below this part of its limit a window that is not metered is nobody else's business. */
    private static final int REPORTED_FROM = 5;

    private final DirtyWindowObserver observer;
    private final IntSupplier liveGateways;

    /** @param liveGateways how many gateways share the counters, at least 1 counted */
    DirtyWindows(DirtyWindowObserver observer, IntSupplier liveGateways) {
        this.observer = observer;
        this.liveGateways = liveGateways;
    }

    /** Tells of the windows of a charge that was counted. */
    void charged(ChargeState charge, long nowMillis) {
        for (LimitState limit : charge.limits) {
            limit.apply();
        }
        if (charge.hits() == 0) {
            return;
        }
        for (int i = 0; i < charge.windowCount(); i++) {
            charged(charge, charge.window(i), nowMillis);
        }
    }

    private void charged(ChargeState charge, CounterWindow window, long nowMillis) {
        boolean metered = window.isAccounted() || (charge.isMetered() && !window.isShort());
        // limits in requests differ from one to the next: a part of this one may be all of another
        boolean inRequest = charge.rule() == null && !window.isShort();
        boolean report = metered || inRequest || window.dirty().isReportable();
        report |= charge.givesBack(); // others may count the hits, and near their limit
        boolean urgent = false;
        for (LimitState limit : charge.limits) {
            if (limit.window() == window) {
                long used = limit.usedAfter(charge.outcome(), charge.hits());
                report |= used >= limit.limit().deniedAbove() / REPORTED_FROM;
                urgent |= charge.givesBack() ? makesRoom(limit) : isUrgent(limit, metered, used);
            }
        }
        observer.dirty(window, nowMillis, report, report && urgent);
    }

    /**
     * Reported at once: a first metered hit, a limit's first decision by a window that was only accounted so far, and a
     * change to over limit. What is far from its limit can wait, and so can anything that nobody else decides by.
     */
    private boolean isUrgent(LimitState state, boolean metered, long used) {
        long limit = state.limit().deniedAbove();
        CounterWindow window = state.window();
        if (state.isOver()) {
            return state.usedBefore() <= limit && used > limit;
        }
        if (metered && ((state.isFirst() && !window.dirty().isReportable()) || state.isFirstToDecide())) {
            return true;
        }
        return Urgency.isUrgent(limit, used, window.unreported(), liveGateways.getAsInt());
    }

    /** What makes room where little was left, or much, is told at once if somebody else decides by it. */
    private boolean makesRoom(LimitState state) {
        return Urgency.isUrgent(
                state.limit().deniedAbove(), state.usedBefore(), state.window().unreported(), liveGateways.getAsInt());
    }
}
