package io.tollgate.translate.limitador;

import io.tollgate.translate.Report;
import io.tollgate.translate.Translation;
import io.tollgate.translate.TranslationOptions;
import io.tollgate.translate.envoy.Address;
import io.tollgate.translate.envoy.EnvoySetup;
import io.tollgate.translate.envoy.Listener;
import io.tollgate.translate.envoy.RateLimitAction;
import io.tollgate.translate.envoy.RateLimitFilter;
import io.tollgate.translate.envoy.Route;
import io.tollgate.translate.envoy.Upstream;
import io.tollgate.translate.envoy.VirtualHost;
import io.tollgate.translate.limits.DomainLimits;
import io.tollgate.translate.source.Manifest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Translates limits of Limitador and of Kuadrant. All of Limitador's limits that apply to a request count it, so that each
 * becomes a descriptor of its own; Envoy sends it if the limit's conditions hold, and the variables are its entries.
 */
public final class Limitador {

    /** Where requests go if nothing says. */
    private static final Address UPSTREAM = new Address("127.0.0.1", 10080);

    private final TranslationOptions options;
    private final Report report = new Report();
    private final Map<String, DomainLimits> domains = new LinkedHashMap<>();
    private final Map<String, List<VirtualHost>> hosts = new LinkedHashMap<>();

    private Limitador(TranslationOptions options) {
        this.options = options;
    }

    /**
     * Translates the limits.
     *
     * @param manifests as {@link LimitadorSources} has them
     * @throws io.tollgate.translate.source.SourceException if one of them cannot be read
     */
    public static Translation translate(List<Manifest> manifests, TranslationOptions options) {
        return new Limitador(options).translate(manifests);
    }

    private Translation translate(List<Manifest> manifests) {
        LimitadorSources.scopes(manifests, report).forEach(this::translate);
        List<Listener> listeners = hosts.entrySet().stream()
                .map(listener -> new Listener(listener.getKey(), true, 0, listener.getValue()))
                .toList();
        return new Translation(List.copyOf(domains.values()), new EnvoySetup("tollgate-limitador", listeners), report);
    }

    private void translate(Scope scope) {
        if (scope.limits().isEmpty()) {
            return;
        }
        if (domains.containsKey(scope.domain())) {
            report.lost(
                    scope.limits().get(0).place(),
                    "something else has the name '" + scope.domain()
                            + "', too, and that is translated (translate them apart)");
            return;
        }
        DomainLimits limits = new DomainLimits(scope.domain());
        List<List<RateLimitAction>> descriptors = new LimitCompiler(scope, limits, report).compile();
        if (descriptors.isEmpty()) {
            return;
        }
        domains.put(scope.domain(), limits);
        report.different(
                scope.limits().get(0).place(),
                "windows in Limitador begin with the first hit; in domain '" + scope.domain()
                        + "' they begin with the minute, the hour, the day or a multiple of these");
        addHost(scope, descriptors);
    }

    private void addHost(Scope scope, List<List<RateLimitAction>> descriptors) {
        List<VirtualHost> others = hosts.computeIfAbsent(scope.listener(), any -> new ArrayList<>());
        List<String> names = new ArrayList<>(scope.hosts());
        others.forEach(other -> names.removeAll(other.domains()));
        if (names.isEmpty()) {
            report.lost(
                    scope.limits().get(0).place(),
                    "another route has the same hosts; Envoy's configuration has only that one");
            return;
        }
        Address all = options.upstream();
        Address own = scope.upstream();
        if (all == null && own == null) {
            report.different(
                    scope.limits().get(0).place(),
                    "these files do not say where requests go; here to " + UPSTREAM + " (--upstream names another)");
        }
        Upstream upstream = all == null && own != null
                ? new Upstream(scope.domain(), own)
                : new Upstream("upstream", all == null ? UPSTREAM : all);
        RateLimitFilter filter = new RateLimitFilter(
                scope.domain(), scope.asking().timeoutMillis(), scope.asking().denyOnFailure(), null, List.of());
        others.add(new VirtualHost(
                scope.domain(),
                names,
                List.of(new Route(Map.of("prefix", "/"), upstream, Map.of(), descriptors, filter, null))));
    }
}
