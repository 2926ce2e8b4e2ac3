package io.tollgate.gateway.metrics;

import io.prometheus.metrics.model.snapshots.Labels;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What the reference's default mapping makes of a statistic's dotted name.
 *
 * @param name the metric's name
 * @param labels its labels, none where the mapping does not know the statistic
 */
record ReferenceName(String name, Labels labels) {

    private static final Pattern ILLEGAL = Pattern.compile("[^a-zA-Z0-9_]");
    private static final String RULES = "ratelimit_service_rate_limit_";
    private static final Set<String> MAPPED_OF_RULES = Set.of(
            StatNames.TOTAL_HITS,
            StatNames.TOTAL_NEGATIVE_HITS,
            StatNames.WITHIN_LIMIT,
            StatNames.OVER_LIMIT,
            StatNames.NEAR_LIMIT,
            StatNames.SHADOW_MODE);

    /** Returns name and labels of a counter. */
    static ReferenceName ofCounter(String dotted) {
        int lastDot = dotted.lastIndexOf('.');
        String stat = dotted.substring(lastDot + 1);
        if (dotted.startsWith(StatNames.RULES) && MAPPED_OF_RULES.contains(stat)) {
            // as many parts as the mapping tells apart; it folds deeper levels together
            String[] parts = dotted.substring(StatNames.RULES.length(), lastDot).split("\\.", -1);
            if (parts.length > 1) {
                return new ReferenceName(RULES + stat, rule(parts));
            }
        }
        if (dotted.startsWith(StatNames.ERRORS)) {
            return new ReferenceName("ratelimit_service_should_rate_limit_error", Labels.of("err_type", stat));
        }
        if (dotted.startsWith(StatNames.SERVER) && stat.equals(StatNames.TOTAL_REQUESTS)) {
            return new ReferenceName("ratelimit_service_total_requests", method(dotted));
        }
        return new ReferenceName(ILLEGAL.matcher(dotted).replaceAll("_"), Labels.EMPTY);
    }

    /** Returns name and labels of a timer of calls. */
    static ReferenceName ofTimer(String dotted) {
        return new ReferenceName("ratelimit_service_response_time_seconds", method(dotted));
    }

    private static Labels rule(String[] parts) {
        return parts.length == 2
                ? Labels.of("domain", parts[0], "key1", parts[1])
                : Labels.of("domain", parts[0], "key1", parts[1], "key2", parts[2]);
    }

    private static Labels method(String dotted) {
        return Labels.of("grpc_method", dotted.substring(StatNames.SERVER.length(), dotted.lastIndexOf('.')));
    }
}
