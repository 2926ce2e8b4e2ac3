package io.tollgate.translate.envoy;

import static io.tollgate.translate.envoy.Tree.extension;
import static io.tollgate.translate.envoy.Tree.map;
import static io.tollgate.translate.envoy.Tree.typed;

import io.tollgate.translate.yaml.YamlWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Envoy's configuration: a whole bootstrap, and the parts of it that have to do with rate limits for those who have an
 * Envoy already.
 */
public final class EnvoyFiles {

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
        LimitFilters filters = LimitFilters.of(setup.listeners());
        Map<String, String> files = new LinkedHashMap<>();
        files.put("envoy.yaml", YamlWriter.write(bootstrap()));
        files.put("filters.yaml", YamlWriter.write(Map.of("http_filters", filters.trees())));
        files.put("actions.yaml", YamlWriter.write(Map.of("routes", actions(filters))));
        files.put("cluster.yaml", YamlWriter.write(Map.of("clusters", List.of(serviceCluster()))));
        return files;
    }

    private Map<String, Object> bootstrap() {
        List<Map<String, Object>> listeners = new ArrayList<>();
        for (Listener listener : setup.listeners()) {
            listeners.add(listener(listener, listenerPort + listeners.size()));
        }
        Set<Upstream> upstreams = new LinkedHashSet<>();
        setup.listeners().stream().flatMap(Listener::routes).forEach(route -> upstreams.add(route.upstream()));
        List<Map<String, Object>> clusters = new ArrayList<>();
        upstreams.forEach(upstream -> clusters.add(Clusters.of(upstream)));
        clusters.add(serviceCluster());
        return map(
                "node",
                map("id", setup.cluster(), "cluster", setup.cluster()),
                "static_resources",
                map("listeners", listeners, "clusters", clusters),
                "overload_manager",
                overloadManager());
    }

    private Map<String, Object> serviceCluster() {
        return Clusters.ofService(rateLimitService, setup.tlsToService());
    }

    /** Without a bound on clients Envoy warns at its start. */
    private static Map<String, Object> overloadManager() {
        Map<String, Object> monitor = extension(
                "envoy.resource_monitors.global_downstream_max_connections",
                typed(
                        "extensions.resource_monitors.downstream_connections.v3.DownstreamConnectionsConfig",
                        "max_active_downstream_connections",
                        50_000));
        return map("resource_monitors", List.of(monitor));
    }

    private static Map<String, Object> listener(Listener listener, int port) {
        LimitFilters filters = LimitFilters.of(List.of(listener));
        Map<String, Object> connections = typed(
                "extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
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
        List<Map<String, Object>> mappers = LocalReplies.mappers(listener);
        if (!mappers.isEmpty()) {
            connections.put("local_reply_config", map("mappers", mappers));
        }
        List<Map<String, Object>> httpFilters = filters.trees();
        httpFilters.add(extension("envoy.filters.http.router", typed("extensions.filters.http.router.v3.Router")));
        connections.put("http_filters", httpFilters);
        return map(
                "name",
                listener.name(),
                "address",
                map("socket_address", map("address", "127.0.0.1", "port_value", port)),
                "filter_chains",
                List.of(map(
                        "filters", List.of(extension("envoy.filters.network.http_connection_manager", connections)))));
    }

    private static Map<String, Object> virtualHost(VirtualHost host, LimitFilters filters) {
        List<Map<String, Object>> routes =
                host.routes().stream().map(route -> route(route, filters)).toList();
        return map("name", host.name(), "domains", host.domains(), "routes", routes);
    }

    private static Map<String, Object> route(Route route, LimitFilters filters) {
        Map<String, Object> action = map("cluster", route.upstream().cluster());
        action.putAll(route.action());
        Map<String, Object> tree = map("match", route.match(), "route", action);
        filters.addTo(tree, action, route);
        return tree;
    }

    private List<Map<String, Object>> actions(LimitFilters filters) {
        List<Map<String, Object>> actions = new ArrayList<>();
        for (Listener listener : setup.listeners()) {
            for (VirtualHost host : listener.hosts()) {
                for (Route route : host.routes()) {
                    if (!route.questions().isEmpty()) {
                        Map<String, Object> tree = map("virtual_host", host.name(), "match", route.match());
                        filters.addTo(tree, tree, route);
                        actions.add(tree);
                    }
                }
            }
        }
        return actions;
    }
}
