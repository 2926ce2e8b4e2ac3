package io.tollgate.translate.kongmesh;

import io.tollgate.runtime.settings.GoDuration;
import io.tollgate.translate.Report;
import io.tollgate.translate.Translation;
import io.tollgate.translate.TranslationOptions;
import io.tollgate.translate.envoy.Address;
import io.tollgate.translate.envoy.EnvoySetup;
import io.tollgate.translate.envoy.Listener;
import io.tollgate.translate.envoy.LocalRateLimit;
import io.tollgate.translate.envoy.RateLimitAction;
import io.tollgate.translate.envoy.RateLimitFilter;
import io.tollgate.translate.envoy.Route;
import io.tollgate.translate.envoy.Upstream;
import io.tollgate.translate.envoy.VirtualHost;
import io.tollgate.translate.kongmesh.MeshService.Role;
import io.tollgate.translate.kongmesh.TargetRef.Kind;
import io.tollgate.translate.limits.DomainLimits;
import io.tollgate.translate.limits.LimitEntry;
import io.tollgate.translate.limits.LimitValue;
import io.tollgate.translate.source.Manifest;
import io.tollgate.translate.source.SourceNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Translates MeshGlobalRateLimit of Kong Mesh, which 3.0 removed. As there, a mesh is a domain, the one key is {@code
 * kuma.io/service} and its value the service; what a policy says beside its rates goes to Envoy.
 */
public final class KongMesh {

    private static final String KEY = "kuma.io/service";
    private static final String POLICY = "MeshGlobalRateLimit";
    private static final String LOCAL_POLICY = "MeshRateLimit";
    private static final String DEFAULT_MESH = "default";

    /** What Envoy's filter waits if nothing is said. */
    private static final long DEFAULT_TIMEOUT_MS = 20;

    /** Envoy's local rate limit fills its bucket no faster. */
    private static final long SHORTEST_FILL_MS = 50;

    private final TranslationOptions options;
    private final Report report = new Report();
    private final Map<Role, List<VirtualHost>> hosts = new LinkedHashMap<>();
    private final List<DomainLimits> limits = new ArrayList<>();

    private KongMesh(TranslationOptions options) {
        this.options = options;
    }

    /**
     * Translates the policies among the resources.
     *
     * @throws io.tollgate.translate.source.SourceException if one of them cannot be read
     */
    public static Translation translate(List<Manifest> manifests, TranslationOptions options) {
        return new KongMesh(options).translate(manifests);
    }

    /** Returns the mesh that a resource belongs to. */
    static String mesh(Manifest manifest) {
        String label = manifest.label("kuma.io/mesh");
        return label == null ? manifest.root().text("mesh", DEFAULT_MESH) : label;
    }

    private Translation translate(List<Manifest> manifests) {
        Map<String, List<Manifest>> meshes = new LinkedHashMap<>();
        manifests.forEach(manifest ->
                meshes.computeIfAbsent(mesh(manifest), any -> new ArrayList<>()).add(manifest));
        meshes.forEach(this::translateMesh);
        List<Listener> listeners = new ArrayList<>();
        hosts.forEach((role, of) -> {
            if (role != Role.GATEWAY) {
                listeners.add(new Listener(role == Role.SIDECAR ? "inbound" : "egress", false, 0, withAny(of)));
            }
        });
        for (VirtualHost gateway : hosts.getOrDefault(Role.GATEWAY, List.of())) {
            listeners.add(new Listener(gateway.name(), true, 0, List.of(gateway)));
        }
        return new Translation(limits, new EnvoySetup("tollgate-kong-mesh", listeners), report);
    }

    /** Where there is one service only, it takes the requests to any host. */
    private static List<VirtualHost> withAny(List<VirtualHost> of) {
        if (of.size() == 1) {
            VirtualHost only = of.get(0);
            return List.of(new VirtualHost(only.name(), List.of("*"), only.routes()));
        }
        return of;
    }

    private void translateMesh(String mesh, List<Manifest> manifests) {
        MeshView view = new MeshView(report);
        List<Policy> global = new ArrayList<>();
        List<Policy> local = new ArrayList<>();
        for (Manifest manifest : manifests) {
            if (manifest.kind().equals(POLICY)) {
                global.add(Policy.of(manifest, report));
            } else if (manifest.kind().equals(LOCAL_POLICY)) {
                local.add(Policy.of(manifest, report));
            } else if (!view.add(manifest)) {
                report.ignored(manifest.root(), manifest.title());
            }
        }
        global.sort(Policy.PRECEDENCE);
        local.sort(Policy.PRECEDENCE);
        global.forEach(policy -> view.learnFrom(policy.target()));
        local.forEach(policy -> view.learnFrom(policy.target()));
        DomainLimits domain = new DomainLimits(mesh);
        MergedConf ofAll = confOfAll(global);
        LimitEntry any = limitOfAll(ofAll, domain);
        Map<MeshService, MergedConf> conf = merged(global, view);
        Map<MeshService, MergedConf> localConf = merged(local, view);
        for (MeshService service : view.all()) {
            MergedConf own = conf.getOrDefault(service, new MergedConf(report));
            MergedConf ownLocal = localConf.getOrDefault(service, new MergedConf(report));
            if (!own.isEmpty() || !ownLocal.isEmpty()) {
                translate(service, own, ownLocal, domain, any);
            }
        }
        Address upstream = options.upstream();
        if (any != null && upstream != null) {
            addHostOfOthers(ofAll, domain, upstream);
        }
        if (!global.isEmpty()) {
            limits.add(domain);
        }
    }

    private Map<MeshService, MergedConf> merged(List<Policy> policies, MeshView view) {
        Map<MeshService, MergedConf> merged = new LinkedHashMap<>();
        for (Policy policy : policies) {
            if (!policy.from().isEmpty()) {
                add(policy, policy.from(), view.targets(policy.target(), false), merged);
            }
            if (!policy.to().isEmpty()) {
                add(policy, policy.to(), view.targets(policy.target(), true), merged);
            }
        }
        return merged;
    }

    private void add(
            Policy policy, List<SourceNode> confs, List<MeshService> services, Map<MeshService, MergedConf> merged) {
        for (MeshService service : services) {
            merged.computeIfAbsent(service, any -> new MergedConf(report)).add(policy, confs);
        }
    }

    private MergedConf confOfAll(List<Policy> policies) {
        MergedConf merged = new MergedConf(report);
        for (Policy policy : policies) {
            if (policy.target().kind() == Kind.Mesh && policy.target().reaches("Sidecar")) {
                merged.add(policy, policy.from());
            }
        }
        return merged;
    }

    /** A rate of the whole mesh holds for each service alone, also for those that the sources do not tell of. */
    private @Nullable LimitEntry limitOfAll(MergedConf merged, DomainLimits domain) {
        LimitValue rate = merged.isEmpty() ? null : rate(merged);
        if (rate == null || isDisabled(merged)) {
            return null;
        }
        report.carried(
                merged.mostSpecific().manifest().root(),
                "each service of mesh '" + domain.domain() + "' has a limit of " + rate.title());
        if (options.upstream() == null) {
            report.lost(
                    merged.mostSpecific().target().place(),
                    "Envoy's configuration has only the services that these files name; name the others by policies or"
                            + " MeshService resources");
        }
        return domain.first(KEY, null).limit(rate, isShadow(merged));
    }

    private static boolean isDisabled(MergedConf conf) {
        SourceNode disabled = conf.find("http", "disabled");
        return disabled != null && disabled.bool();
    }

    private static boolean isShadow(MergedConf conf) {
        SourceNode mode = conf.find("mode");
        if (mode == null || mode.text().equals("Limit")) {
            return false;
        }
        if (!mode.text().equals("Shadow")) {
            throw mode.error("expected Limit or Shadow, found '" + mode.text() + "'");
        }
        return true;
    }

    private @Nullable LimitValue rate(MergedConf conf) {
        SourceNode num = conf.find("http", "requestRate", "num");
        SourceNode interval = conf.find("http", "requestRate", "interval");
        if (num == null) {
            if (interval == null) {
                return null;
            }
            throw interval.error("a rate needs 'num' beside 'interval'");
        }
        if (interval == null) {
            throw num.error("a rate needs 'interval' beside 'num'");
        }
        return Rate.of(num, interval, report);
    }

    private void translate(
            MeshService service, MergedConf conf, MergedConf localConf, DomainLimits domain, @Nullable LimitEntry any) {
        LocalRateLimit local = localConf.isEmpty() ? null : local(localConf);
        List<List<RateLimitAction>> descriptors = new ArrayList<>();
        if (!conf.isEmpty()) {
            checkNames(conf);
            if (isDisabled(conf)) {
                report.carried(conf.mostSpecific().manifest().root(), service.name() + " is not limited (disabled)");
                if (any != null) {
                    domain.first(KEY, service.name()).limit(LimitValue.UNLIMITED, false);
                }
            } else {
                descriptors.addAll(descriptors(service, conf, domain));
            }
        }
        RateLimitFilter filter = descriptors.isEmpty() ? null : filter(conf, domain.domain());
        Route route = new Route(Map.of("prefix", "/"), upstream(service), Map.of(), descriptors, filter, local);
        addHost(service, route);
    }

    private void addHost(MeshService service, Route route) {
        List<VirtualHost> others = hosts.computeIfAbsent(service.role(), role -> new ArrayList<>());
        if (service.role() == Role.GATEWAY) {
            if (options.upstream() == null) {
                report.different(
                        service.place(),
                        "the routes of the gateway are not translated: all its requests go to "
                                + route.upstream().address() + " (--upstream names another)");
            }
            others.add(new VirtualHost(service.name(), List.of("*"), List.of(route)));
            return;
        }
        List<String> names = new ArrayList<>(service.hosts());
        others.forEach(other -> names.removeAll(other.domains()));
        if (names.isEmpty()) {
            report.lost(
                    service.place(),
                    "requests to " + service.name()
                            + " of this mesh cannot be told from those to the service of that name"
                            + " in another; Envoy's configuration has only that one (translate each mesh by itself)");
            return;
        }
        others.add(new VirtualHost(service.name(), names, List.of(route)));
    }

    /** Whatever the sources do not tell of is counted by the host that a request names. */
    private void addHostOfOthers(MergedConf conf, DomainLimits domain, Address upstream) {
        report.different(
                conf.mostSpecific().target().place(),
                "services that these files do not name are counted by the host that a request names, not by"
                        + " kuma.io/service");
        Route route = new Route(
                Map.of("prefix", "/"),
                new Upstream("upstream", upstream),
                Map.of(),
                List.of(List.of(new RateLimitAction.RequestHeader(":authority", KEY))),
                filter(conf, domain.domain()),
                null);
        hosts.computeIfAbsent(Role.SIDECAR, role -> new ArrayList<>())
                .add(new VirtualHost("others", List.of("*"), List.of(route)));
    }

    private Upstream upstream(MeshService service) {
        Address all = options.upstream();
        return all == null
                ? new Upstream(service.name(), new Address(service.host(), service.port()))
                : new Upstream("upstream", all);
    }

    /** The limits of a service, and what Envoy asks for a request to it. */
    private List<List<RateLimitAction>> descriptors(MeshService service, MergedConf conf, DomainLimits domain) {
        boolean shadow = isShadow(conf);
        LimitValue rate = rate(conf);
        SourceNode place = conf.mostSpecific().manifest().root();
        LimitEntry entry = domain.first(KEY, service.name());
        RateLimitAction serviceEntry = new RateLimitAction.GenericKey(KEY, service.name());
        Map<String, List<String>> own = new LinkedHashMap<>();
        List<List<RateLimitAction>> descriptors = new ArrayList<>();
        for (SourceNode rule : onRequest(conf)) {
            List<String> values = limitValues(rule, entry, shadow);
            if (values.isEmpty()) {
                continue;
            }
            String header = rule.required("name").text();
            own.computeIfAbsent(header, any -> new ArrayList<>()).addAll(values);
            descriptors.add(List.of(serviceEntry, new RateLimitAction.RequestHeader(header, header)));
            report.carried(
                    rule,
                    "requests to " + service.name() + " with one of " + values.size() + " values of the header "
                            + header + " have limits of their own");
            report.different(
                    rule,
                    "Kong Mesh does not document what else such a request is charged; here it is its own limit only, and a"
                            + " value without requestRate is not limited");
        }
        if (rate != null) {
            entry.limit(rate, shadow);
            descriptors.add(
                    0,
                    List.of(
                            own.isEmpty()
                                    ? serviceEntry
                                    : new RateLimitAction.UnlessHeaders(KEY, service.name(), own)));
            report.carried(
                    place,
                    "limit of " + rate.title() + " for " + service.name() + " in domain '" + domain.domain() + "'"
                            + (shadow ? ", in shadow mode" : ""));
        } else if (descriptors.isEmpty()) {
            report.lost(place, "no policy says a requestRate for " + service.name() + ", so nothing is limited");
        }
        return descriptors;
    }

    private static List<SourceNode> onRequest(MergedConf conf) {
        SourceNode rules = conf.find("http", "ratelimitOnRequest");
        return rules == null ? List.of() : rules.items();
    }

    /** Adds the limits of a header's values, and returns the values. */
    private List<String> limitValues(SourceNode rule, LimitEntry service, boolean shadow) {
        report.lostUnlessKnown(rule, "kind", "name", "limits");
        SourceNode kind = rule.required("kind");
        if (!kind.text().equals("OnHeader")) {
            throw kind.error("expected OnHeader, found '" + kind.text() + "'");
        }
        String header = rule.required("name").text();
        Set<String> values = new LinkedHashSet<>();
        for (SourceNode item : rule.required("limits").items()) {
            report.lostUnlessKnown(item, "value", "requestRate", "disabled");
            SourceNode value = item.required("value");
            if (value.text().isEmpty()) {
                throw value.error("a value must not be empty");
            }
            if (value.text().contains("*")) {
                report.lost(
                        value,
                        "a '*' stands for any characters in a limit file, so this value has no limit of its own");
                continue;
            }
            if (!values.add(value.text())) {
                throw value.error("'" + value.text() + "' is limited twice");
            }
            SourceNode rate = item.find("requestRate");
            LimitValue limit = rate == null || item.bool("disabled")
                    ? LimitValue.UNLIMITED
                    : Rate.of(rate.required("num"), rate.required("interval"), report);
            service.next(header, value.text()).limit(limit, shadow && !limit.unlimited());
        }
        return List.copyOf(values);
    }

    private RateLimitFilter filter(MergedConf conf, String domain) {
        SourceNode timeout = conf.find("backend", "rateLimitService", "timeout");
        SourceNode url = conf.find("backend", "rateLimitService", "url");
        SourceNode deny = conf.find("backend", "rateLimitService", "limitOnServiceFail");
        if (url != null) {
            report.carried(url, "Envoy asks Tollgate at " + options.rateLimitService() + " instead");
        }
        return new RateLimitFilter(
                domain,
                timeout == null ? DEFAULT_TIMEOUT_MS : millis(timeout),
                deny != null && deny.bool(),
                ResponseHeaders.status(conf.find("http", "onRateLimit", "status"), report),
                ResponseHeaders.of(
                        conf.find("http", "onRateLimit", "headers", "set"),
                        conf.find("http", "onRateLimit", "headers", "add")));
    }

    private @Nullable LocalRateLimit local(MergedConf conf) {
        if (conf.find("local", "tcp", "connectionRate", "num") != null) {
            report.lost(
                    conf.mostSpecific().manifest().root(),
                    "limits of TCP connections are not carried over, only of HTTP");
        }
        SourceNode disabled = conf.find("local", "http", "disabled");
        SourceNode num = conf.find("local", "http", "requestRate", "num");
        SourceNode interval = conf.find("local", "http", "requestRate", "interval");
        if ((disabled != null && disabled.bool()) || num == null || interval == null) {
            return null;
        }
        long millis = millis(interval);
        if (millis < SHORTEST_FILL_MS) {
            throw interval.error("Envoy fills its bucket each " + SHORTEST_FILL_MS + " ms at the most (expected: a"
                    + " longer interval)");
        }
        report.carried(
                conf.mostSpecific().manifest().root(),
                "local limit of " + num.text() + " each " + interval.text() + ", asked before the rate limit service");
        return new LocalRateLimit(
                num.whole(1, Integer.MAX_VALUE),
                millis,
                ResponseHeaders.status(conf.find("local", "http", "onRateLimit", "status"), report),
                ResponseHeaders.of(
                        conf.find("local", "http", "onRateLimit", "headers", "set"),
                        conf.find("local", "http", "onRateLimit", "headers", "add")));
    }

    private static long millis(SourceNode node) {
        try {
            Duration duration = GoDuration.parse(node.text());
            if (duration.isNegative()) {
                throw node.error("a duration must not be negative");
            }
            return duration.toMillis();
        } catch (IllegalArgumentException e) {
            throw node.error("expected a duration, say 25ms, found '" + node.text() + "'");
        }
    }

    private void checkNames(MergedConf conf) {
        conf.confs().forEach(one -> {
            report.lostUnlessKnown(one, "http", "mode", "backend", "targetRef", "default");
            check(one.find("http"), "requestRate", "ratelimitOnRequest", "onRateLimit", "disabled");
            check(one.find("http", "requestRate"), "num", "interval");
            check(one.find("http", "onRateLimit"), "status", "headers");
            check(one.find("http", "onRateLimit", "headers"), "set", "add");
            check(one.find("backend"), "rateLimitService");
            check(one.find("backend", "rateLimitService"), "url", "timeout", "limitOnServiceFail");
        });
    }

    private void check(@Nullable SourceNode map, String... names) {
        if (map != null) {
            report.lostUnlessKnown(map, names);
        }
    }
}
