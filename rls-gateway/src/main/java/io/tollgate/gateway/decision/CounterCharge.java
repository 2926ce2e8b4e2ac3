package io.tollgate.gateway.decision;

import static java.util.Objects.requireNonNull;

import io.tollgate.gateway.limits.LimitRule;
import io.tollgate.model.ChargeMode;
import io.tollgate.model.CounterKey;
import io.tollgate.model.DescriptorEntry;
import io.tollgate.model.Limit;
import io.tollgate.model.Unit;
import io.tollgate.model.Windows;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one descriptor of a request charges, and, while the request is decided, where. Used by one thread at a time.
 *
 * <p>A counter is charged in each of its windows that a limit decides by or the ledger holds, in each once, though two
 * limits may share it.
 */
final class CounterCharge implements ChargedHits {

    /** What matching a descriptor came to. */
    enum Effect {
        /** No limit applies. */
        NONE,
        /** A rule says that no limit applies. */
        UNLIMITED,
        /** A counter is charged. */
        COUNTED
    }

    /** Stands for the limit where hits are counted without one. */
    private static final Limit OBSERVED = new Limit("", Long.MAX_VALUE, Unit.HOUR, Windows.accounting(ZoneOffset.UTC));

    private static final ChargedLimit[] NO_LIMITS = {};

    final Effect effect;
    final boolean quotaMode;
    final ChargedLimit[] limits;

    /** How metered hits are accounted; null where they are not metered. */
    final @Nullable Windows accounting;

    private final @Nullable String domain;
    private final RateLimitQuery.Descriptor descriptor;
    private final @Nullable LimitRule rule;
    private final @Nullable CounterKey key;
    private final CounterWindow[] windows;
    private int @Nullable [] usedUp;
    private int windowCount;
    private boolean over;
    private boolean overInShadow;
    private HitOutcome kind = HitOutcome.ADMITTED;

    private CounterCharge(
            Effect effect,
            @Nullable String domain,
            RateLimitQuery.Descriptor descriptor,
            @Nullable LimitRule rule,
            @Nullable CounterKey key,
            boolean quotaMode,
            ChargedLimit[] limits,
            @Nullable Windows accounting) {
        this.effect = effect;
        this.domain = domain;
        this.descriptor = descriptor;
        this.rule = rule;
        this.key = key;
        this.quotaMode = quotaMode;
        this.limits = limits;
        this.accounting = accounting;
        int most = limits.length + (accounting == null ? 0 : 1);
        this.windows = new CounterWindow[most];
    }

    static CounterCharge none(RateLimitQuery.Descriptor descriptor, boolean quotaMode) {
        return new CounterCharge(Effect.NONE, null, descriptor, null, null, quotaMode, NO_LIMITS, null);
    }

    static CounterCharge unlimited(RateLimitQuery.Descriptor descriptor) {
        return new CounterCharge(Effect.UNLIMITED, null, descriptor, null, null, false, NO_LIMITS, null);
    }

    /**
     * Returns the charge of a counter.
     *
     * @param rule null where the limit came with the request
     * @param accounting how metered hits are accounted; null where they are not metered
     */
    static CounterCharge counted(
            String domain,
            RateLimitQuery.Descriptor descriptor,
            @Nullable LimitRule rule,
            CounterKey key,
            boolean quotaMode,
            ChargedLimit[] limits,
            @Nullable Windows accounting) {
        return new CounterCharge(Effect.COUNTED, domain, descriptor, rule, key, quotaMode, limits, accounting);
    }

    /** Returns a charge mode as one bit of a set of them. */
    static int bit(ChargeMode mode) {
        return switch (mode) {
            case ALL -> 1;
            case UNLESS_DENIED_ELSEWHERE -> 2;
            case ADMITTED -> 4;
        };
    }

    boolean isCounted() {
        return effect == Effect.COUNTED;
    }

    /** Returns the counter's key; only of a counted charge. */
    CounterKey key() {
        return requireNonNull(key, "key");
    }

    /** Forgets where it charges: the windows are looked up again. */
    void restart() {
        windowCount = 0;
        usedUp = null;
    }

    /** Notes one of the windows that are charged. */
    void charges(CounterWindow window) {
        if (placeOf(window) < 0) {
            windows[windowCount++] = window;
        }
    }

    /** Notes the window in which the hits are accounted; once, so in no other that could be accounted too. */
    void accountedIn(CounterWindow accounting) {
        for (ChargedLimit limit : limits) {
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
     * room was there for an instant.
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
            for (ChargedLimit charged : limits) {
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
        usedUp[placeOf(window)] |= bit(mode);
    }

    /** Sums up the verdicts of its limits. */
    void sumUp() {
        over = false;
        overInShadow = false;
        for (ChargedLimit charged : limits) {
            over |= charged.over && !charged.limit.shadowMode();
            overInShadow |= charged.over && charged.limit.shadowMode();
        }
    }

    /** Returns whether it is over a limit that denies. */
    boolean isOver() {
        return over;
    }

    /** Notes what became of the request. */
    void became(HitOutcome answered) {
        kind = answered;
    }

    HitOutcome kind() {
        return kind;
    }

    /**
     * Counts the hits durably in all windows.
     *
     * @param shadowed whether the request is admitted although it is over its limits, because of the global shadow mode
     */
    void settle(boolean shadowed) {
        boolean marked = kind == HitOutcome.ADMITTED && (overInShadow || (over && shadowed));
        for (int i = 0; i < windowCount; i++) {
            long wouldDeny = marked && isMarkedIn(windows[i]) ? hits() : 0;
            windows[i].settle(kind, hits(), wouldDeny, usedUp == null ? 0 : usedUp[i]);
        }
    }

    /** A limit in shadow mode says what it would have denied in its own window, and in the ledger's. */
    private boolean isMarkedIn(CounterWindow window) {
        boolean limiting = false;
        for (ChargedLimit charged : limits) {
            if (charged.window() == window) {
                limiting = true;
                if (charged.over) {
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
    @Nullable ChargedLimit shown() {
        ChargedLimit shown = null;
        for (ChargedLimit candidate : limits) {
            if (shown == null || isMoreTelling(candidate, shown)) {
                shown = candidate;
            }
        }
        return shown;
    }

    private boolean isMoreTelling(ChargedLimit candidate, ChargedLimit than) {
        if (candidate.limit.shadowMode() != than.limit.shadowMode()) {
            return than.limit.shadowMode();
        }
        if (candidate.over != than.over) {
            return candidate.over;
        }
        return candidate.over
                ? candidate.window().window().endMillis()
                        > than.window().window().endMillis()
                : remaining(candidate) < remaining(than);
    }

    /** Returns the hits that the limit has left. */
    long remaining(ChargedLimit of) {
        return of.over ? 0 : Math.max(0, of.limit.requestsPerUnit() - of.usedAfter(kind, hits()));
    }

    /** For metrics a limit in shadow mode speaks if no other is over: nobody would hear of it otherwise. */
    private @Nullable ChargedLimit told() {
        if (!over && overInShadow) {
            for (ChargedLimit candidate : limits) {
                if (candidate.over) {
                    return candidate;
                }
            }
        }
        return shown();
    }

    @Override
    public String domain() {
        return requireNonNull(domain, "domain");
    }

    @Override
    public List<DescriptorEntry> entries() {
        return descriptor.entries();
    }

    @Override
    public @Nullable LimitRule rule() {
        return rule;
    }

    @Override
    public long hits() {
        return descriptor.hits();
    }

    @Override
    public Limit limit() {
        ChargedLimit told = told();
        return told == null ? OBSERVED : told.limit;
    }

    @Override
    public long usedBefore() {
        ChargedLimit told = told();
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
