package io.tollgate.gateway.decision;

import io.tollgate.model.ChargeMode;
import io.tollgate.model.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The used hits that a request holds while it checks all its limits, so that all of them are charged or none, and nobody
 * sees it in between. They are taken in one order by everybody: of key, window and charge mode. Used by one thread.
 */
final class MultiCounterLock {

    private static final Comparator<Held> ORDER = Comparator.<Held, byte[]>comparing(
                    held -> held.window.counter().key().bytes(), Arrays::compareUnsigned)
            .thenComparing(held -> held.window.window(), Comparator.comparingLong(Window::startMillis))
            .thenComparing(held -> held.window.window(), Comparator.comparingLong(Window::endMillis))
            .thenComparing(held -> held.mode);

    private final List<Held> all = new ArrayList<>();

    private static final class Held {
        private final CounterWindow window;
        private final ChargeMode mode;
        private final ChargedCount used;

        /** By how many own hits the charges judged so far change it, if all of them are charged. */
        private long asked;

        /** By how many own hits the charges changed it in the end. */
        private long settled;

        private Held(CounterWindow window, ChargeMode mode) {
            this.window = window;
            this.mode = mode;
            this.used = window.usedHits(mode);
        }
    }

    private MultiCounterLock() {}

    /** Takes hold of all that the charges' limits are judged by, but for those that every hit uses up. */
    static MultiCounterLock of(ChargeState[] charges) {
        MultiCounterLock holding = new MultiCounterLock();
        for (ChargeState charge : charges) {
            for (LimitState limit : charge.limits) {
                if (limit.mode() != ChargeMode.ALL && holding.find(limit) == null) {
                    holding.all.add(new Held(limit.window(), limit.mode()));
                }
            }
        }
        holding.all.sort(ORDER);
        holding.all.forEach(held -> held.used.hold());
        return holding;
    }

    private @Nullable Held find(LimitState limit) {
        for (Held held : all) {
            if (isJudgedBy(limit, held)) {
                return held;
            }
        }
        return null;
    }

    /** Judges the charges in their order, each after what those before it would use up. */
    void judge(ChargeState[] charges, long nowMillis) {
        for (ChargeState charge : charges) {
            for (LimitState limit : charge.limits) {
                limit.readOthers(nowMillis);
                Held held = find(limit);
                if (held == null) {
                    limit.judgeReserved(charge);
                } else {
                    limit.judge(held.used.get() + held.asked, charge);
                }
            }
            addAsked(charge);
            charge.sumUp();
        }
    }

    private void addAsked(ChargeState charge) {
        for (Held held : all) {
            if (isCharged(charge, held)) {
                held.asked += charge.change();
            }
        }
    }

    private static boolean isCharged(ChargeState charge, Held held) {
        for (LimitState limit : charge.limits) {
            if (isJudgedBy(limit, held)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isJudgedBy(LimitState limit, Held held) {
        return limit.window() == held.window && limit.mode() == held.mode;
    }

    /** Lets go, with what the charges use up now that it is known what became of them. */
    void release(ChargeState[] charges) {
        for (ChargeState charge : charges) {
            for (Held held : all) {
                if (isCharged(charge, held)) {
                    charge.usedUp(held.window, held.mode);
                    settle(charge, held);
                }
            }
        }
        all.forEach(held -> held.used.release(held.settled));
    }

    private static void settle(ChargeState charge, Held held) {
        for (LimitState limit : charge.limits) {
            if (isJudgedBy(limit, held)) {
                limit.chargedAfter(held.used.get() + held.settled);
            }
        }
        held.settled += charge.outcome().uses(held.mode) ? charge.change() : 0;
    }
}
