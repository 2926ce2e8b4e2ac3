package io.tollgate.translate.envoy;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A port that Envoy listens at.
 *
 * @param useRemoteAddress whether the peer's address is that of the client, and not what {@code x-forwarded-for} says
 * @param trustedHops proxies in front whose {@code x-forwarded-for} is trusted
 * @param body of the answer to what is over limit; null for none
 */
public record Listener(
        String name,
        boolean useRemoteAddress,
        int trustedHops,
        List<VirtualHost> hosts,
        @Nullable AnswerBody body) {

    public Listener {
        hosts = List.copyOf(hosts);
    }

    /** Makes one that says nothing in its answer to what is over limit. */
    public Listener(String name, boolean useRemoteAddress, int trustedHops, List<VirtualHost> hosts) {
        this(name, useRemoteAddress, trustedHops, hosts, null);
    }

    /** Returns the routes of all hosts. */
    Stream<Route> routes() {
        return hosts.stream().flatMap(host -> host.routes().stream());
    }

    /**
     * Returns it with other answers to what is over limit.
     *
     * @param headers by domain
     */
    public Listener withErrors(Map<String, List<ResponseHeader>> headers, @Nullable AnswerBody newBody) {
        return new Listener(
                name,
                useRemoteAddress,
                trustedHops,
                hosts.stream()
                        .map(host -> new VirtualHost(
                                host.name(),
                                host.domains(),
                                host.routes().stream()
                                        .map(route -> route.withHeaders(headers))
                                        .toList()))
                        .toList(),
                newBody);
    }
}
