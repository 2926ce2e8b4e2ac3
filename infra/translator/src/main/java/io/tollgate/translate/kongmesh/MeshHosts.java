package io.tollgate.translate.kongmesh;

import io.tollgate.translate.Report;
import io.tollgate.translate.envoy.Address;
import io.tollgate.translate.envoy.EnvoySetup;
import io.tollgate.translate.envoy.Listener;
import io.tollgate.translate.envoy.LocalRateLimit;
import io.tollgate.translate.envoy.RateLimitAction;
import io.tollgate.translate.envoy.RateLimitFilter;
import io.tollgate.translate.envoy.Route;
import io.tollgate.translate.envoy.Upstream;
import io.tollgate.translate.envoy.VirtualHost;
import io.tollgate.translate.kongmesh.MeshService.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The virtual hosts of Envoy, one for each service, at the proxy at which Kong Mesh would limit its requests. */
final class MeshHosts {

    private static final Map<String, Object> ALL_PATHS = Map.of("prefix", "/");

    private static final String INBOUND = "inbound";
    private static final String EGRESS = "egress";

    private final @Nullable Address upstream;
    private final Report report;
    private final Map<Role, List<VirtualHost>> hosts = new LinkedHashMap<>();
    private final Map<String, Address> clusters = new HashMap<>();

    /** @param upstream where all requests go; null if each service says where */
    MeshHosts(@Nullable Address upstream, Report report) {
        this.upstream = upstream;
        this.report = report;
    }

    /**
     * Adds the host of a service.
     *
     * @param filter null if nothing is asked
     * @param local null if there is no limit within Envoy
     */
    void add(
            MeshService service,
            List<List<RateLimitAction>> descriptors,
            @Nullable RateLimitFilter filter,
            @Nullable LocalRateLimit local) {
        Route route = new Route(ALL_PATHS, upstream(service), Map.of(), descriptors, filter, local);
        if (service.role() == Role.GATEWAY) {
            addGateway(service, route);
            return;
        }
        List<VirtualHost> others = at(service.role());
        List<String> names = new ArrayList<>(service.hosts());
        others.forEach(other -> names.removeAll(other.domains()));
        if (names.isEmpty()) {
            report.lost(
                    service.place(),
                    "requests to " + service.name()
                            + " of this mesh cannot be told from those to the service of that name"
                            + " in another; Envoy's configuration has only that one (translate each mesh by itself)");
            return;
        }
        others.add(new VirtualHost(service.name(), names, List.of(route)));
    }

    /** Services of one name in several meshes may be at several addresses, and a cluster has one. */
    private Upstream upstream(MeshService service) {
        if (upstream != null) {
            return new Upstream("upstream", upstream);
        }
        Address address = new Address(service.host(), service.port());
        String cluster = service.name();
        for (int i = 2;
                cluster.equals(EnvoySetup.SERVICE_CLUSTER)
                        || !address.equals(clusters.computeIfAbsent(cluster, any -> address));
                i++) {
            cluster = service.name() + "-" + i;
        }
        return new Upstream(cluster, address);
    }

    private void addGateway(MeshService service, Route route) {
        if (upstream == null) {
            report.different(
                    service.place(),
                    "the routes of the gateway are not translated: all its requests go to "
                            + route.upstream().address() + " (--upstream names another)");
        }
        at(Role.GATEWAY).add(new VirtualHost(service.name(), List.of("*"), List.of(route)));
    }

    /** Adds a host for whatever the sources do not tell of. It is counted by the host that a request names. */
    void addOthers(Address to, RateLimitFilter filter) {
        Route route = new Route(
                ALL_PATHS,
                new Upstream("upstream", to),
                Map.of(),
                List.of(List.of(new RateLimitAction.RequestHeader(":authority", ServiceLimits.KEY))),
                filter,
                null);
        at(Role.SIDECAR).add(new VirtualHost("others", List.of("*"), List.of(route)));
    }

    private List<VirtualHost> at(Role role) {
        return hosts.computeIfAbsent(role, any -> new ArrayList<>());
    }

    /** Returns a listener for all sidecars, one for the egress, and one for each gateway. */
    List<Listener> listeners() {
        List<Listener> listeners = new ArrayList<>();
        hosts.forEach((role, of) -> {
            if (role != Role.GATEWAY) {
                listeners.add(new Listener(role == Role.SIDECAR ? INBOUND : EGRESS, false, 0, withAny(of)));
            }
        });
        Set<String> names = new HashSet<>(List.of(INBOUND, EGRESS));
        for (VirtualHost gateway : hosts.getOrDefault(Role.GATEWAY, List.of())) {
            String name = gateway.name();
            for (int i = 2; !names.add(name); i++) { // as in another mesh
                name = gateway.name() + "-" + i;
            }
            listeners.add(new Listener(name, true, 0, List.of(gateway)));
        }
        return listeners;
    }

    /** Where there is one service only, it takes the requests to any host. */
    private static List<VirtualHost> withAny(List<VirtualHost> of) {
        if (of.size() == 1) {
            VirtualHost only = of.get(0);
            return List.of(new VirtualHost(only.name(), List.of("*"), only.routes()));
        }
        return of;
    }
}
