package io.tollgate.gateway.decision;

import static java.util.Objects.requireNonNull;

import io.tollgate.accounting.Urgency;
import io.tollgate.gateway.decision.Decision.DescriptorDecision;
import io.tollgate.gateway.limits.LimitRule;
import io.tollgate.gateway.limits.LimitTable;
import io.tollgate.model.ChargeMode;
import io.tollgate.model.Limit;
import io.tollgate.model.Window;
import io.tollgate.model.Windows;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides and counts, by the rules of envoyproxy/ratelimit: a hit is over the limit if usage after it is above the
 * limit, denied hits count too unless the limit says otherwise, and every descriptor is judged whatever becomes of the
 * others. Thread-safe. A request whose counters are on the heap takes no lock and touches no disk: it is decided on the
 * event loop.
 */
public final class DecisionEngine {

    private final Supplier<LimitTable> table;
    private final Counters counters;
    private final OwnTotalsAllocator allocator;
    private final DirtyWindowObserver dirtyWindows;
    private final IntSupplier liveGateways;
    private final DecisionObserver decisions;
    private final ChargePlanner planner;
    private final LimitEvaluator evaluator;
    private final boolean shadowModeForAll;

    /**
     * @param table the limits in force
     * @param liveGateways how many gateways share the counters, at least 1 counted
     * @param modes what holds for all rules
     * @param decisions observes what was decided
     */
    public DecisionEngine(
            Supplier<LimitTable> table,
            Counters counters,
            OwnTotalsAllocator allocator,
            DirtyWindowObserver dirtyWindows,
            IntSupplier liveGateways,
            GlobalModes modes,
            DecisionObserver decisions) {
        this.table = table;
        this.counters = counters;
        this.allocator = allocator;
        this.dirtyWindows = dirtyWindows;
        this.liveGateways = liveGateways;
        this.decisions = decisions;
        this.planner = new ChargePlanner(modes.quotaMode(), modes.charge());
        this.evaluator = new LimitEvaluator(modes.shadowMode());
        this.shadowModeForAll = modes.shadowMode();
    }

    /**
     * What holds for all rules.
     *
     * @param shadowMode whether no request is denied, {@code SHADOW_MODE}
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
     * Finds out what a query charges.
     *
     * @throws IllegalArgumentException if a counter's key would be too long
     */
    public PendingDecision prepare(RateLimitQuery query) {
        LimitTable limits = table.get();
        if (!limits.hasDomain(query.domain())) {
            query.descriptors().forEach(descriptor -> decisions.unknownDomain(query.domain()));
        }
        return new PendingDecision(planner.plan(limits, query));
    }

    /** A query on its way to a decision. Used by one thread at a time. */
    public final class PendingDecision {
        private final CounterCharge[] charges;

        private PendingDecision(CounterCharge[] charges) {
            this.charges = charges;
        }

        /**
         * Decides and counts.
         *
         * @param nowMillis the one time that holds for the whole request, milliseconds since the Unix epoch
         * @return null if a counter is not on the heap: {@link #loadWith} it off the event loop and ask again
         * @throws JournalFullException if there is no durable room and requests are to be rejected then
         * @throws TooManyHitsException if a counter would have more hits than can be accounted; nothing is counted
         */
        public @Nullable Decision tryDecide(long nowMillis) {
            if (!locate(charges, nowMillis)) {
                return null;
            }
            ensureRoom(charges);
            if (!reserve(charges)) {
                return null;
            }
            return conclude(charges, nowMillis);
        }

        /** Brings what {@link #tryDecide} missed onto the heap. May block. */
        public void loadWith(CounterLoader loader, long nowMillis) {
            for (CounterCharge charge : charges) {
                if (charge.isCounted()) {
                    load(charge, loader, nowMillis);
                }
            }
        }

        private void load(CounterCharge charge, CounterLoader loader, long nowMillis) {
            Counter counter = loader.load(charge.key(), nowMillis);
            for (ChargedLimit limit : charge.limits) {
                Windows windows = limit.limit.windows();
                Window window = windows.at(nowMillis);
                loadForgotten(loader, counter, window);
                if (limit.limit.isSliding()) {
                    counter.slide();
                    loader.loadEnded(counter, windows.before(window));
                }
            }
            if (charge.accounting != null) {
                loadForgotten(loader, counter, counter.accountingSpan(charge.accounting.at(nowMillis), nowMillis));
            }
        }

        private void loadForgotten(CounterLoader loader, Counter counter, Window window) {
            CounterWindow found = counter.find(window);
            if (found == null ? counters.mayHaveForgotten(window) : !found.takesHits()) {
                counters.renewFor(window, loader::newSender);
                loader.load(counter, window);
            }
        }
    }

    private boolean locate(CounterCharge[] charges, long nowMillis) {
        for (CounterCharge charge : charges) {
            if (charge.isCounted() && !locate(charge, nowMillis)) {
                return false;
            }
        }
        return true;
    }

    private boolean locate(CounterCharge charge, long nowMillis) {
        Counter counter = counters.find(charge.key());
        if (counter == null) {
            return false;
        }
        counter.used(nowMillis);
        charge.restart();
        for (ChargedLimit limit : charge.limits) {
            if (!locate(charge, limit, counter, nowMillis)) {
                return false;
            }
        }
        if (charge.accounting != null) {
            CounterWindow accounting = accounting(charge, counter, charge.accounting.at(nowMillis), nowMillis);
            if (accounting == null) {
                return false;
            }
            if (charge.limits.length == 0) {
                accounting.observe();
            }
            charge.accountedIn(accounting);
        }
        return true;
    }

    /**
     * Finds the one window in which the charge's hits are accounted. That of its zone, unless another holds them already:
     * a zone that changes by part of an hour, or a limit in the request that has another, must not account them twice.
     */
    private @Nullable CounterWindow accounting(CounterCharge charge, Counter counter, Window hour, long nowMillis) {
        for (ChargedLimit limit : charge.limits) {
            if (limit.window().isAccounting()) {
                return limit.window();
            }
        }
        CounterWindow found = counter.find(hour);
        if (found != null && found.isAccounting() && found.takesHits()) {
            return found;
        }
        do {
            found = window(counter, counter.accountingSpan(hour, nowMillis));
        } while (found != null && !found.isAccounting() && !counter.account(found, hour, nowMillis));
        return found;
    }

    private boolean locate(CounterCharge charge, ChargedLimit charged, Counter counter, long nowMillis) {
        Limit limit = charged.limit;
        Window span = limit.windows().at(nowMillis);
        CounterWindow window = window(counter, span);
        if (window == null) {
            return false;
        }
        CounterWindow before = null;
        if (limit.isSliding()) {
            counter.slide();
            before = counter.find(limit.windows().before(span));
        }
        charged.found(window, before, nowMillis);
        charge.charges(window);
        // hits are accounted once in windows of an hour or less: this one may overlap two of those
        if (charge.accounting != null && span.isLongerThanAnHour()) {
            window.account();
        }
        return true;
    }

    private @Nullable CounterWindow window(Counter counter, Window window) {
        CounterWindow found = counter.find(window);
        if (found == null && !counters.mayHaveForgotten(window)) {
            found = counter.findOrAdd(window, counters.sender());
        }
        return found != null && found.takesHits() ? found : null;
    }

    /** Before anything is reserved, because a reservation must not be left behind by an exception. */
    private void ensureRoom(CounterCharge[] charges) {
        for (CounterCharge charge : charges) {
            if (charge.isCounted() && charge.hits() != 0) {
                for (int i = 0; i < charge.windowCount(); i++) {
                    ensureRoom(charge.window(i), charge.change());
                }
            }
        }
    }

    private void ensureRoom(CounterWindow window, long change) {
        if (!window.seemsToHaveRoomFor(change)) {
            throw new TooManyHitsException();
        }
        if (!window.ensureOwn(allocator)) {
            throw new JournalFullException();
        }
    }

    /** Takes up the hits of all charges, or of none: then false if a window was closed meanwhile. */
    private static boolean reserve(CounterCharge[] charges) {
        for (int i = 0; i < charges.length; i++) {
            CounterCharge.Reservation reserved =
                    charges[i].isCounted() ? charges[i].reserve() : CounterCharge.Reservation.TAKEN;
            if (reserved != CounterCharge.Reservation.TAKEN) {
                unreserve(charges, i);
                if (reserved == CounterCharge.Reservation.TOO_MANY) {
                    throw new TooManyHitsException();
                }
                return false;
            }
        }
        return true;
    }

    private static void unreserve(CounterCharge[] charges, int taken) {
        for (int i = 0; i < taken; i++) {
            if (charges[i].isCounted()) {
                charges[i].unreserve();
            }
        }
    }

    private Decision conclude(CounterCharge[] charges, long nowMillis) {
        boolean overLimit = evaluator.evaluate(charges);
        boolean shadowed = overLimit && shadowModeForAll;
        boolean denied = overLimit && !shadowed;
        if (shadowed) {
            decisions.admittedByGlobalShadowMode();
        }
        if (charges.length == 1) {
            return new Decision(denied, List.of(conclude(charges[0], shadowed, nowMillis)));
        }
        DescriptorDecision[] descriptors = new DescriptorDecision[charges.length];
        for (int i = 0; i < charges.length; i++) {
            descriptors[i] = conclude(charges[i], shadowed, nowMillis);
        }
        return new Decision(denied, List.of(descriptors));
    }

    /** @param shadowed whether the request is admitted although it is over its limits, because of the global shadow mode */
    private DescriptorDecision conclude(CounterCharge charge, boolean shadowed, long nowMillis) {
        if (charge.isCounted()) {
            charge.settle(shadowed);
            publish(charge, nowMillis);
            decisions.charged(charge);
        }
        return decision(charge);
    }

    private void publish(CounterCharge charge, long nowMillis) {
        for (ChargedLimit limit : charge.limits) {
            limit.firstToDecide = limit.window().applied(limit.limit, limit.mode);
        }
        if (charge.hits() == 0) {
            return;
        }
        for (int i = 0; i < charge.windowCount(); i++) {
            CounterWindow window = charge.window(i);
            boolean metered = window.isAccounted() || (charge.accounting != null && !window.isShort());
            // limits in requests differ from one to the next: a part of this one may be all of another
            boolean inRequest = charge.rule() == null && !window.isShort();
            boolean report = metered || inRequest || window.isReportable();
            report |= charge.givesBack(); // others may count the hits, and near their limit
            boolean urgent = false;
            for (ChargedLimit limit : charge.limits) {
                if (limit.window() == window) {
                    long used = limit.usedAfter(charge.kind(), charge.hits());
                    report |= used >= limit.limit.requestsPerUnit() / 5;
                    urgent |= charge.givesBack() ? makesRoom(limit) : isUrgent(limit, metered, used);
                }
            }
            dirtyWindows.dirty(window, nowMillis, report, report && urgent);
        }
    }

    /**
     * Reported at once: a first metered hit, a limit's first decision by a window that was only accounted so far, and a
     * change to over limit. What is far from its limit can wait, and so can anything that nobody else decides by.
     */
    private boolean isUrgent(ChargedLimit charged, boolean metered, long used) {
        long limit = charged.limit.requestsPerUnit();
        CounterWindow window = charged.window();
        if (charged.over) {
            return charged.usedBefore() <= limit && used > limit;
        }
        if (metered && ((charged.isFirst() && !window.isReportable()) || charged.firstToDecide)) {
            return true;
        }
        return Urgency.isUrgent(limit, used, window.unreported(), liveGateways.getAsInt());
    }

    /** What makes room where little was left, or much, is told at once if somebody else decides by it. */
    private boolean makesRoom(ChargedLimit charged) {
        return Urgency.isUrgent(
                charged.limit.requestsPerUnit(),
                charged.usedBefore(),
                charged.window().unreported(),
                liveGateways.getAsInt());
    }

    private static DescriptorDecision decision(CounterCharge charge) {
        if (!charge.isCounted()) {
            return charge.effect == CounterCharge.Effect.NONE
                    ? DescriptorDecision.NO_LIMIT
                    : DescriptorDecision.UNLIMITED;
        }
        ChargedLimit shown = charge.shown();
        if (shown == null) {
            return DescriptorDecision.UNLIMITED; // hits are only observed
        }
        LimitRule rule = charge.rule();
        return new DescriptorDecision(
                charge.isOver(),
                shown.limit,
                charge.remaining(shown),
                shown.resetSeconds(),
                charge.quotaMode,
                rule == null ? Map.of() : rule.metadata());
    }
}
