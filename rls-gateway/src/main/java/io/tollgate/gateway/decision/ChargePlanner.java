package io.tollgate.gateway.decision;

import static java.util.Objects.requireNonNullElse;

import io.tollgate.gateway.limits.LimitRule;
import io.tollgate.gateway.limits.LimitTable;
import io.tollgate.model.ChargeMode;
import io.tollgate.model.CounterKey;
import io.tollgate.model.DescriptorEntry;
import io.tollgate.model.Limit;
import io.tollgate.model.LimitOptions;
import io.tollgate.model.Unit;
import io.tollgate.model.Windows;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Finds what each descriptor of a request charges. Thread-safe. */
final class ChargePlanner {

    private final boolean quotaModeForAll;
    private final ChargeMode chargeByDefault;
    private final Map<ZoneId, Windows> accounting = new ConcurrentHashMap<>();

    /**
     * @param quotaModeForAll whether every rule is in quota mode, as {@code QUOTA_MODE=true} says
     * @param chargeByDefault which hits use up a limit that does not say
     */
    ChargePlanner(boolean quotaModeForAll, ChargeMode chargeByDefault) {
        this.quotaModeForAll = quotaModeForAll;
        this.chargeByDefault = chargeByDefault;
    }

    /**
     * Returns one charge for each descriptor.
     *
     * @throws IllegalArgumentException if a counter's key would be too long however its values are shortened
     */
    CounterCharge[] plan(LimitTable table, RateLimitQuery query) {
        List<RateLimitQuery.Descriptor> descriptors = query.descriptors();
        boolean known = table.hasDomain(query.domain());
        Set<String> replaced = known && table.replaces() ? replacedNames(table, query) : Set.of();
        CounterCharge[] charges = new CounterCharge[descriptors.size()];
        for (int i = 0; i < charges.length; i++) {
            RateLimitQuery.Descriptor descriptor = descriptors.get(i);
            charges[i] = known
                    ? charge(table, query, descriptor, replaced)
                    : CounterCharge.none(descriptor, quotaModeForAll);
        }
        return charges;
    }

    private CounterCharge charge(
            LimitTable table, RateLimitQuery query, RateLimitQuery.Descriptor descriptor, Set<String> replaced) {
        RateLimitQuery.LimitOverride override = descriptor.override();
        return override == null
                ? chargeRule(query.domain(), descriptor, ruleOf(table, query, descriptor), replaced)
                : chargeOverride(table, query.domain(), descriptor, override);
    }

    private static @Nullable LimitRule ruleOf(
            LimitTable table, RateLimitQuery query, RateLimitQuery.Descriptor descriptor) {
        return table.match(query.domain(), descriptor.entries());
    }

    /** Names are collected from every matched rule, even from one that is itself replaced, as the reference does. */
    private static Set<String> replacedNames(LimitTable table, RateLimitQuery query) {
        Set<String> names = new HashSet<>();
        for (RateLimitQuery.Descriptor descriptor : query.descriptors()) {
            LimitRule rule = descriptor.override() == null ? ruleOf(table, query, descriptor) : null;
            if (rule != null) {
                names.addAll(rule.replaces());
            }
        }
        return names;
    }

    private CounterCharge chargeRule(
            String domain, RateLimitQuery.Descriptor descriptor, @Nullable LimitRule rule, Set<String> replaced) {
        if (rule == null) {
            return CounterCharge.none(descriptor, quotaModeForAll);
        }
        if (rule.unlimited()) {
            return CounterCharge.unlimited(descriptor);
        }
        ChargedLimit[] limits = limits(rule, replaced);
        if (limits.length == 0 && !rule.observes()) {
            return CounterCharge.none(descriptor, quotaModeForAll);
        }
        CounterKey key = key(domain, descriptor.entries(), rule);
        return CounterCharge.counted(
                domain,
                descriptor,
                rule,
                key,
                !rule.observes() && (quotaModeForAll || rule.quotaMode()),
                limits,
                rule.metered() ? accounting(rule.zone()) : null);
    }

    private ChargedLimit[] limits(LimitRule rule, Set<String> replaced) {
        List<Limit> all = rule.limits();
        int left = 0;
        for (int i = 0; i < all.size(); i++) {
            left += isReplaced(all.get(i), replaced) ? 0 : 1;
        }
        ChargedLimit[] limits = new ChargedLimit[left];
        for (int i = 0, to = 0; i < all.size(); i++) {
            Limit limit = all.get(i);
            if (!isReplaced(limit, replaced)) {
                limits[to++] = new ChargedLimit(
                        limit, requireNonNullElse(limit.options().charge(), chargeByDefault));
            }
        }
        return limits;
    }

    private static boolean isReplaced(Limit limit, Set<String> replaced) {
        return !replaced.isEmpty() && !limit.name().isEmpty() && replaced.contains(limit.name());
    }

    /** Counts as the rule's hits do, but without any flag of the rule: the files are not consulted. */
    private CounterCharge chargeOverride(
            LimitTable table,
            String domain,
            RateLimitQuery.Descriptor descriptor,
            RateLimitQuery.LimitOverride override) {
        if (descriptor.entries().isEmpty()) {
            return CounterCharge.none(descriptor, quotaModeForAll);
        }
        Unit unit = override.unit();
        Limit limit = new Limit(
                "",
                override.requestsPerUnit(),
                unit,
                table.windowsOf(domain, unit, override.unitMultiplier()),
                LimitOptions.DEFAULT.inUnits(override.unitMultiplier()));
        CounterKey key = key(domain, descriptor.entries(), null);
        return CounterCharge.counted(
                domain,
                descriptor,
                null,
                key,
                quotaModeForAll,
                new ChargedLimit[] {new ChargedLimit(limit, chargeByDefault)},
                limit.isHourOrLonger() ? accounting(table.zoneOf(domain)) : null);
    }

    private static CounterKey key(String domain, List<DescriptorEntry> entries, @Nullable LimitRule rule) {
        int chars = 0;
        for (int level = 0; level < entries.size(); level++) {
            DescriptorEntry entry = entries.get(level);
            chars += entry.key().length() + value(entry, pattern(rule, level)).length();
        }
        CounterKey.Builder key = builder(domain, entries, rule, chars, false);
        return (key.fits() ? key : builder(domain, entries, rule, 0, true)).build();
    }

    /** @param shortened whether long values are to be {@linkplain LongValues stood for} */
    private static CounterKey.Builder builder(
            String domain, List<DescriptorEntry> entries, @Nullable LimitRule rule, int chars, boolean shortened) {
        CounterKey.Builder builder = CounterKey.descriptor(domain, entries.size(), chars);
        for (int level = 0; level < entries.size(); level++) {
            DescriptorEntry entry = entries.get(level);
            String pattern = pattern(rule, level);
            String value = value(entry, pattern);
            builder.entry(
                    entry.key(), shortened && pattern == null ? LongValues.standIn(value) : value, pattern != null);
        }
        return builder;
    }

    private static @Nullable String pattern(@Nullable LimitRule rule, int level) {
        return rule == null ? null : rule.sharedPattern(level);
    }

    private static String value(DescriptorEntry entry, @Nullable String pattern) {
        return pattern == null ? entry.value() : pattern;
    }

    private Windows accounting(ZoneId zone) {
        return accounting.computeIfAbsent(zone, Windows::accounting);
    }
}
