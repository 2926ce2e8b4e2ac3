package io.tollgate.gateway.decision;

import io.tollgate.gateway.limits.ChargePlan;
import io.tollgate.gateway.limits.LimitRule;
import io.tollgate.gateway.limits.LimitTable;
import io.tollgate.model.CounterKey;
import io.tollgate.model.DescriptorEntry;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds what each descriptor of a request charges: the plan of its rule, and the key of its counter. */
final class ChargePlanner {

    private ChargePlanner() {}

    /**
     * Returns one charge for each descriptor.
     *
     * @throws IllegalArgumentException if a counter's key would be too long however its values are shortened
     */
    static ChargeState[] plan(LimitTable table, RateLimitQuery query) {
        List<RateLimitQuery.Descriptor> descriptors = query.descriptors();
        Set<String> replaced = table.replaces(query.domain()) ? replacedNames(table, query) : Set.of();
        ChargeState[] charges = new ChargeState[descriptors.size()];
        for (int i = 0; i < charges.length; i++) {
            RateLimitQuery.Descriptor descriptor = descriptors.get(i);
            ChargePlan plan = plan(table, query.domain(), descriptor, replaced);
            CounterKey key = plan.isCounted() ? key(query.domain(), descriptor.entries(), plan.rule()) : null;
            charges[i] = new ChargeState(plan, query.domain(), descriptor, key);
        }
        return charges;
    }

    private static ChargePlan plan(
            LimitTable table, String domain, RateLimitQuery.Descriptor descriptor, Set<String> replaced) {
        RateLimitQuery.LimitOverride override = descriptor.override();
        if (override == null) {
            ChargePlan plan = table.plan(domain, descriptor.entries());
            return replaced.isEmpty() ? plan : plan.without(replaced, table.noLimit());
        }
        return descriptor.entries().isEmpty()
                ? table.noLimit()
                : table.planOfRequest(domain, override.requestsPerUnit(), override.unit(), override.unitMultiplier());
    }

    /** Names are collected from every matched rule, even from one that is itself replaced, as the reference does. */
    private static Set<String> replacedNames(LimitTable table, RateLimitQuery query) {
        Set<String> names = new HashSet<>();
        for (RateLimitQuery.Descriptor descriptor : query.descriptors()) {
            LimitRule rule = descriptor.override() == null ? table.match(query.domain(), descriptor.entries()) : null;
            if (rule != null) {
                names.addAll(rule.replaces());
            }
        }
        return names;
    }

    /**
     * Returns the key of the counter that a descriptor charges by itself.
     *
     * @throws IllegalArgumentException if it would be too long however its values are shortened
     */
    static CounterKey key(String domain, List<DescriptorEntry> entries, @Nullable LimitRule rule) {
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

    /**
     * Returns the key of the counter in which hits are accounted together of counters that have no place of their own. It has
     * the rule's keys and values, and {@code *} for a value that the rule leaves open.
     *
     * @param rule null where the limit came with the request: then all values are left open
     */
    static CounterKey overflowKey(String domain, List<DescriptorEntry> entries, @Nullable LimitRule rule) {
        CounterKey.Builder key = overflow(domain, entries, rule, false);
        return (key.fits() ? key : overflow(domain, entries, rule, true)).build();
    }

    private static CounterKey.Builder overflow(
            String domain, List<DescriptorEntry> entries, @Nullable LimitRule rule, boolean shortened) {
        CounterKey.Builder builder = CounterKey.descriptor(domain, entries.size());
        for (int level = 0; level < entries.size(); level++) {
            if (rule == null) {
                builder.entry(entries.get(level).key(), "*", true);
            } else {
                LimitRule.Level said = rule.levels().get(level);
                String pattern = said.openPattern();
                String value = shortened ? LongValues.standIn(said.value()) : said.value();
                builder.entry(said.key(), pattern == null ? value : pattern, pattern != null);
            }
        }
        return builder;
    }

    private static @Nullable String pattern(@Nullable LimitRule rule, int level) {
        return rule == null ? null : rule.sharedPattern(level);
    }

    private static String value(DescriptorEntry entry, @Nullable String pattern) {
        return pattern == null ? entry.value() : pattern;
    }
}
