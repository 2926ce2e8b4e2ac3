package io.tollgate.translate.envoy;

import java.util.List;

/**
 * What a translation asks of Envoy.
 *
 * @param cluster the name of the cluster that Envoy itself belongs to
 */
public record EnvoySetup(String cluster, List<Listener> listeners) {

    public EnvoySetup {
        listeners = List.copyOf(listeners);
    }
}
