package io.tollgate.translate.envoy;

import static io.tollgate.translate.envoy.Tree.map;
import static io.tollgate.translate.envoy.Tree.typed;

import java.util.List;
import java.util.Map;

/** Where Envoy sends requests and asks: its clusters. */
final class Clusters {

    private static final String HTTP = "extensions.upstreams.http.v3.HttpProtocolOptions";

    private Clusters() {}

    static Map<String, Object> of(Upstream upstream) {
        return cluster(upstream.cluster(), upstream.address(), upstream.grpc(), upstream.tls());
    }

    static Map<String, Object> ofService(Address address, boolean tls) {
        return cluster(EnvoySetup.SERVICE_CLUSTER, address, true, tls);
    }

    private static Map<String, Object> cluster(String name, Address at, boolean grpc, boolean tls) {
        Map<String, Object> cluster = map("name", name, "type", "STRICT_DNS", "connect_timeout", "1s");
        if (grpc) {
            Map<String, Object> http2 = map("connection_keepalive", map("interval", "30s", "timeout", "5s"));
            cluster.put(
                    "typed_extension_protocol_options",
                    map("envoy." + HTTP, typed(HTTP, "explicit_http_config", map("http2_protocol_options", http2))));
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
        Map<String, Object> context = typed("extensions.transport_sockets.tls.v3.UpstreamTlsContext", "sni", at.host());
        if (grpc) {
            context.put("common_tls_context", map("alpn_protocols", List.of("h2")));
        }
        return Tree.extension("envoy.transport_sockets.tls", context);
    }
}
