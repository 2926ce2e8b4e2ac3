package io.tollgate.translate.envoy;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A port that Envoy listens at.
 *
 * @param useRemoteAddress whether the peer's address is that of the client, and not what {@code x-forwarded-for} says
 * @param trustedHops proxies in front whose {@code x-forwarded-for} is trusted
 */
public record Listener(String name, boolean useRemoteAddress, int trustedHops, List<VirtualHost> hosts) {

    public Listener {
        hosts = List.copyOf(hosts);
    }

    /** Returns it with its routes changed. */
    public Listener withRoutes(UnaryOperator<Route> change) {
        return new Listener(
                name,
                useRemoteAddress,
                trustedHops,
                hosts.stream()
                        .map(host -> new VirtualHost(
                                host.name(),
                                host.domains(),
                                host.routes().stream().map(change).toList()))
                        .toList());
    }
}
