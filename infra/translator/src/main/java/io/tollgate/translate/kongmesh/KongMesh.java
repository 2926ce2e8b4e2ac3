package io.tollgate.translate.kongmesh;

import io.tollgate.translate.Report;
import io.tollgate.translate.Translation;
import io.tollgate.translate.TranslationOptions;
import io.tollgate.translate.envoy.Address;
import io.tollgate.translate.envoy.EnvoySetup;
import io.tollgate.translate.envoy.LocalRateLimit;
import io.tollgate.translate.envoy.RateLimitAction;
import io.tollgate.translate.envoy.RateLimitFilter;
import io.tollgate.translate.kongmesh.TargetRef.Kind;
import io.tollgate.translate.limits.DomainLimits;
import io.tollgate.translate.limits.LimitEntry;
import io.tollgate.translate.limits.LimitValue;
import io.tollgate.translate.source.Manifest;
import io.tollgate.translate.source.SourceNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Translates MeshGlobalRateLimit of Kong Mesh, which 3.0 removed. As there, a mesh is a domain, the one key is {@code
 * kuma.io/service} and its value the service; what a policy says beside its rates goes to Envoy.
 */
public final class KongMesh {

    private static final String POLICY = "MeshGlobalRateLimit";
    private static final String LOCAL_POLICY = "MeshRateLimit";
    private static final String DEFAULT_MESH = "default";

    private final TranslationOptions options;
    private final Report report = new Report();
    private final MeshHosts hosts;
    private final List<DomainLimits> limits = new ArrayList<>();

    private KongMesh(TranslationOptions options) {
        this.options = options;
        this.hosts = new MeshHosts(options.upstream(), report);
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
        String mesh = label == null ? manifest.root().text("mesh", DEFAULT_MESH) : label;
        if (mesh.isEmpty()) {
            throw manifest.root().error("the name of a mesh must not be empty");
        }
        return mesh;
    }

    private Translation translate(List<Manifest> manifests) {
        Map<String, List<Manifest>> meshes = new LinkedHashMap<>();
        manifests.forEach(manifest ->
                meshes.computeIfAbsent(mesh(manifest), any -> new ArrayList<>()).add(manifest));
        meshes.forEach(this::translateMesh);
        return new Translation(limits, new EnvoySetup("tollgate-kong-mesh", hosts.listeners()), report);
    }

    private void translateMesh(String mesh, List<Manifest> manifests) {
        MeshView view = new MeshView(report);
        List<Policy> global = new ArrayList<>();
        List<Policy> local = new ArrayList<>();
        for (Manifest manifest : manifests) {
            boolean isLocal = manifest.kind().equals(LOCAL_POLICY);
            if (isLocal || manifest.kind().equals(POLICY)) {
                if (Policy.isShadow(manifest)) {
                    report.ignored(manifest.root(), manifest.title() + " is not in force (kuma.io/effect: shadow)");
                } else {
                    (isLocal ? local : global).add(Policy.of(manifest, report));
                }
            } else if (!view.add(manifest)) {
                report.ignored(manifest.root(), manifest.title());
            }
        }
        global.sort(Policy.PRECEDENCE);
        local.sort(Policy.PRECEDENCE);
        global.forEach(policy -> view.learnFrom(policy.target()));
        local.forEach(policy -> view.learnFrom(policy.target()));
        DomainLimits domain = new DomainLimits(mesh);
        translate(domain, view, global, local);
        if (!global.isEmpty()) {
            limits.add(domain);
        }
    }

    private void translate(DomainLimits domain, MeshView view, List<Policy> global, List<Policy> local) {
        GlobalConf ofAll = new GlobalConf(confOfAll(global), report);
        LimitEntry any = limitOfAll(ofAll, domain);
        Map<MeshService, MergedConf> conf = merged(global, view);
        Map<MeshService, MergedConf> localConf = merged(local, view);
        for (MeshService service : view.all()) {
            MergedConf own = conf.getOrDefault(service, new MergedConf(report));
            MergedConf ownLocal = localConf.getOrDefault(service, new MergedConf(report));
            if (!own.isEmpty() || !ownLocal.isEmpty()) {
                translate(service, new GlobalConf(own, report), ownLocal, domain, any != null);
            }
        }
        Address upstream = options.upstream();
        if (any != null && upstream != null) {
            report.different(
                    ofAll.mostSpecific().target().place(),
                    "services that these files do not name are counted by the host that a request names, not by"
                            + " kuma.io/service");
            hosts.addOthers(upstream, filter(ofAll, domain));
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
    private @Nullable LimitEntry limitOfAll(GlobalConf conf, DomainLimits domain) {
        LimitValue rate = conf.isEmpty() ? null : conf.rate();
        if (rate == null || conf.isDisabled()) {
            return null;
        }
        report.carried(
                conf.mostSpecific().manifest().root(),
                "each service of mesh '" + domain.domain() + "' has a limit of " + rate.title());
        if (options.upstream() == null) {
            report.lost(
                    conf.mostSpecific().target().place(),
                    "Envoy's configuration has only the services that these files name; name the others by policies or"
                            + " MeshService resources");
        }
        return domain.first(ServiceLimits.KEY, null).limit(rate, conf.isShadow());
    }

    /** @param all whether each service of the mesh has a limit */
    private void translate(
            MeshService service, GlobalConf conf, MergedConf localConf, DomainLimits domain, boolean all) {
        LocalRateLimit local = LocalConf.limit(localConf, report);
        List<List<RateLimitAction>> descriptors = List.of();
        if (!conf.isEmpty()) {
            conf.noteUnknown();
            if (!conf.isDisabled()) {
                descriptors = new ServiceLimits(domain, report).add(service, conf);
            } else {
                report.carried(conf.mostSpecific().manifest().root(), service.name() + " is not limited (disabled)");
                if (all) {
                    domain.first(ServiceLimits.KEY, service.name()).limit(LimitValue.UNLIMITED, false);
                }
            }
        }
        hosts.add(service, descriptors, descriptors.isEmpty() ? null : filter(conf, domain), local);
    }

    private RateLimitFilter filter(GlobalConf conf, DomainLimits domain) {
        return conf.filter(domain.domain(), options.rateLimitService());
    }
}
