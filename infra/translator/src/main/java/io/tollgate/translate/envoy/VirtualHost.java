package io.tollgate.translate.envoy;

import java.util.List;

/**
 * What is done with requests to some hosts.
 *
 * @param domains the hosts, {@code *} for all others
 * @param routes in the order in which they are tried
 */
public record VirtualHost(String name, List<String> domains, List<Route> routes) {

    public VirtualHost {
        domains = List.copyOf(domains);
        routes = List.copyOf(routes);
    }
}
