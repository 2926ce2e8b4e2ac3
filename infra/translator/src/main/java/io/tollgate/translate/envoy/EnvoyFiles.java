package io.tollgate.translate.envoy;

import io.tollgate.translate.yaml.YamlWriter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Envoy's configuration: a whole bootstrap, and the parts of it that have to do with rate limits for those who have an
 * Envoy already.
 */
public final class EnvoyFiles {

    private static final String RATE_LIMIT = "envoy.filters.http.ratelimit";
    private static final String LOCAL = "envoy.filters.http.local_ratelimit";
    private static final String TYPE = "type.googleapis.com/envoy.";
    private static final String SERVICE = "tollgate";

    /** As many headers as Envoy's filter takes; the others are added to its answer later. */
    private static final int HEADERS_OF_FILTER = 10;

    private final EnvoySetup setup;
    private final int listenerPort;
    private final Address rateLimitService;

    /**
     * Makes the files of a setup.
     *
     * @param listenerPort of the first listener; the others have the ports after it
     */
    public EnvoyFiles(EnvoySetup setup, int listenerPort, Address rateLimitService) {
        this.setup = setup;
        this.listenerPort = listenerPort;
        this.rateLimitService = rateLimitService;
    }

    /** Returns all files by their names. */
    public Map<String, String> all() {
        Map<String, String> files = new LinkedHashMap<>();
        files.put("envoy.yaml", YamlWriter.write(bootstrap()));
        files.put("filters.yaml", YamlWriter.write(Map.of("http_filters", limitFiltersOfAll())));
        files.put("actions.yaml", YamlWriter.write(Map.of("routes", actionsOfAll())));
        files.put("cluster.yaml", YamlWriter.write(Map.of("clusters", List.of(serviceCluster()))));
        return files;
    }

    private Map<String, Object> bootstrap() {
        Map<String, Object> resources = new LinkedHashMap<>();
        List<Map<String, Object>> listeners = new ArrayList<>();
        for (Listener listener : setup.listeners()) {
            listeners.add(listener(listener, listenerPort + listeners.size()));
        }
        resources.put("listeners", listeners);
        List<Map<String, Object>> clusters = new ArrayList<>();
        upstreams().forEach(upstream -> clusters.add(cluster(upstream)));
        clusters.add(serviceCluster());
        resources.put("clusters", clusters);
        Map<String, Object> bootstrap = new LinkedHashMap<>();
        bootstrap.put("node", map("id", setup.cluster(), "cluster", setup.cluster()));
        bootstrap.put("static_resources", resources);
        bootstrap.put("overload_manager", overloadManager());
        return bootstrap;
    }

    /** Without a bound on clients Envoy warns at its start. */
    private static Map<String, Object> overloadManager() {
        Map<String, Object> monitor = map(
                "name",
                "envoy.resource_monitors.global_downstream_max_connections",
                "typed_config",
                map(
                        "@type",
                        TYPE + "extensions.resource_monitors.downstream_connections.v3.DownstreamConnectionsConfig",
                        "max_active_downstream_connections",
                        50_000));
        return map("resource_monitors", List.of(monitor));
    }

    private static Map<String, Object> listener(Listener listener, int port) {
        List<RateLimitFilter> filters = filters(List.of(listener));
        Map<String, Object> connections = map(
                "@type",
                TYPE + "extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
                "stat_prefix",
                listener.name(),
                "use_remote_address",
                listener.useRemoteAddress());
        if (listener.trustedHops() > 0) {
            connections.put("xff_num_trusted_hops", listener.trustedHops());
        }
        List<Map<String, Object>> hosts = listener.hosts().stream()
                .map(host -> virtualHost(host, filters))
                .toList();
        connections.put("route_config", map("name", listener.name(), "virtual_hosts", hosts));
        List<Map<String, Object>> mappers = mappers(listener);
        if (!mappers.isEmpty()) {
            connections.put("local_reply_config", map("mappers", mappers));
        }
        List<Map<String, Object>> httpFilters = limitFilters(List.of(listener), filters);
        httpFilters.add(map(
                "name",
                "envoy.filters.http.router",
                "typed_config",
                map("@type", TYPE + "extensions.filters.http.router.v3.Router")));
        connections.put("http_filters", httpFilters);
        Map<String, Object> manager =
                map("name", "envoy.filters.network.http_connection_manager", "typed_config", connections);
        return map(
                "name",
                listener.name(),
                "address",
                map("socket_address", map("address", "127.0.0.1", "port_value", port)),
                "filter_chains",
                List.of(map("filters", List.of(manager))));
    }

    private static Map<String, Object> virtualHost(VirtualHost host, List<RateLimitFilter> filters) {
        List<Map<String, Object>> routes =
                host.routes().stream().map(route -> route(route, filters)).toList();
        return map("name", host.name(), "domains", host.domains(), "routes", routes);
    }

    private static Map<String, Object> route(Route route, List<RateLimitFilter> filters) {
        Map<String, Object> action = new LinkedHashMap<>();
        action.put("cluster", route.upstream().cluster());
        action.putAll(route.action());
        if (asksOnce(route)) {
            action.put("rate_limits", rateLimits(route.questions().get(0)));
        }
        Map<String, Object> tree = map("match", route.match(), "route", action);
        Map<String, Object> perFilter = perFilter(route, filters);
        if (!perFilter.isEmpty()) {
            tree.put("typed_per_filter_config", perFilter);
        }
        return tree;
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

    private static Map<String, Object> perFilter(Route route, List<RateLimitFilter> filters) {
        Map<String, Object> perFilter = new LinkedHashMap<>();
        LocalRateLimit local = route.local();
        if (local != null) {
            perFilter.put(LOCAL, localLimit(local));
        }
        if (filters.size() > 1) {
            for (Question question : route.questions()) {
                Map<String, Object> enabled =
                        map("@type", TYPE + "extensions.filters.http.ratelimit.v3.RateLimitPerRoute");
                if (!asksOnce(route)) {
                    enabled.put("rate_limits", rateLimits(question));
                }
                perFilter.put(
                        filterName(question.filter(), filters),
                        map("@type", TYPE + "config.route.v3.FilterConfig", "config", enabled));
            }
        }
        return perFilter;
    }

    private static Map<String, Object> localLimit(LocalRateLimit local) {
        Map<String, Object> bucket = map(
                "max_tokens",
                local.tokens(),
                "tokens_per_fill",
                local.tokens(),
                "fill_interval",
                seconds(local.intervalMillis()));
        Map<String, Object> always = map("default_value", map("numerator", 100, "denominator", "HUNDRED"));
        Map<String, Object> tree = map(
                "@type",
                TYPE + "extensions.filters.http.local_ratelimit.v3.LocalRateLimit",
                "stat_prefix",
                "local_rate_limit",
                "token_bucket",
                bucket,
                "filter_enabled",
                always,
                "filter_enforced",
                always);
        if (local.status() != null) {
            tree.put("status", map("code", local.status()));
        }
        if (!local.headers().isEmpty()) {
            tree.put("response_headers_to_add", trees(local.headers()));
        }
        return tree;
    }

    /** Returns the ways in which the routes ask the rate limit service, each once. */
    private static List<RateLimitFilter> filters(List<Listener> listeners) {
        Set<RateLimitFilter> filters = new LinkedHashSet<>();
        routes(listeners).forEach(route -> route.questions().forEach(question -> filters.add(question.filter())));
        return List.copyOf(filters);
    }

    private static List<Route> routes(List<Listener> listeners) {
        return listeners.stream()
                .flatMap(listener -> listener.hosts().stream())
                .flatMap(host -> host.routes().stream())
                .toList();
    }

    private List<Map<String, Object>> limitFiltersOfAll() {
        return limitFilters(setup.listeners(), filters(setup.listeners()));
    }

    private static List<Map<String, Object>> limitFilters(List<Listener> listeners, List<RateLimitFilter> filters) {
        List<Map<String, Object>> trees = new ArrayList<>();
        if (routes(listeners).stream().anyMatch(route -> route.local() != null)) {
            trees.add(map(
                    "name",
                    LOCAL,
                    "typed_config",
                    map(
                            "@type",
                            TYPE + "extensions.filters.http.local_ratelimit.v3.LocalRateLimit",
                            "stat_prefix",
                            "local_rate_limit")));
        }
        for (RateLimitFilter filter : filters) {
            Map<String, Object> tree = map("name", filterName(filter, filters));
            if (filters.size() > 1) {
                tree.put("disabled", true); // a route enables the one that it needs
            }
            tree.put("typed_config", typedConfig(filter));
            trees.add(tree);
        }
        return trees;
    }

    private static String filterName(RateLimitFilter filter, List<RateLimitFilter> filters) {
        return filters.size() == 1 ? RATE_LIMIT : RATE_LIMIT + "." + (filters.indexOf(filter) + 1);
    }

    private static Map<String, Object> typedConfig(RateLimitFilter filter) {
        Map<String, Object> config = map(
                "@type",
                TYPE + "extensions.filters.http.ratelimit.v3.RateLimit",
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
        if (!filter.headers().isEmpty()) {
            config.put(
                    "response_headers_to_add",
                    trees(filter.headers()
                            .subList(
                                    0,
                                    Math.min(HEADERS_OF_FILTER, filter.headers().size()))));
        }
        config.put(
                "rate_limit_service",
                map("transport_api_version", "V3", "grpc_service", map("envoy_grpc", map("cluster_name", SERVICE))));
        return config;
    }

    private static List<Map<String, Object>> trees(List<ResponseHeader> headers) {
        return headers.stream().map(ResponseHeader::tree).toList();
    }

    /** Adds what the filters have no room for to the answers of hosts that are over limit: headers, and a body. */
    private static List<Map<String, Object>> mappers(Listener listener) {
        List<Map<String, Object>> mappers = new ArrayList<>();
        for (VirtualHost host : listener.hosts()) {
            Set<List<ResponseHeader>> more = host.routes().stream()
                    .flatMap(route -> route.questions().stream())
                    .map(Question::filter)
                    .filter(filter -> filter.headers().size() > HEADERS_OF_FILTER)
                    .map(filter -> filter.headers()
                            .subList(HEADERS_OF_FILTER, filter.headers().size()))
                    .collect(Collectors.toCollection(LinkedHashSet::new));
            more.forEach(headers -> mappers.add(map("filter", whenOverLimit(host), "headers_to_add", trees(headers))));
        }
        String body = listener.body();
        if (body != null) {
            mappers.add(map(
                    "filter",
                    map("response_flag_filter", map("flags", List.of("RL"))),
                    "body_format_override",
                    map("text_format_source", map("inline_string", body))));
        }
        return mappers;
    }

    private static Map<String, Object> whenOverLimit(VirtualHost host) {
        Map<String, Object> overLimit = map("response_flag_filter", map("flags", List.of("RL")));
        if (host.domains().contains("*")) {
            return overLimit;
        }
        List<Map<String, Object>> toHosts = host.domains().stream()
                .map(domain -> map(
                        "header_filter",
                        map("header", map("name", ":authority", "string_match", map("exact", domain)))))
                .toList();
        Map<String, Object> toHost = toHosts.size() == 1 ? toHosts.get(0) : map("or_filter", map("filters", toHosts));
        return map("and_filter", map("filters", List.of(overLimit, toHost)));
    }

    private List<Map<String, Object>> actionsOfAll() {
        List<Map<String, Object>> actions = new ArrayList<>();
        List<RateLimitFilter> filters = filters(setup.listeners());
        for (Listener listener : setup.listeners()) {
            for (VirtualHost host : listener.hosts()) {
                for (Route route : host.routes()) {
                    if (!route.questions().isEmpty()) {
                        Map<String, Object> tree = map("virtual_host", host.name(), "match", route.match());
                        if (asksOnce(route)) {
                            tree.put("rate_limits", rateLimits(route.questions().get(0)));
                        }
                        Map<String, Object> perFilter = perFilter(route, filters);
                        if (!perFilter.isEmpty()) {
                            tree.put("typed_per_filter_config", perFilter);
                        }
                        actions.add(tree);
                    }
                }
            }
        }
        return actions;
    }

    private Set<Upstream> upstreams() {
        return routes(setup.listeners()).stream()
                .map(Route::upstream)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static Map<String, Object> cluster(Upstream upstream) {
        return cluster(upstream.cluster(), upstream.address(), upstream.grpc(), upstream.tls());
    }

    private Map<String, Object> serviceCluster() {
        return cluster(SERVICE, rateLimitService, true, setup.tlsToService());
    }

    private static Map<String, Object> cluster(String name, Address at, boolean grpc, boolean tls) {
        Map<String, Object> cluster = map("name", name, "type", "STRICT_DNS", "connect_timeout", "1s");
        if (grpc) {
            Map<String, Object> http2 = map("connection_keepalive", map("interval", "30s", "timeout", "5s"));
            cluster.put(
                    "typed_extension_protocol_options",
                    map(
                            TYPE.substring(TYPE.indexOf('/') + 1) + "extensions.upstreams.http.v3.HttpProtocolOptions",
                            map(
                                    "@type",
                                    TYPE + "extensions.upstreams.http.v3.HttpProtocolOptions",
                                    "explicit_http_config",
                                    map("http2_protocol_options", http2))));
        }
        if (tls) {
            cluster.put("transport_socket", transportSocket(at, grpc));
        }
        Map<String, Object> address =
                map("address", map("socket_address", map("address", at.host(), "port_value", at.port())));
        cluster.put(
                "load_assignment",
                map(
                        "cluster_name",
                        name,
                        "endpoints",
                        List.of(map("lb_endpoints", List.of(map("endpoint", address))))));
        return cluster;
    }

    private static Map<String, Object> transportSocket(Address at, boolean grpc) {
        Map<String, Object> context =
                map("@type", TYPE + "extensions.transport_sockets.tls.v3.UpstreamTlsContext", "sni", at.host());
        if (grpc) {
            context.put("common_tls_context", map("alpn_protocols", List.of("h2")));
        }
        return map("name", "envoy.transport_sockets.tls", "typed_config", context);
    }

    /** Returns a duration as protobuf's JSON has it. */
    private static String seconds(long millis) {
        return BigDecimal.valueOf(millis, 3).stripTrailingZeros().toPlainString() + "s";
    }

    private static Map<String, Object> map(Object... namesAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }
}
