package io.tollgate.translate.limitador;

import io.tollgate.translate.envoy.Address;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The limits of one domain, and the requests that they are for.
 *
 * @param listener the name of Envoy's listener
 * @param hosts that requests name
 * @param upstream where they go; null if the source does not say
 * @param asking how Envoy asks
 */
record Scope(
        String domain,
        String listener,
        List<String> hosts,
        @Nullable Address upstream,
        Asking asking,
        Origins origins,
        List<SourceLimit> limits) {

    Scope {
        hosts = List.copyOf(hosts);
        limits = List.copyOf(limits);
    }

    /**
     * How Envoy asks the rate limit service.
     *
     * @param denyOnFailure whether requests are denied if it does not answer
     */
    record Asking(long timeoutMillis, boolean denyOnFailure) {}
}
