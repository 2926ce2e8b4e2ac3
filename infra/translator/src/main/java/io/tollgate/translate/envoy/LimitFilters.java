package io.tollgate.translate.envoy;

import static io.tollgate.translate.envoy.Tree.extension;
import static io.tollgate.translate.envoy.Tree.map;
import static io.tollgate.translate.envoy.Tree.seconds;
import static io.tollgate.translate.envoy.Tree.typed;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The HTTP filters that limit requests, and what a route says to them.
 *
 * @param asking the ways in which routes ask the rate limit service, each once
 * @param local whether a route has a limit within Envoy
 */
record LimitFilters(List<RateLimitFilter> asking, boolean local) {

    private static final String RATE_LIMIT = "envoy.filters.http.ratelimit";
    private static final String LOCAL = "envoy.filters.http.local_ratelimit";
    private static final String TYPES = "extensions.filters.http.";
    private static final String LOCAL_TYPE = TYPES + "local_ratelimit.v3.LocalRateLimit";

    LimitFilters {
        asking = List.copyOf(asking);
    }

    static LimitFilters of(List<Listener> listeners) {
        List<Route> routes = listeners.stream().flatMap(Listener::routes).toList();
        Set<RateLimitFilter> asking = new LinkedHashSet<>();
        routes.forEach(route -> route.questions().forEach(question -> asking.add(question.filter())));
        return new LimitFilters(List.copyOf(asking), routes.stream().anyMatch(route -> route.local() != null));
    }

    /** Returns the filters in their order. */
    List<Map<String, Object>> trees() {
        List<Map<String, Object>> trees = new ArrayList<>();
        if (local) {
            trees.add(extension(LOCAL, typed(LOCAL_TYPE, "stat_prefix", "local_rate_limit")));
        }
        for (RateLimitFilter filter : asking) {
            Map<String, Object> tree = map("name", name(filter));
            if (asking.size() > 1) {
                tree.put("disabled", true); // a route enables the one that it needs
            }
            tree.put("typed_config", config(filter));
            trees.add(tree);
        }
        return trees;
    }

    /** Adds to a route what the filters do with its requests. */
    void addTo(Map<String, Object> route, Map<String, Object> rateLimitsTo, Route of) {
        if (asksOnce(of)) {
            rateLimitsTo.put("rate_limits", rateLimits(of.questions().get(0)));
        }
        Map<String, Object> perFilter = perFilter(of);
        if (!perFilter.isEmpty()) {
            route.put("typed_per_filter_config", perFilter);
        }
    }

    /** A route has one list of rate limits; where several filters ask, each has its own in what the route says of it. */
    private static boolean asksOnce(Route route) {
        return route.questions().size() == 1;
    }

    private static List<Map<String, Object>> rateLimits(Question question) {
        return question.descriptors().stream()
                .map(actions -> map(
                        "actions", actions.stream().map(RateLimitAction::tree).toList()))
                .toList();
    }

    private Map<String, Object> perFilter(Route route) {
        Map<String, Object> perFilter = new LinkedHashMap<>();
        LocalRateLimit limit = route.local();
        if (limit != null) {
            perFilter.put(LOCAL, config(limit));
        }
        if (asking.size() > 1) {
            for (Question question : route.questions()) {
                Map<String, Object> enabled = typed(TYPES + "ratelimit.v3.RateLimitPerRoute");
                if (!asksOnce(route)) {
                    enabled.put("rate_limits", rateLimits(question));
                }
                perFilter.put(name(question.filter()), typed("config.route.v3.FilterConfig", "config", enabled));
            }
        }
        return perFilter;
    }

    private String name(RateLimitFilter filter) {
        return asking.size() == 1 ? RATE_LIMIT : RATE_LIMIT + "." + (asking.indexOf(filter) + 1);
    }

    private static Map<String, Object> config(LocalRateLimit limit) {
        Map<String, Object> bucket = map(
                "max_tokens",
                limit.tokens(),
                "tokens_per_fill",
                limit.tokens(),
                "fill_interval",
                seconds(limit.intervalMillis()));
        Map<String, Object> always = map("default_value", map("numerator", 100, "denominator", "HUNDRED"));
        Map<String, Object> tree = typed(
                LOCAL_TYPE,
                "stat_prefix",
                "local_rate_limit",
                "token_bucket",
                bucket,
                "filter_enabled",
                always,
                "filter_enforced",
                always);
        if (limit.status() != null) {
            tree.put("status", map("code", limit.status()));
        }
        putHeaders(tree, limit.headers());
        return tree;
    }

    private static Map<String, Object> config(RateLimitFilter filter) {
        Map<String, Object> config = typed(
                TYPES + "ratelimit.v3.RateLimit",
                "domain",
                filter.domain(),
                "timeout",
                seconds(filter.timeoutMillis()),
                "failure_mode_deny",
                filter.denyOnFailure());
        if (filter.resourceExhausted()) {
            config.put("rate_limited_as_resource_exhausted", true);
        }
        if (filter.status() != null) {
            config.put("rate_limited_status", map("code", filter.status()));
        }
        putHeaders(config, filter.headers());
        Map<String, Object> grpc = map("envoy_grpc", map("cluster_name", EnvoySetup.SERVICE_CLUSTER));
        config.put("rate_limit_service", map("transport_api_version", "V3", "grpc_service", grpc));
        return config;
    }

    private static void putHeaders(Map<String, Object> config, List<ResponseHeader> headers) {
        if (!headers.isEmpty()) {
            config.put("response_headers_to_add", ResponseHeader.trees(ResponseHeader.first(headers)));
        }
    }
}
