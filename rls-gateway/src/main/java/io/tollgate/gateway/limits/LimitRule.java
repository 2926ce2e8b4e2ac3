package io.tollgate.gateway.limits;

import io.tollgate.gateway.limits.file.DescriptorSpec;
import io.tollgate.gateway.limits.file.RuleSpec;
import io.tollgate.gateway.limits.file.SubscribedFeature;
import io.tollgate.gateway.limits.file.Wildcard;
import io.tollgate.model.Limit;
import io.tollgate.model.LimitOptions;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rule that a descriptor matched: the limit of the descriptor in the file that its last entry led to. Immutable;
 * equal only to itself.
 */
public final class LimitRule {

    private final String domain;
    private final List<Level> levels;
    private final String path;
    private final DescriptorSpec.Flags flags;
    private final RuleSpec spec;
    private final Map<String, @Nullable Object> metadata;
    private final String position;

    /** Makes the rule of the last descriptor of the chain that leads from the domain's root to it. */
    LimitRule(String domain, List<DescriptorSpec> chain, String path, RuleSpec spec) {
        DescriptorSpec last = chain.get(chain.size() - 1);
        this.domain = domain;
        this.levels = levels(chain);
        this.path = path;
        this.flags = last.flags();
        this.spec = spec;
        this.metadata = last.metadata();
        this.position = last.source().position();
    }

    private static List<Level> levels(List<DescriptorSpec> chain) {
        Level[] levels = new Level[chain.size()];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = Level.of(chain.get(i));
        }
        return List.of(levels);
    }

    /**
     * One level of the path that the file has to a rule.
     *
     * @param key text or pattern
     * @param value text or pattern; empty stands for any value
     * @param valueToMetric whether metrics show the request's value at this level
     * @param sharedPattern what stands for the request's value in the counter's key, null if the value itself does
     */
    public record Level(
            String key,
            String value,
            boolean valueToMetric,
            @Nullable String sharedPattern) {

        private static Level of(DescriptorSpec descriptor) {
            return new Level(
                    descriptor.key(),
                    descriptor.value(),
                    descriptor.flags().valueToMetric(),
                    sharedPattern(descriptor));
        }

        private static @Nullable String sharedPattern(DescriptorSpec descriptor) {
            return descriptor.flags().shareThreshold() ? openPattern(descriptor.value()) : null;
        }

        /** Returns the pattern of the values that match, where there may be many; null where the value is spelt out. */
        public @Nullable String openPattern() {
            return openPattern(value);
        }

        private static @Nullable String openPattern(String value) {
            if (value.isEmpty()) {
                return "*";
            }
            return Wildcard.isWildcard(value) ? value : null;
        }
    }

    /** Returns the domain. */
    public String domain() {
        return domain;
    }

    /** Returns the levels from the domain's root to this rule, one for each entry of a descriptor that matches. */
    public List<Level> levels() {
        return levels;
    }

    /**
     * Returns the path by which metrics and messages name the rule, without the domain: each level's {@code key} or
     * {@code key_value} as the file has it, joined with dots.
     */
    public String path() {
        return path;
    }

    /** Returns the limits, all of which hold; none if the rule is {@link #unlimited()} or {@link #observes()}. */
    public List<Limit> limits() {
        return spec.limits();
    }

    /** Returns whether hits are admitted without a limit and not counted. */
    public boolean unlimited() {
        return spec.unlimited();
    }

    /** Returns whether hits are counted for the ledger but never denied. */
    public boolean observes() {
        return spec.observes();
    }

    /** Returns whose subscription has the limits; null where the file has them. */
    public @Nullable SubscribedFeature subscribed() {
        return spec.subscribed();
    }

    /** Returns whether hits over any of its limits are counted but admitted. */
    public boolean shadowMode() {
        return flags.shadowMode();
    }

    /** Returns whether a request is admitted as long as one of its quota rules has something left. */
    public boolean quotaMode() {
        return flags.quotaMode();
    }

    /** Returns whether its hits are told after they were served, so that they are admitted whatever the answer is. */
    public boolean reported() {
        return flags.reported();
    }

    /** Returns whether metrics show the request's key and value at each level, or the pattern where it is shared. */
    public boolean detailedMetric() {
        return flags.detailedMetric();
    }

    /** Returns whether metrics show the request's value at this or another level of the path. */
    public boolean valueToMetric() {
        return levels.stream().anyMatch(Level::valueToMetric);
    }

    /** Returns the names of the limits that this rule puts out of force within a request. */
    public List<String> replaces() {
        return spec.replaces();
    }

    /**
     * Returns the free-form metadata, unmodifiable, empty if there is none. Values are text, {@code Double}, {@code
     * Boolean}, null, and lists and maps of these.
     */
    public Map<String, @Nullable Object> metadata() {
        return metadata;
    }

    /** Returns whether its hits go into the ledger. */
    public boolean metered() {
        return spec.metered();
    }

    /** Returns the zone whose days the ledger's hours are of. */
    public ZoneId zone() {
        return spec.zone();
    }

    /**
     * Returns what stands for the request's value in the counter's key, so that all values that match share one
     * counter; null if each value has its own. The entry's key is never replaced: under a pattern in the key each key
     * keeps its own counter.
     *
     * @param level index of the entry in the descriptor
     */
    public @Nullable String sharedPattern(int level) {
        return levels.get(level).sharedPattern();
    }

    /** Returns where the file has the rule, as {@code file:line}; only the name of an xDS resource, which has no lines. */
    public String position() {
        return position;
    }

    /**
     * Returns a line for each limit as the reference's {@code /rlconfig} has it; what only Tollgate knows follows at the
     * end of the line.
     */
    List<String> describe() {
        SubscribedFeature subscribed = spec.subscribed();
        if (subscribed != null) {
            return List.of(line("UNKNOWN", 0, shadowMode()) + ", limits_from: subscription"
                    + (subscribed.feature() == null ? "" : ", feature: " + subscribed.feature()) + describeHits());
        }
        if (spec.limits().isEmpty()) {
            return List.of(line("UNKNOWN", 0, shadowMode()) + (observes() ? ", observe: true" : "") + describeHits());
        }
        return spec.limits().stream().map(this::describe).toList();
    }

    private String describe(Limit limit) {
        LimitOptions options = limit.options();
        StringBuilder line = new StringBuilder(line(limit.unit().name(), limit.requestsPerUnit(), limit.shadowMode()));
        if (options.unitMultiplier() > 1) {
            line.append(", unit_multiplier: ").append(options.unitMultiplier());
        }
        if (limit.isSliding()) {
            line.append(", algorithm: sliding_window");
        }
        if (options.charge() != null) {
            line.append(", charge: ").append(options.charge().name().toLowerCase(Locale.ROOT));
        }
        if (options.sharing() != null) {
            line.append(", sharing: ").append(options.sharing().name().toLowerCase(Locale.ROOT));
        }
        return line.append(describeHits()).toString();
    }

    private String describeHits() {
        return reported() ? ", hits: reported" : "";
    }

    private String line(String unit, long requestsPerUnit, boolean inShadowMode) {
        return domain + "." + path + ": unit=" + unit + " requests_per_unit=" + requestsPerUnit + ", shadow_mode: "
                + inShadowMode + ", quota_mode: " + quotaMode();
    }

    @Override
    public String toString() {
        return domain + "." + path + " (" + position + ")";
    }
}
