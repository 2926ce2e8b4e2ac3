package io.tollgate.translate.envoy;

import java.util.List;

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
}
