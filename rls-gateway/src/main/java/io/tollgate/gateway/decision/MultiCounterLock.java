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
        private long inRequest;
        private long givenBack;
        private long charged;

        private Held(CounterWindow window, ChargeMode mode) {
            this.window = window;
            this.mode = mode;
            this.used = window.usedHits(mode);
        }
    }

    private MultiCounterLock() {}

    /** Takes hold of all that the charges' limits are judged by, but for those that every hit uses up. */
    static MultiCounterLock of(CounterCharge[] charges) {
        MultiCounterLock holding = new MultiCounterLock();
        for (CounterCharge charge : charges) {
            for (ChargedLimit limit : charge.limits) {
                if (limit.mode != ChargeMode.ALL && holding.find(limit) == null) {
                    holding.all.add(new Held(limit.window(), limit.mode));
                }
            }
        }
        holding.all.sort(ORDER);
        holding.all.forEach(held -> held.used.hold());
        return holding;
    }

    private @Nullable Held find(ChargedLimit limit) {
        for (Held held : all) {
            if (isJudgedBy(limit, held)) {
                return held;
            }
        }
        return null;
    }

    /** Judges the charges in their order, each after what those before it would use up. */
    void judge(CounterCharge[] charges) {
        for (CounterCharge charge : charges) {
            for (ChargedLimit limit : charge.limits) {
                limit.readOthers();
                Held held = find(limit);
                if (held == null) {
                    limit.judgeReserved(charge);
                } else {
                    limit.follows(held.inRequest, held.givenBack);
                    limit.judge(held.used.get(), charge);
                }
            }
            addInRequest(charge);
            charge.sumUp();
        }
    }

    private void addInRequest(CounterCharge charge) {
        for (Held held : all) {
            if (isCharged(charge, held)) {
                held.inRequest += charge.givesBack() ? 0 : charge.hits();
                held.givenBack += charge.givesBack() ? charge.hits() : 0;
            }
        }
    }

    private static boolean isCharged(CounterCharge charge, Held held) {
        for (ChargedLimit limit : charge.limits) {
            if (isJudgedBy(limit, held)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isJudgedBy(ChargedLimit limit, Held held) {
        return limit.window() == held.window && limit.mode == held.mode;
    }

    /** Lets go, with what the charges use up now that it is known what became of them. */
    void release(CounterCharge[] charges) {
        for (CounterCharge charge : charges) {
            for (Held held : all) {
                if (isCharged(charge, held)) {
                    charge.usedUp(held.window, held.mode);
                    settle(charge, held);
                }
            }
        }
        all.forEach(held -> held.used.release(held.charged - held.givenBack));
    }

    /** What is given back counts whatever becomes of the request, what is added only if its kind does. */
    private static void settle(CounterCharge charge, Held held) {
        for (ChargedLimit limit : charge.limits) {
            if (isJudgedBy(limit, held)) {
                limit.follows(held.charged);
            }
        }
        held.charged += !charge.givesBack() && charge.kind().uses(held.mode) ? charge.hits() : 0;
    }
}
