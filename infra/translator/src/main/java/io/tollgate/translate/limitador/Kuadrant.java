package io.tollgate.translate.limitador;

import io.tollgate.translate.Report;
import io.tollgate.translate.envoy.Address;
import io.tollgate.translate.limits.LimitValue;
import io.tollgate.translate.source.Manifest;
import io.tollgate.translate.source.SourceNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads Kuadrant's RateLimitPolicy resources, and the HTTPRoutes that they are for. Built by one thread. */
final class Kuadrant {

    static final String POLICY = "RateLimitPolicy";
    static final String LISTENER = "kuadrant";

    /** What Kuadrant's filter waits, and that it lets requests through without an answer, if nothing is said. */
    private static final Scope.Asking ASKING = new Scope.Asking(100, false);

    private static final Set<String> ROUTES = Set.of("HTTPRoute", "GRPCRoute");
    private static final int MOST_PORTS = 65_535;
    private static final int HTTP_PORT = 80;

    private final Report report;
    private final Map<String, Manifest> policies = new LinkedHashMap<>();
    private final Map<String, Manifest> routes = new LinkedHashMap<>();

    Kuadrant(Report report) {
        this.report = report;
    }

    /** A limit of a policy, with what the policy says of all its limits. */
    private record Ruled(SourceNode limit, List<SourceNode> when) {}

    /** Takes a resource; returns whether it was one that matters. */
    boolean add(Manifest manifest) {
        if (ROUTES.contains(manifest.kind())) {
            routes.put(place(manifest.kind(), manifest.namespace(), manifest.name()), manifest);
            return true;
        }
        if (manifest.kind().equals("TokenRateLimitPolicy")) {
            report.lost(manifest.root(), "it counts the tokens that an answer tells of, after the request");
            return true;
        }
        if (!manifest.kind().equals(POLICY)) {
            return false;
        }
        SourceNode target = manifest.spec().required("targetRef");
        if (target.find("sectionName") != null) {
            report.lost(
                    target.required("sectionName"),
                    "a policy for a part of a route or gateway would be for more here; it is left out");
            return true;
        }
        String kind = target.required("kind").text();
        if (!ROUTES.contains(kind) && !kind.equals("Gateway")) {
            throw target.required("kind").error("expected HTTPRoute, GRPCRoute or Gateway, found '" + kind + "'");
        }
        Manifest before = policies.putIfAbsent(
                place(kind, manifest.namespace(), target.required("name").line()), manifest);
        if (before != null) {
            report.lost(manifest.root(), "another policy with this target stands before, and that one counts");
        }
        return true;
    }

    private static String place(String kind, String namespace, String name) {
        return kind + " " + (namespace.isEmpty() ? "default" : namespace) + "/" + name;
    }

    /** The domain is the route, as Kuadrant has it. */
    private static String domain(String place) {
        return place.substring(place.indexOf(' ') + 1);
    }

    /** Returns the limits of each route. */
    List<Scope> scopes() {
        List<Scope> scopes = new ArrayList<>();
        Map<String, Manifest> left = new LinkedHashMap<>(policies);
        routes.forEach((place, route) -> {
            Manifest own = left.remove(place);
            Map<String, Ruled> limits = own == null ? new LinkedHashMap<>() : limits(own);
            for (SourceNode parent : route.spec().items("parentRefs")) {
                String gateway = place(
                        "Gateway",
                        parent.text("namespace", route.namespace()),
                        parent.required("name").text());
                Manifest policy = policies.get(gateway);
                if (policy != null) {
                    left.remove(gateway);
                    limits = merged(limits, own != null, policy);
                }
            }
            if (!limits.isEmpty()) {
                noteRoute(route);
                scopes.add(scope(domain(place), hosts(route), upstream(route), limits));
            }
        });
        left.forEach((place, policy) -> {
            report.different(
                    policy.spec().required("targetRef"),
                    place
                            + " has no route in these files: the limits are for all requests to any host, which are counted"
                            + " together (translate the routes too)");
            scopes.add(scope(domain(place), List.of("*"), null, limits(policy)));
        });
        return scopes;
    }

    private static SourceNode rules(Manifest policy) {
        SourceNode spec = policy.spec();
        SourceNode inner = spec.find("defaults") == null ? spec.find("overrides") : spec.find("defaults");
        return inner == null ? spec : inner;
    }

    private Map<String, Ruled> limits(Manifest policy) {
        SourceNode rules = rules(policy);
        report.lostUnlessKnown(policy.spec(), "targetRef", "defaults", "overrides", "limits", "when", "strategy");
        Map<String, Ruled> limits = new LinkedHashMap<>();
        SourceNode named = rules.find("limits");
        if (named != null) {
            named.fields().forEach((name, limit) -> limits.put(name, new Ruled(limit, rules.items("when"))));
        }
        return limits;
    }

    /** The gateway's policy counts where the route has none, or always if it is to override. */
    private Map<String, Ruled> merged(Map<String, Ruled> own, boolean hasOwn, Manifest policy) {
        boolean overrides = policy.spec().find("overrides") != null;
        boolean merge = rules(policy).text("strategy", "atomic").equals("merge");
        Map<String, Ruled> ofGateway = limits(policy);
        if (!merge) {
            return overrides || !hasOwn ? ofGateway : own;
        }
        Map<String, Ruled> merged = new LinkedHashMap<>(overrides ? own : ofGateway);
        merged.putAll(overrides ? ofGateway : own);
        return merged;
    }

    private Scope scope(String domain, List<String> hosts, @Nullable Address upstream, Map<String, Ruled> limits) {
        List<SourceLimit> read = new ArrayList<>();
        limits.forEach((name, ruled) -> {
            SourceLimit limit = limit(name, ruled);
            if (limit != null) {
                read.add(limit);
            }
        });
        return new Scope(domain, LISTENER, hosts, upstream, ASKING, new Attributes(), read);
    }

    private @Nullable SourceLimit limit(String name, Ruled ruled) {
        SourceNode node = ruled.limit;
        report.lostUnlessKnown(node, "rates", "when", "counters");
        Expressions expressions = new Expressions(report);
        ruled.when.forEach(when -> expressions.addCondition(when.required("predicate")));
        node.items("when").forEach(when -> expressions.addCondition(when.required("predicate")));
        node.items("counters").forEach(counter -> expressions.addVariable(counter.required("expression")));
        Map<Long, LimitValue> rates = new LinkedHashMap<>();
        for (SourceNode rate : node.items("rates")) {
            SourceNode window = rate.required("window");
            long seconds = Durations.of(window).toSeconds();
            if (seconds < 1 || seconds > Integer.MAX_VALUE) {
                throw window.error("expected a window of a second or more, found '" + window.text() + "'");
            }
            long requests = Math.max(0, rate.required("limit").large(Integer.MIN_VALUE, Long.MAX_VALUE));
            rates.putIfAbsent(seconds, LimitValue.ofAdmitted((int) seconds, requests));
        }
        if (rates.isEmpty()) {
            report.lost(node, "a limit without rates limits nothing");
            return null;
        }
        return expressions.limit(name, List.copyOf(rates.values()), node);
    }

    private void noteRoute(Manifest route) {
        if (route.spec().items("rules").size() > 1) {
            report.different(
                    route.root(),
                    "the rules of the route are not translated: Envoy's configuration sends all its requests to the first"
                            + " backend");
        }
    }

    private static List<String> hosts(Manifest route) {
        List<String> hosts = route.spec().items("hostnames").stream()
                .map(SourceNode::line)
                .filter(host -> !host.isEmpty())
                .distinct()
                .toList();
        return hosts.isEmpty() ? List.of("*") : hosts;
    }

    private static @Nullable Address upstream(Manifest route) {
        for (SourceNode rule : route.spec().items("rules")) {
            for (SourceNode backend : rule.items("backendRefs")) {
                String namespace = backend.text("namespace", route.namespace());
                SourceNode port = backend.find("port");
                return new Address(
                        backend.required("name").line() + (namespace.isEmpty() ? "" : "." + namespace),
                        port == null ? HTTP_PORT : port.whole(1, MOST_PORTS));
            }
        }
        return null;
    }
}
