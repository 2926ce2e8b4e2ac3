package io.tollgate.gateway.decision;

import static java.util.Objects.requireNonNull;

import io.tollgate.gateway.decision.Decision.DescriptorDecision;
import io.tollgate.gateway.decision.Decision.LimitDecision;
import io.tollgate.gateway.limits.ChargePlan;
import io.tollgate.gateway.limits.ChargedLimit;
import io.tollgate.gateway.limits.LimitRule;
import io.tollgate.model.ChargeMode;
import io.tollgate.model.CounterKey;
import io.tollgate.model.DescriptorEntry;
import io.tollgate.model.Limit;
import io.tollgate.model.Unit;
import io.tollgate.model.Windows;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One descriptor while its request is decided: what it charges, in which windows, and what its limits said. Used by one
 * thread at a time.
 *
 * <p>A counter is charged in each of its windows that a limit decides by or the ledger holds, in each once, though two
 * limits may share it.
 */
final class ChargeState implements ChargedHits {

    /** Stands for the limit where hits are counted without one. */
    private static final Limit OBSERVED = new Limit("", Long.MAX_VALUE, Unit.HOUR, Windows.accounting(ZoneOffset.UTC));

    /** Stands for the limit where the subject has no subscription that holds: it has nothing. */
    private static final Limit NOT_ENTITLED = new Limit("", 0, Unit.HOUR, Windows.accounting(ZoneOffset.UTC));

    private static final LimitState[] NO_LIMITS = {};

    /** What the table says: that of a subscription is still to be found. */
    final ChargePlan planOfRule;

    final ChargePlan plan;
    final LimitState[] limits;
    private final String domain;
    private final RateLimitQuery.Descriptor descriptor;
    private final @Nullable CounterKey key;
    private final @Nullable SubscribedPlan subscribed;
    private final CounterWindow[] windows;
    private int @Nullable [] usedUp;
    private int windowCount;
    private boolean over;
    private boolean overInShadow;
    private HitOutcome outcome = HitOutcome.ADMITTED;
    private @Nullable CounterKey overflowKey;
    private boolean overflows;

    /** @param key of the counter that is charged; null if the plan charges none */
    ChargeState(ChargePlan plan, String domain, RateLimitQuery.Descriptor descriptor, @Nullable CounterKey key) {
        this(plan, plan, domain, descriptor, key, null);
    }

    /**
     * @param planOfRule what the table says
     * @param subscribed what the subject's subscription says, where the limits are those of one
     */
    ChargeState(
            ChargePlan planOfRule,
            ChargePlan plan,
            String domain,
            RateLimitQuery.Descriptor descriptor,
            @Nullable CounterKey key,
            @Nullable SubscribedPlan subscribed) {
        this.planOfRule = planOfRule;
        this.plan = plan;
        this.domain = domain;
        this.descriptor = descriptor;
        this.key = key;
        this.subscribed = subscribed;
        List<ChargedLimit> charged = plan.limits();
        limits = charged.isEmpty() ? NO_LIMITS : new LimitState[charged.size()];
        for (int i = 0; i < limits.length; i++) {
            limits[i] = new LimitState(charged.get(i));
        }
        windows = new CounterWindow[limits.length + (plan.accounting() == null ? 0 : 1)];
        if (isNotEntitled()) {
            sumUp();
        }
    }

    boolean isCounted() {
        return plan.isCounted();
    }

    /** Returns whether what it charges is a matter of a subscription, and has to be looked up, for the first time or again. */
    boolean lacksTerms(long nowMillis, EarlierUsages earlier) {
        return plan.effect() == ChargePlan.Effect.SUBSCRIBED
                || (subscribed != null && !subscribed.holdsAt(nowMillis, earlier));
    }

    /** Returns what the subject's subscription says; null where the limits are not those of one. */
    @Nullable SubscribedPlan subscribed() {
        return subscribed;
    }

    /** Returns the subject whose subscription has the limits: the value of the last entry. */
    String subject() {
        List<DescriptorEntry> entries = descriptor.entries();
        return entries.get(entries.size() - 1).value();
    }

    /** Returns the same charge with what the subject's subscription says. */
    ChargeState with(SubscribedPlan any) {
        SubscribedPlan late = any.late();
        SubscribedPlan found = late != null && isReport(late.plan()) ? late : any;
        CounterKey counter = found.counter();
        if (counter == null && found.plan().isCounted()) {
            counter =
                    ChargePlanner.key(domain, descriptor.entries(), found.plan().rule());
        }
        return new ChargeState(planOfRule, found.plan(), domain, descriptor, counter, found);
    }

    private boolean isReport(ChargePlan late) {
        return hits() > 0 && !givesBack() && (late.reported() || descriptor.reported());
    }

    /** Returns the counter's key; only of a counted charge. */
    CounterKey key() {
        return requireNonNull(key, "key");
    }

    /** Finds its counter on the heap; null if it is not there. Only of a counted charge. */
    @Nullable Counter findCounter(Counters counters) {
        return subscribed == null ? counters.find(key()) : subscribed.find(key(), counters);
    }

    /** Forgets where it charges: the windows are looked up again. */
    void restart() {
        windowCount = 0;
        usedUp = null;
        overflows = false;
    }

    /** Notes that its counter has no place of its own in the ledger: the hits are accounted with those of others. */
    void overflow() {
        overflows = true;
    }

    /** Returns whether its hits are accounted with those of others. */
    boolean overflows() {
        return overflows;
    }

    /** Returns whether its counter is metered under its own name. */
    boolean isMetered() {
        return plan.accounting() != null && !overflows;
    }

    /** Returns the key of the counter in which hits are accounted together, one for each rule. */
    CounterKey overflowKey() {
        CounterKey shared = overflowKey;
        if (shared == null) {
            // who has bought has a place
            shared = subscribed != null && subscribed.counter() != null
                    ? key()
                    : ChargePlanner.overflowKey(domain, descriptor.entries(), plan.rule());
            overflowKey = shared;
        }
        return shared;
    }

    /** Notes one of the windows that are charged. */
    void charges(CounterWindow window) {
        if (placeOf(window) < 0) {
            windows[windowCount++] = window;
        }
    }

    /** Notes the window in which the hits are accounted; once, so in no other that could be accounted too. */
    void accountedIn(CounterWindow accounting) {
        for (LimitState limit : limits) {
            CounterWindow window = limit.window();
            if (window != accounting && !window.window().isLongerThanAnHour()) {
                window.countApart();
            }
        }
        charges(accounting);
    }

    private int placeOf(CounterWindow window) {
        for (int i = 0; i < windowCount; i++) {
            if (windows[i] == window) {
                return i;
            }
        }
        return -1;
    }

    int windowCount() {
        return windowCount;
    }

    CounterWindow window(int place) {
        return windows[place];
    }

    /** Returns whether the hits are given back rather than added. */
    boolean givesBack() {
        return descriptor.givesBack();
    }

    /** Returns whether the hits were served before they were told, so that no answer can deny them. */
    boolean isReported() {
        return !givesBack() && (plan.reported() || descriptor.reported());
    }

    /** Returns for how many hits the limits must have room: where hits are reported, none asks whether anything remains. */
    long asked() {
        return hits() == 0 && isReported() ? 1 : hits();
    }

    /** Returns by how many hits what is used changes if they are counted. */
    long change() {
        return givesBack() ? -hits() : hits();
    }

    /** Whether hits were taken up. */
    enum Reservation {
        /** In all windows. */
        TAKEN,
        /** In none: one was closed meanwhile. */
        CLOSED,
        /** In none: one has no room for them. */
        TOO_MANY
    }

    /**
     * Takes up the hits in all windows, or in none: then what was taken up is taken back. Of hits that are given back the
     * room was there for an instant. One that charges no counter has no windows, and takes nothing.
     */
    Reservation reserve() {
        long change = change();
        for (int i = 0; i < windowCount; i++) {
            long ownBefore = windows[i].reserve(change);
            boolean closed = CounterWindow.isClosed(ownBefore);
            if (closed || !windows[i].hasRoomFor(ownBefore, change)) {
                unreserve(i + 1);
                return closed ? Reservation.CLOSED : Reservation.TOO_MANY;
            }
            for (LimitState charged : limits) {
                if (charged.window() == windows[i]) {
                    charged.reservedAfter(ownBefore);
                }
            }
        }
        return Reservation.TAKEN;
    }

    void unreserve() {
        unreserve(windowCount);
    }

    private void unreserve(int taken) {
        for (int i = 0; i < taken; i++) {
            windows[i].unreserve(change());
        }
    }

    /** Notes that the window's used hits of a mode were told of what this charge uses up there. */
    void usedUp(CounterWindow window, ChargeMode mode) {
        if (usedUp == null) {
            usedUp = new int[windows.length];
        }
        usedUp[placeOf(window)] |= CounterWindow.bit(mode);
    }

    /** Sums up the verdicts of its limits. */
    void sumUp() {
        over = isNotEntitled() && !isRuleInShadow();
        overInShadow = isNotEntitled() && isRuleInShadow();
        for (LimitState charged : limits) {
            over |= charged.isOver() && !charged.limit().shadowMode();
            overInShadow |= charged.isOver() && charged.limit().shadowMode();
        }
    }

    /** Returns whether the subject has no subscription that holds, and the file says that such requests are denied. */
    boolean isNotEntitled() {
        return plan.effect() == ChargePlan.Effect.DENIED;
    }

    private boolean isRuleInShadow() {
        LimitRule rule = rule();
        return rule != null && rule.shadowMode();
    }

    /** Returns whether it is over a limit that denies. */
    boolean isOver() {
        return over;
    }

    /** Notes what became of the request. */
    void became(HitOutcome became) {
        outcome = became;
    }

    HitOutcome outcome() {
        return outcome;
    }

    /**
     * Counts the hits durably in all windows.
     *
     * @param shadowed whether the request is admitted although it is over its limits, because of the global shadow mode
     */
    void settle(boolean shadowed) {
        boolean marked = outcome == HitOutcome.ADMITTED && (overInShadow || (over && shadowed));
        for (int i = 0; i < windowCount; i++) {
            long wouldDeny = marked && isMarkedIn(windows[i]) ? hits() : 0;
            windows[i].settle(outcome, hits(), wouldDeny, usedUp == null ? 0 : usedUp[i]);
        }
    }

    /** A limit in shadow mode says what it would have denied in its own window, and in the ledger's. */
    private boolean isMarkedIn(CounterWindow window) {
        boolean limiting = false;
        for (LimitState charged : limits) {
            if (charged.window() == window) {
                limiting = true;
                if (charged.isOver()) {
                    return true;
                }
            }
        }
        return !limiting;
    }

    /**
     * Returns the limit that the answer shows: of those that are over, the one that ends last; else the one with the
     * least remaining. One in shadow mode only where there is no other. Null where hits are only observed.
     */
    private @Nullable LimitState shown() {
        LimitState shown = null;
        for (LimitState candidate : limits) {
            if (shown == null || isMoreTelling(candidate, shown)) {
                shown = candidate;
            }
        }
        return shown;
    }

    private boolean isMoreTelling(LimitState candidate, LimitState than) {
        if (candidate.limit().shadowMode() != than.limit().shadowMode()) {
            return than.limit().shadowMode();
        }
        if (candidate.isOver() != than.isOver()) {
            return candidate.isOver();
        }
        return candidate.isOver()
                ? candidate.window().window().endMillis()
                        > than.window().window().endMillis()
                : remaining(candidate) < remaining(than);
    }

    /** Returns what is said of the descriptor. */
    DescriptorDecision decision(long nowMillis) {
        if (!isCounted()) {
            return switch (plan.effect()) {
                case DENIED -> DescriptorDecision.notEntitled(over, plan.quotaMode(), metadata(), toldOfSubscription());
                case NONE -> DescriptorDecision.NO_LIMIT;
                case UNLIMITED, SUBSCRIBED, COUNTED -> DescriptorDecision.UNLIMITED;
            };
        }
        LimitState shown = shown();
        if (shown == null || isOnlyCounted(shown)) {
            return DescriptorDecision.UNLIMITED; // hits are only observed
        }
        return new DescriptorDecision(
                over,
                shown.limit(),
                remaining(shown),
                shown.resetSeconds(nowMillis),
                plan.quotaMode(),
                metadata(),
                toldOfSubscription());
    }

    /** Plans may count without a limit; in a file the largest number is a limit like others. */
    private boolean isOnlyCounted(LimitState limit) {
        return subscribed != null && limit.limit().isUnlimited();
    }

    private Map<String, @Nullable Object> toldOfSubscription() {
        return subscribed == null ? Map.of() : subscribed.told();
    }

    /** What the file says, and what the subscription is. */
    private Map<String, @Nullable Object> metadata() {
        if (subscribed != null) {
            return subscribed.metadata();
        }
        LimitRule rule = rule();
        return rule == null ? Map.of() : rule.metadata();
    }

    /**
     * Says of each of its limits that is not in shadow mode what was decided.
     *
     * @param place of the descriptor in the query
     */
    void tellLimits(int place, long nowMillis, List<LimitDecision> into) {
        for (LimitState each : limits) {
            if (!each.limit().shadowMode() && !isOnlyCounted(each)) {
                into.add(new LimitDecision(
                        place,
                        each.limit(),
                        each.isOver(),
                        remaining(each),
                        each.resetSeconds(nowMillis),
                        each.window().window().lengthMillis() / 1000));
            }
        }
    }

    /** Returns the hits that the limit has left. */
    private long remaining(LimitState of) {
        return of.isOver() ? 0 : Math.max(0, of.limit().requestsPerUnit() - of.usedAfter(outcome, hits()));
    }

    /** For metrics a limit in shadow mode speaks if no other is over: nobody would hear of it otherwise. */
    private @Nullable LimitState told() {
        if (!over && overInShadow) {
            for (LimitState candidate : limits) {
                if (candidate.isOver()) {
                    return candidate;
                }
            }
        }
        return shown();
    }

    @Override
    public String domain() {
        return domain;
    }

    @Override
    public List<DescriptorEntry> entries() {
        return descriptor.entries();
    }

    @Override
    public @Nullable LimitRule rule() {
        return plan.rule();
    }

    @Override
    public long hits() {
        return descriptor.hits();
    }

    @Override
    public Limit limit() {
        LimitState told = told();
        return told == null ? isNotEntitled() ? NOT_ENTITLED : OBSERVED : told.limit();
    }

    @Override
    public long usedBefore() {
        LimitState told = told();
        return told == null ? 0 : told.usedBefore();
    }

    @Override
    public boolean givenBack() {
        return givesBack();
    }

    @Override
    public boolean overLimit() {
        return over || overInShadow;
    }

    @Override
    public boolean shadowMode() {
        return !over && overInShadow;
    }
}
