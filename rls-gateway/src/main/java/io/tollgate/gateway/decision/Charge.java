package io.tollgate.gateway.decision;

import static java.util.Objects.requireNonNull;

import io.tollgate.gateway.limits.LimitRule;
import io.tollgate.model.CounterKey;
import io.tollgate.model.DescriptorEntry;
import io.tollgate.model.Limit;
import io.tollgate.model.Windows;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one descriptor of a request charges, and, while the request is decided, where. Used by one thread at a time.
 */
final class Charge implements ChargedHits {

    /** What matching a descriptor came to. */
    enum Effect {
        /** No limit applies. */
        NONE,
        /** A rule says that no limit applies. */
        UNLIMITED,
        /** A counter is charged. */
        COUNTED
    }

    final Effect effect;
    final boolean shadowMode;
    final boolean quotaMode;
    final long hits;
    private final @Nullable Limit limit;
    private final @Nullable CounterKey key;

    /** How metered hits are accounted; null where they are not metered. */
    final @Nullable Windows accounting;

    private @Nullable CounterWindow limitWindow;

    @Nullable CounterWindow accountingWindow;

    long usedBefore;
    boolean over;
    boolean first;

    private final String domain;
    private final List<DescriptorEntry> entries;
    private final @Nullable LimitRule rule;

    private Charge(
            String domain,
            List<DescriptorEntry> entries,
            @Nullable LimitRule rule,
            Effect effect,
            @Nullable Limit limit,
            @Nullable CounterKey key,
            long hits,
            boolean shadowMode,
            boolean quotaMode,
            @Nullable Windows accounting) {
        this.domain = domain;
        this.entries = entries;
        this.rule = rule;
        this.effect = effect;
        this.limit = limit;
        this.key = key;
        this.hits = hits;
        this.shadowMode = shadowMode;
        this.quotaMode = quotaMode;
        this.accounting = accounting;
    }

    static Charge none(boolean quotaMode) {
        return new Charge("", List.of(), null, Effect.NONE, null, null, 0, false, quotaMode, null);
    }

    static Charge unlimited() {
        return new Charge("", List.of(), null, Effect.UNLIMITED, null, null, 0, false, false, null);
    }

    static Charge counted(
            String domain,
            List<DescriptorEntry> entries,
            @Nullable LimitRule rule,
            Limit limit,
            CounterKey key,
            long hits,
            boolean shadowMode,
            boolean quotaMode,
            @Nullable Windows accounting) {
        return new Charge(domain, entries, rule, Effect.COUNTED, limit, key, hits, shadowMode, quotaMode, accounting);
    }

    boolean isCounted() {
        return effect == Effect.COUNTED;
    }

    @Override
    public String domain() {
        return domain;
    }

    @Override
    public List<DescriptorEntry> entries() {
        return entries;
    }

    @Override
    public @Nullable LimitRule rule() {
        return rule;
    }

    @Override
    public long hits() {
        return hits;
    }

    @Override
    public long usedBefore() {
        return usedBefore;
    }

    @Override
    public boolean overLimit() {
        return over;
    }

    @Override
    public boolean shadowMode() {
        return shadowMode;
    }

    /** Returns the limit; only of a counted charge. */
    @Override
    public Limit limit() {
        return requireNonNull(limit, "limit");
    }

    /** Returns the counter's key; only of a counted charge. */
    CounterKey key() {
        return requireNonNull(key, "key");
    }

    /** Returns the window that the limit decides by, once it was found. */
    CounterWindow limitWindow() {
        return requireNonNull(limitWindow, "limitWindow");
    }

    void limitWindow(CounterWindow found) {
        limitWindow = found;
    }

    /** Returns hits used after this charge, by all gateways as far as is known. */
    long usedAfter() {
        return usedBefore + hits;
    }
}
