package io.tollgate.gateway.decision;

import static java.util.Objects.requireNonNull;

import io.tollgate.gateway.decision.Decision.DescriptorDecision;
import io.tollgate.gateway.limits.LimitTable;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides and counts, by the rules of envoyproxy/ratelimit: a hit is over the limit if usage after it is above the
 * limit, denied hits count too unless the limit says otherwise, and every descriptor is judged whatever becomes of the
 * others. Thread-safe. A request whose counters are on the heap takes no lock and touches no disk: it is decided on the
 * event loop.
 *
 * <p>A request goes one way: its descriptors are {@linkplain ChargePlanner planned}, their windows {@linkplain
 * WindowLocator located}, a durable place for each is made sure of, its hits are reserved, its limits {@linkplain
 * HitCharger charged} by the verdicts of {@link LimitEvaluator}, the hits settled as what they turned out to be, and
 * {@linkplain DirtyWindows told} to whoever copies and reports them.
 */
public final class DecisionEngine {

    private final Supplier<LimitTable> table;
    private final WindowLocator locator;
    private final EarlierUsages earlier;
    private final MeteredCounters metered;
    private final SubscribedPlans subscribed;
    private final OwnTotalsAllocator allocator;
    private final DirtyWindows dirtyWindows;
    private final DecisionObserver decisions;

    /**
     * @param table the limits in force
     * @param subscribed what subjects are charged whose limits are those of subscriptions
     * @param liveGateways how many gateways share the counters, at least 1 counted
     * @param decisions observes what was decided
     */
    public DecisionEngine(
            Supplier<LimitTable> table,
            SubscribedPlans subscribed,
            Counters counters,
            OwnTotalsAllocator allocator,
            DirtyWindowObserver dirtyWindows,
            IntSupplier liveGateways,
            DecisionObserver decisions) {
        this.table = requireNonNull(table, "table");
        this.subscribed = requireNonNull(subscribed, "subscribed");
        this.locator = new WindowLocator(requireNonNull(counters, "counters"));
        this.earlier = counters;
        this.metered = counters.metered();
        this.allocator = requireNonNull(allocator, "allocator");
        this.dirtyWindows = new DirtyWindows(
                requireNonNull(dirtyWindows, "dirtyWindows"), requireNonNull(liveGateways, "liveGateways"));
        this.decisions = requireNonNull(decisions, "decisions");
    }

    /** Makes an engine that knows no subscriptions. */
    public DecisionEngine(
            Supplier<LimitTable> table,
            Counters counters,
            OwnTotalsAllocator allocator,
            DirtyWindowObserver dirtyWindows,
            IntSupplier liveGateways,
            DecisionObserver decisions) {
        this(table, SubscribedPlans.NONE, counters, allocator, dirtyWindows, liveGateways, decisions);
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
        return new PendingDecision(this, limits, query);
    }

    @Nullable Decision tryDecide(PendingDecision pending, long nowMillis) {
        ChargeState[] charges = pending.charges;
        if (!pending.findTerms(subscribed, earlier, nowMillis) || !locator.locate(charges, nowMillis)) {
            return null;
        }
        ensureRoom(charges);
        if (!reserve(charges)) {
            return null;
        }
        boolean overLimit = HitCharger.charge(charges, nowMillis, pending.shadowMode);
        boolean shadowed = overLimit && pending.shadowMode;
        if (shadowed) {
            decisions.admittedByGlobalShadowMode();
        }
        return new Decision(overLimit && !shadowed, settle(charges, shadowed, nowMillis), pending.limits(nowMillis));
    }

    boolean addNew(PendingDecision pending, CounterLoader loader, long nowMillis) {
        return pending.findTerms(subscribed, earlier, nowMillis) && locator.addNew(pending.charges, loader, nowMillis);
    }

    void load(PendingDecision pending, CounterLoader loader, long nowMillis) {
        pending.loadTerms(subscribed, earlier, nowMillis);
        pending.findTerms(subscribed, earlier, nowMillis);
        locator.load(pending.charges, loader, nowMillis);
    }

    /** Before anything is reserved, because a reservation must not be left behind by an exception. */
    private void ensureRoom(ChargeState[] charges) {
        for (ChargeState charge : charges) {
            if (charge.hits() != 0) {
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
    private static boolean reserve(ChargeState[] charges) {
        for (int i = 0; i < charges.length; i++) {
            ChargeState.Reservation reserved = charges[i].reserve();
            if (reserved != ChargeState.Reservation.TAKEN) {
                unreserve(charges, i);
                if (reserved == ChargeState.Reservation.TOO_MANY) {
                    throw new TooManyHitsException();
                }
                return false;
            }
        }
        return true;
    }

    private static void unreserve(ChargeState[] charges, int taken) {
        for (int i = 0; i < taken; i++) {
            charges[i].unreserve();
        }
    }

    /** @param shadowed whether the request is admitted although it is over its limits, because of the global shadow mode */
    private List<DescriptorDecision> settle(ChargeState[] charges, boolean shadowed, long nowMillis) {
        if (charges.length == 1) {
            return List.of(settle(charges[0], shadowed, nowMillis));
        }
        DescriptorDecision[] descriptors = new DescriptorDecision[charges.length];
        for (int i = 0; i < charges.length; i++) {
            descriptors[i] = settle(charges[i], shadowed, nowMillis);
        }
        return List.of(descriptors);
    }

    private DescriptorDecision settle(ChargeState charge, boolean shadowed, long nowMillis) {
        if (charge.isCounted()) {
            charge.settle(shadowed);
            if (charge.overflows()) {
                metered.overflowed(charge.domain(), charge.hits());
            }
            dirtyWindows.charged(charge, nowMillis);
            decisions.charged(charge);
        } else if (charge.isNotEntitled()) {
            decisions.charged(charge);
        }
        SubscribedPlan terms = charge.subscribed();
        if (terms != null && terms.reason() != null) {
            decisions.notEntitled(charge.domain(), terms.reason());
        }
        return charge.decision(nowMillis);
    }
}
