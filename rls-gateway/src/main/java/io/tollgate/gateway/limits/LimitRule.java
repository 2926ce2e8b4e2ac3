package io.tollgate.gateway.limits;

import io.tollgate.model.Limit;
import io.tollgate.model.Unit;
import java.time.ZoneId;
import java.util.List;
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
    private final LimitSpec spec;
    private final Map<String, @Nullable Object> metadata;
    private final String position;

    /** Makes the rule of the last descriptor of the chain that leads from the domain's root to it. */
    LimitRule(String domain, List<DescriptorSpec> chain, String path, LimitSpec spec) {
        DescriptorSpec last = chain.get(chain.size() - 1);
        this.domain = domain;
        this.levels = chain.stream().map(Level::of).toList();
        this.path = path;
        this.flags = last.flags();
        this.spec = spec;
        this.metadata = last.metadata();
        this.position = last.source().position();
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
            if (!descriptor.flags().shareThreshold()) {
                return null;
            }
            if (descriptor.value().isEmpty()) {
                return "*";
            }
            return Wildcard.isWildcard(descriptor.value()) ? descriptor.value() : null;
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

    /** Returns the limit, null if and only if the rule is {@link #unlimited()}. */
    public @Nullable Limit limit() {
        return spec.limit();
    }

    /** Returns whether hits are admitted without a limit and not counted. */
    public boolean unlimited() {
        return spec.limit() == null;
    }

    /** Returns whether hits over the limit are counted but admitted. */
    public boolean shadowMode() {
        return flags.shadowMode();
    }

    /** Returns whether a request is admitted as long as one of its quota rules has something left. */
    public boolean quotaMode() {
        return flags.quotaMode();
    }

    /** Returns whether metrics show the request's key and value at each level, or the pattern where it is shared. */
    public boolean detailedMetric() {
        return flags.detailedMetric();
    }

    /** Returns whether metrics show the request's value at this or another level of the path. */
    public boolean valueToMetric() {
        return levels.stream().anyMatch(Level::valueToMetric);
    }

    /** Returns the limit's name, empty if it has none. */
    public String name() {
        return spec.name();
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

    /** Returns whether its hits go into the ledger: those of an hour or longer do, and those in shadow mode. */
    public boolean metered() {
        Limit limit = spec.limit();
        return limit != null && (shadowMode() || limit.unit().compareTo(Unit.HOUR) >= 0);
    }

    /** Returns the zone whose calendar the limit's windows follow, UTC if they follow none. */
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

    /** Returns the rule's line in the reference's {@code /rlconfig}. */
    String describe() {
        Limit limit = spec.limit();
        String unit = limit == null ? "UNKNOWN" : limit.unit().name();
        long requestsPerUnit = limit == null ? 0 : limit.requestsPerUnit();
        return domain + "." + path + ": unit=" + unit + " requests_per_unit=" + requestsPerUnit + ", shadow_mode: "
                + shadowMode() + ", quota_mode: " + quotaMode();
    }

    @Override
    public String toString() {
        return describe() + " (" + position + ")";
    }
}
