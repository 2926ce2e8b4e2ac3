package io.tollgate.translate.emissary;

import io.tollgate.translate.Report;
import io.tollgate.translate.envoy.Tree;
import io.tollgate.translate.source.SourceNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What Envoy does with the requests of a Mapping beside asking for limits: Envoy's {@code RouteAction}. */
final class RouteAction {

    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,9})?s");
    private static final Set<String> RETRIED = Set.of(
            "5xx", "gateway-error", "connect-failure", "retriable-4xx", "refused-stream", "retriable-status-codes");
    private static final int MOST_RETRIES = 1_000;

    private RouteAction() {}

    static Map<String, Object> of(SourceNode spec, AmbassadorModule module, Report report) {
        Map<String, Object> action = new LinkedHashMap<>();
        SourceNode priority = spec.find("priority");
        if (priority != null && priority.text().equalsIgnoreCase("high")) {
            action.put("priority", "HIGH");
        }
        putMillis(action, "timeout", spec.find("timeout_ms"), module.timeoutMillis());
        putMillis(action, "idle_timeout", spec.find("idle_timeout_ms"), null);
        rewrite(action, spec, report);
        SourceNode host = spec.find("host_rewrite");
        if (host != null) {
            action.put("host_rewrite_literal", host.line());
        } else if (spec.bool("auto_host_rewrite")) {
            action.put("auto_host_rewrite", true);
        }
        SourceNode retry = spec.find("retry_policy");
        retry = retry == null ? module.retryPolicy() : retry;
        if (retry != null) {
            action.put("retry_policy", retryPolicy(retry, report));
        }
        return action;
    }

    private static void putMillis(
            Map<String, Object> action, String name, @Nullable SourceNode millis, @Nullable Integer absent) {
        Integer value = millis == null ? absent : Integer.valueOf(millis.whole(0, Integer.MAX_VALUE));
        if (value != null) {
            action.put(name, Tree.seconds(value));
        }
    }

    /** Emissary takes the prefix away unless it is told otherwise. */
    private static void rewrite(Map<String, Object> action, SourceNode spec, Report report) {
        SourceNode regex = spec.find("regex_rewrite");
        if (regex != null) {
            report.lostUnlessKnown(regex, "pattern", "substitution");
            SourceNode substitution = regex.find("substitution");
            Map<String, Object> tree = new LinkedHashMap<>();
            tree.put("pattern", Map.of("regex", regex.required("pattern").text()));
            tree.put("substitution", substitution == null ? "" : substitution.line());
            action.put("regex_rewrite", tree);
            return;
        }
        SourceNode rewrite = spec.find("rewrite");
        String prefix = rewrite == null ? "/" : rewrite.line();
        if (!prefix.isEmpty()) {
            action.put("prefix_rewrite", prefix);
        }
    }

    private static Map<String, Object> retryPolicy(SourceNode node, Report report) {
        report.lostUnlessKnown(node, "retry_on", "num_retries", "per_try_timeout");
        SourceNode on = node.required("retry_on");
        if (!RETRIED.contains(on.text())) {
            throw on.error("expected one of "
                    + String.join(", ", RETRIED.stream().sorted().toList()) + ", found '" + on.text() + "'");
        }
        Map<String, Object> policy = new LinkedHashMap<>(Map.of("retry_on", on.text()));
        SourceNode retries = node.find("num_retries");
        if (retries != null) {
            policy.put("num_retries", retries.whole(0, MOST_RETRIES));
        }
        SourceNode timeout = node.find("per_try_timeout");
        if (timeout != null) {
            if (!SECONDS.matcher(timeout.text()).matches()) {
                throw timeout.error("expected a duration in seconds, say 0.25s, found '" + timeout.text() + "'");
            }
            policy.put("per_try_timeout", timeout.text());
        }
        return policy;
    }
}
