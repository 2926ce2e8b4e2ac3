package io.tollgate.gateway.metrics;

import io.tollgate.gateway.limits.LimitRule;
import io.tollgate.gateway.limits.LimitRule.Level;
import io.tollgate.model.DescriptorEntry;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How statistics name a rule: domain and levels, joined with dots. */
final class MetricPath {

    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");

    private MetricPath() {}

    /** What becomes of dots within keys and values, which statsd takes for the ends of parts. */
    enum Dots {
        /** They stay, as in the reference by default. */
        KEPT,
        /** They become underscores, {@code SANITIZE_DESCRIPTOR_METRIC_DOTS}. */
        REPLACED;

        private String in(String text) {
            return this == KEPT ? text : text.replace('.', '_');
        }

        private void append(StringBuilder path, String key, String value) {
            path.append('.').append(in(key));
            if (!value.isEmpty()) {
                path.append('_').append(in(value));
            }
        }
    }

    /** Returns whether the path is the same for all requests. */
    static boolean isFixed(LimitRule rule) {
        return !rule.detailedMetric() && rule.levels().stream().noneMatch(MetricPath::showsValue);
    }

    /** A pattern whose values share one counter stays, whatever else the level says. */
    private static boolean showsValue(Level level) {
        return level.valueToMetric() && level.sharedPattern() == null;
    }

    /** Returns the path of a rule that has one for all requests. */
    static String fixed(LimitRule rule, Dots dots) {
        return of(rule.domain(), List.of(), rule, dots);
    }

    /**
     * Returns the path for a request.
     *
     * @param rule null where the limit came with the request
     */
    static String of(String domain, List<DescriptorEntry> entries, @Nullable LimitRule rule, Dots dots) {
        StringBuilder path = new StringBuilder(domain);
        if (rule == null) {
            entries.forEach(entry -> dots.append(path, entry.key(), entry.value()));
        } else if (rule.detailedMetric()) {
            appendDetailed(path, entries, rule.levels(), dots);
        } else {
            appendAsConfigured(path, entries, rule.levels(), dots);
        }
        return clean(path.toString());
    }

    /** As in the reference, an empty value leaves its separator behind, but not in a rule with a shared level. */
    private static void appendDetailed(
            StringBuilder path, List<DescriptorEntry> entries, List<Level> levels, Dots dots) {
        boolean shares = false;
        for (Level level : levels) {
            shares |= level.sharedPattern() != null;
        }
        for (int i = 0; i < levels.size(); i++) {
            DescriptorEntry entry = entries.get(i);
            String pattern = levels.get(i).sharedPattern();
            if (shares) {
                dots.append(path, entry.key(), pattern == null ? entry.value() : pattern);
            } else {
                path.append('.').append(dots.in(entry.key())).append('_').append(dots.in(entry.value()));
            }
        }
    }

    private static void appendAsConfigured(
            StringBuilder path, List<DescriptorEntry> entries, List<Level> levels, Dots dots) {
        for (int i = 0; i < levels.size(); i++) {
            Level level = levels.get(i);
            if (showsValue(level)) {
                dots.append(path, entries.get(i).key(), entries.get(i).value());
            } else {
                dots.append(path, level.key(), level.value());
            }
        }
    }

    /**
     * Returns the text without what statsd gives a meaning: colons and bars, control characters (a line's end would
     * begin another statistic), and the dots of IPv4 addresses.
     */
    static String clean(String path) {
        StringBuilder cleaned = new StringBuilder(path);
        int dots = 0;
        for (int i = 0; i < cleaned.length(); i++) {
            char c = cleaned.charAt(i);
            if (c == ':' || c == '|' || Character.isISOControl(c)) {
                cleaned.setCharAt(i, '_');
            } else if (c == '.') {
                dots++;
            }
        }
        if (dots < 3) {
            return cleaned.toString();
        }
        return IPV4.matcher(cleaned).replaceAll(address -> address.group().replace('.', '_'));
    }
}
