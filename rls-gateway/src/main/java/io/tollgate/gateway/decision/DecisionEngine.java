package io.tollgate.gateway.decision;

import static java.util.Objects.requireNonNull;

import io.tollgate.gateway.decision.Answer.DescriptorAnswer;
import io.tollgate.gateway.limits.LimitRule;
import io.tollgate.gateway.limits.LimitTable;
import io.tollgate.model.ChargeMode;
import io.tollgate.model.Limit;
import io.tollgate.model.Unit;
import io.tollgate.model.Window;
import java.util.Arrays;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides and counts, by the rules of envoyproxy/ratelimit: a hit is over the limit if usage after it is above the
 * limit, refused hits count too, and every descriptor is counted whatever becomes of the others. Thread-safe. A request
 * whose counters are on the heap takes no lock and touches no disk: it is decided on the event loop.
 */
public final class DecisionEngine {

    private final Supplier<LimitTable> table;
    private final Counters counters;
    private final OwnTotalsAllocator allocator;
    private final MovedListener listener;
    private final IntSupplier liveGateways;
    private final DecisionListener decided;
    private final ChargePlanner planner;
    private final boolean shadowModeForAll;

    /**
     * @param table the limits in force
     * @param liveGateways how many gateways share the counters, at least 1 counted
     * @param modes what holds for all rules
     * @param decided is told what was decided
     */
    public DecisionEngine(
            Supplier<LimitTable> table,
            Counters counters,
            OwnTotalsAllocator allocator,
            MovedListener listener,
            IntSupplier liveGateways,
            GlobalModes modes,
            DecisionListener decided) {
        this.table = table;
        this.counters = counters;
        this.allocator = allocator;
        this.listener = listener;
        this.liveGateways = liveGateways;
        this.decided = decided;
        this.planner = new ChargePlanner(modes.quotaMode());
        this.shadowModeForAll = modes.shadowMode();
    }

    /**
     * What holds for all rules.
     *
     * @param shadowMode whether no request is refused, {@code SHADOW_MODE}
     * @param quotaMode whether each rule is in quota mode, {@code QUOTA_MODE}
     * @param charge which hits use up a limit where its rule does not say; {@code
     *     STOP_CACHE_KEY_INCREMENT_WHEN_OVERLIMIT} is {@link ChargeMode#UNLESS_DENIED_ELSEWHERE}
     */
    public record GlobalModes(boolean shadowMode, boolean quotaMode, ChargeMode charge) {

        public GlobalModes {
            requireNonNull(charge, "charge");
        }
    }

    /**
     * Finds out what a question charges.
     *
     * @throws IllegalArgumentException if a counter's key would be too long
     */
    public Decision prepare(Question question) {
        LimitTable limits = table.get();
        if (!limits.hasDomain(question.domain())) {
            question.descriptors().forEach(descriptor -> decided.unknownDomain(question.domain()));
        }
        return new Decision(planner.plan(limits, question));
    }

    /** A question on its way to an answer. Used by one thread at a time. */
    public final class Decision {
        private final Charge[] charges;

        private Decision(Charge[] charges) {
            this.charges = charges;
        }

        /**
         * Decides and counts.
         *
         * @param nowMillis the one time that holds for the whole request, milliseconds since the Unix epoch
         * @return null if a counter is not on the heap: {@link #loadWith} it off the event loop and ask again
         * @throws JournalFullException if there is no durable room and requests are to be refused then
         */
        public @Nullable Answer tryAnswer(long nowMillis) {
            if (!locate(charges, nowMillis)) {
                return null;
            }
            ensureRoom(charges);
            return reserve(charges) ? conclude(charges, nowMillis) : null;
        }

        /** Brings what {@link #tryAnswer} missed onto the heap. May block. */
        public void loadWith(CounterLoader loader, long nowMillis) {
            for (Charge charge : charges) {
                if (charge.isCounted()) {
                    Counter counter = loader.load(charge.key(), nowMillis);
                    loadForgotten(loader, counter, charge.limit().windows().at(nowMillis));
                    if (charge.accounting != null) {
                        loadForgotten(loader, counter, charge.accounting.at(nowMillis));
                    }
                }
            }
        }

        private void loadForgotten(CounterLoader loader, Counter counter, Window window) {
            if (counter.find(window) == null && counters.mayHaveForgotten(window)) {
                counters.renewFor(window, loader::newSender);
                loader.load(counter, window);
            }
        }
    }

    private boolean locate(Charge[] charges, long nowMillis) {
        for (Charge charge : charges) {
            if (charge.isCounted() && !locate(charge, nowMillis)) {
                return false;
            }
        }
        return true;
    }

    private boolean locate(Charge charge, long nowMillis) {
        Counter counter = counters.find(charge.key());
        if (counter == null) {
            return false;
        }
        CounterWindow limiting = window(counter, charge.limit().windows().at(nowMillis));
        if (limiting == null) {
            return false;
        }
        counter.used(nowMillis);
        charge.limitWindow(limiting);
        charge.accountingWindow = null;
        if (charge.accounting != null) {
            CounterWindow accounting = window(counter, charge.accounting.at(nowMillis));
            if (accounting == null) {
                return false;
            }
            accounting.account();
            charge.accountingWindow = accounting == limiting ? null : accounting;
            if (charge.limit().unit().compareTo(Unit.HOUR) >= 0) {
                limiting.account();
            }
        }
        return true;
    }

    private @Nullable CounterWindow window(Counter counter, Window window) {
        CounterWindow found = counter.find(window);
        if (found != null || counters.mayHaveForgotten(window)) {
            return found;
        }
        return counter.findOrAdd(window, counters.sender());
    }

    /** Takes up the hits of all charges, or of none. */
    private boolean reserve(Charge[] charges) {
        for (int i = 0; i < charges.length; i++) {
            if (charges[i].isCounted() && !reserve(charges[i])) {
                Arrays.stream(charges, 0, i).filter(Charge::isCounted).forEach(DecisionEngine::unreserve);
                return false;
            }
        }
        return true;
    }

    private boolean reserve(Charge charge) {
        CounterWindow limiting = charge.limitWindow();
        CounterWindow accounting = charge.accountingWindow;
        long ownBefore = limiting.reserve(charge.hits);
        if (ownBefore < 0) {
            return false;
        }
        if (accounting != null && accounting.reserve(charge.hits) < 0) {
            limiting.unreserve(charge.hits);
            return false;
        }
        charge.first = ownBefore == 0;
        charge.usedBefore = limiting.base() + ownBefore;
        return true;
    }

    /** Before anything is reserved, because a reservation must not be left behind by an exception. */
    private void ensureRoom(Charge[] charges) {
        for (Charge charge : charges) {
            if (charge.isCounted() && charge.hits != 0) {
                ensureRoom(charge.limitWindow());
                CounterWindow accounting = charge.accountingWindow;
                if (accounting != null) {
                    ensureRoom(accounting);
                }
            }
        }
    }

    private void ensureRoom(CounterWindow window) {
        if (window.isSaturated() || !window.ensureOwn(allocator)) {
            throw new JournalFullException();
        }
    }

    private static void unreserve(Charge charge) {
        charge.limitWindow().unreserve(charge.hits);
        CounterWindow accounting = charge.accountingWindow;
        if (accounting != null) {
            accounting.unreserve(charge.hits);
        }
    }

    private Answer conclude(Charge[] charges, long nowMillis) {
        boolean refused = judge(charges);
        boolean denied = refused && !shadowModeForAll;
        if (refused && shadowModeForAll) {
            decided.sparedByGlobalShadowMode();
        }
        DescriptorAnswer[] answers = new DescriptorAnswer[charges.length];
        for (int i = 0; i < charges.length; i++) {
            Charge charge = charges[i];
            if (charge.isCounted()) {
                settle(charge, denied, refused);
                tell(charge, nowMillis);
                decided.charged(charge);
            }
            answers[i] = answer(charge, nowMillis);
        }
        return new Answer(denied, Arrays.asList(answers));
    }

    /** Refused if a descriptor that is not in quota mode is over, or if all that are in quota mode are. */
    private static boolean judge(Charge[] charges) {
        boolean refused = false;
        boolean quotaMembers = false;
        boolean quotaLeft = false;
        for (Charge charge : charges) {
            charge.over =
                    charge.isCounted() && charge.usedAfter() > charge.limit().requestsPerUnit();
            boolean speaksOver = charge.over && !charge.shadowMode;
            if (charge.quotaMode) {
                quotaMembers = true;
                quotaLeft |= !speaksOver;
            } else {
                refused |= speaksOver;
            }
        }
        return refused || (quotaMembers && !quotaLeft);
    }

    private static void settle(Charge charge, boolean denied, boolean refused) {
        boolean speaksOver = charge.over && !charge.shadowMode;
        Kind kind = !denied ? Kind.ADMITTED : speaksOver ? Kind.DENIED_HERE : Kind.DENIED_ELSEWHERE;
        boolean spared = charge.over && !denied && (charge.shadowMode || refused);
        long wouldDeny = spared ? charge.hits : 0;
        charge.limitWindow().settle(kind, charge.hits, wouldDeny);
        CounterWindow accounting = charge.accountingWindow;
        if (accounting != null) {
            accounting.settle(kind, charge.hits, wouldDeny);
        }
    }

    private void tell(Charge charge, long nowMillis) {
        CounterWindow limiting = charge.limitWindow();
        limiting.applied(charge.limit(), charge.shadowMode);
        if (charge.hits == 0) {
            return;
        }
        boolean metered = charge.accounting != null;
        long limit = charge.limit().requestsPerUnit();
        long used = charge.usedAfter();
        boolean report = metered || used >= limit / 5;
        listener.moved(limiting, nowMillis, report, report && isUrgent(charge, limiting, metered, limit, used));
        CounterWindow accounting = charge.accountingWindow;
        if (accounting != null) {
            listener.moved(accounting, nowMillis, true, false);
        }
    }

    /**
     * A first metered hit and a crossing are told at once; what is far from its limit can wait, and so can anything that
     * nobody else decides by.
     */
    private boolean isUrgent(Charge charge, CounterWindow window, boolean metered, long limit, long used) {
        if (charge.over) {
            return charge.usedBefore <= limit;
        }
        if (metered && charge.first) {
            return true;
        }
        int gateways = liveGateways.getAsInt();
        if (gateways <= 1) {
            return false;
        }
        return used >= limit - limit / 5 || window.unreported() > (limit - used) / 100 / gateways;
    }

    private static DescriptorAnswer answer(Charge charge, long nowMillis) {
        if (!charge.isCounted()) {
            return charge.effect == Charge.Effect.NONE ? DescriptorAnswer.NO_LIMIT : DescriptorAnswer.UNLIMITED;
        }
        Limit limit = charge.limit();
        long endSeconds = Math.floorDiv(charge.limitWindow().window().endMillis(), 1000);
        long resetSeconds = endSeconds - Math.floorDiv(nowMillis, 1000);
        long remaining = charge.over ? 0 : limit.requestsPerUnit() - charge.usedAfter();
        LimitRule rule = charge.rule();
        return new DescriptorAnswer(
                charge.over && !charge.shadowMode,
                limit,
                remaining,
                Math.max(1, resetSeconds),
                charge.quotaMode,
                rule == null ? Map.of() : rule.metadata());
    }
}
