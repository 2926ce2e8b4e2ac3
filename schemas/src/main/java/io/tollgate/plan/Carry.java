package io.tollgate.plan;

import io.tollgate.model.Window;
import io.tollgate.plan.PlanLimit.Rollover;
import io.tollgate.plan.Standing.GrantLeft;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Goes from window to window of a limit, and carries what is left: lots of rollover, and grants. Of each window it is only
 * known how many hits used it up, not when in it they came. They use up first the window's own amount, then what was rolled
 * over, what expires first before others, then grants. Used by one thread.
 */
final class Carry {

    /** Those with a smaller priority first, then those that expire first, then the oldest. */
    private static final Comparator<Grant> BURN_ORDER = Comparator.comparingInt(Grant::priority)
            .thenComparing(Grant::end)
            .thenComparing(Grant::effective)
            .thenComparing(Grant::key);

    private final List<Held> waiting = new ArrayList<>();
    private final List<Held> held = new ArrayList<>();
    private final List<Lot> lots = new ArrayList<>();

    /** What is left of one window's own amount. */
    private static final class Lot {
        private final long left;
        private final int windowsLeft;

        private Lot(long left, int windowsLeft) {
            this.left = left;
            this.windowsLeft = windowsLeft;
        }

        private Lot without(long hits) {
            return new Lot(left - hits, windowsLeft);
        }

        private Lot older() {
            return new Lot(left, windowsLeft - 1);
        }

        private boolean isGone() {
            return left == 0 || windowsLeft == 0;
        }
    }

    private static final class Held {
        private final Grant grant;
        private long left;

        private Held(Grant grant) {
            this.grant = grant;
            this.left = grant.amount();
        }
    }

    /**
     * A window that ended, as the limit was at its end.
     *
     * @param own its own amount, {@link PlanLimit#UNLIMITED} for no limit
     * @param rollover null if nothing goes on from it or beyond it
     * @param earns whether what was not used of it goes on: not while the subscription was suspended
     * @param used hits that used it up
     */
    record Period(Window window, long own, @Nullable Rollover rollover, boolean earns, long used) {}

    /** @param grants those that raise the limit */
    Carry(List<Grant> grants) {
        grants.stream().sorted(BURN_ORDER).forEach(grant -> waiting.add(new Held(grant)));
    }

    /** Goes through one window and on to the next; windows come in the order of time. */
    void pass(Period period) {
        Instant end = Instant.ofEpochMilli(period.window.endMillis());
        join(period.window, end);
        boolean unlimited = period.own == PlanLimit.UNLIMITED;
        long over = unlimited ? 0 : Math.max(0, period.used - period.own);
        over = burnLots(over);
        for (Held each : held) {
            long burnt = Math.min(over, each.left);
            each.left -= burnt;
            over -= burnt;
        }
        held.removeIf(each -> each.left == 0 || !each.grant.goesOnAt(end));
        lots.replaceAll(Lot::older);
        lots.removeIf(Lot::isGone);
        Rollover rollover = period.rollover;
        if (rollover == null) {
            lots.clear();
        } else {
            long unused = unlimited || !period.earns ? 0 : Math.max(0, period.own - period.used);
            if (unused > 0) {
                lots.add(new Lot(unused, rollover.maxPeriods()));
                lots.sort(Comparator.comparingInt(lot -> lot.windowsLeft));
            }
            drop(rollover.cap());
        }
    }

    private long burnLots(long hits) {
        long left = hits;
        for (int i = 0; i < lots.size() && left > 0; i++) {
            long burnt = Math.min(left, lots.get(i).left);
            lots.set(i, lots.get(i).without(burnt));
            left -= burnt;
        }
        return left;
    }

    /** What would expire first makes room for what lasts longer. */
    private void drop(long cap) {
        long room = cap;
        for (int i = lots.size() - 1; i >= 0; i--) {
            long kept = Math.min(room, lots.get(i).left);
            lots.set(i, lots.get(i).without(lots.get(i).left - kept));
            room -= kept;
        }
        lots.removeIf(Lot::isGone);
    }

    /** Takes up grants that begin in a window. */
    private void join(Window window, Instant until) {
        waiting.removeIf(each -> {
            Grant grant = each.grant;
            boolean begins = window.contains(grant.effective().toEpochMilli())
                    && grant.effective().isBefore(until);
            if (begins && grant.end().isAfter(grant.effective())) {
                held.add(each);
            }
            return begins;
        });
        held.sort(Comparator.comparing(each -> each.grant, BURN_ORDER));
    }

    /** Returns what is rolled over into the window that follows. */
    long rolledOver(@Nullable Rollover rollover) {
        drop(rollover == null ? 0 : rollover.cap());
        long sum = 0;
        for (Lot lot : lots) {
            sum += lot.left;
        }
        return sum;
    }

    /** Returns the grants that hold or held in the window that follows, up to an instant in it, in the order of their use. */
    List<GrantLeft> grants(Window window, Instant now) {
        join(window, now.plusMillis(1));
        return held.stream().map(each -> new GrantLeft(each.grant, each.left)).toList();
    }
}
