package io.tollgate.translate.envoy;

/**
 * Where requests of a route go.
 *
 * @param cluster the cluster's name
 * @param tls whether Envoy speaks TLS to it; it does not check certificates then
 * @param grpc whether Envoy speaks HTTP/2 to it
 */
public record Upstream(String cluster, Address address, boolean tls, boolean grpc) {

    /** Makes one that takes plain HTTP/1.1. */
    public Upstream(String cluster, Address address) {
        this(cluster, address, false, false);
    }
}
