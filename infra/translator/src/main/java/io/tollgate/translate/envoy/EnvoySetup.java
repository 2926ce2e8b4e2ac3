package io.tollgate.translate.envoy;

import java.util.List;

/**
 * What a translation asks of Envoy.
 *
 * @param cluster the name of the cluster that Envoy itself belongs to
 * @param tlsToService whether Envoy speaks TLS to the rate limit service
 */
public record EnvoySetup(String cluster, List<Listener> listeners, boolean tlsToService) {

    /** The name of the cluster of the rate limit service, which no other may have. */
    public static final String SERVICE_CLUSTER = "tollgate";

    public EnvoySetup {
        listeners = List.copyOf(listeners);
    }

    /** Makes one that asks the rate limit service without TLS. */
    public EnvoySetup(String cluster, List<Listener> listeners) {
        this(cluster, listeners, false);
    }
}
