package io.tollgate.translate.kongmesh;

import io.tollgate.translate.Report;
import io.tollgate.translate.source.Manifest;
import io.tollgate.translate.source.SourceNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A policy of Kuma: MeshGlobalRateLimit or MeshRateLimit.
 *
 * @param from what holds for requests that come in at sidecars, the earlier the less it counts
 * @param to what holds for requests that gateways pass on
 */
record Policy(Manifest manifest, String mesh, TargetRef target, List<SourceNode> from, List<SourceNode> to) {

    /**
     * The less a policy counts the earlier it is: by what it applies to, and of two of one kind that whose name is later
     * in the alphabet, as {@code ByTargetRef} in Kuma's {@code pkg/plugins/policies/core/matchers/dataplane.go} has it.
     */
    static final Comparator<Policy> PRECEDENCE = Comparator.comparing((Policy policy) -> policy.target.kind())
            .thenComparing(Policy::name, Comparator.reverseOrder());

    /** Reads a policy, and says what of its lists is lost. */
    static Policy of(Manifest manifest, Report report) {
        SourceNode spec = manifest.spec();
        report.lostUnlessKnown(spec, "targetRef", "from", "to", "rules", "type", "mesh", "name", "labels");
        TargetRef target = TargetRef.of(spec.find("targetRef"), spec);
        Policy policy = new Policy(
                manifest,
                KongMesh.mesh(manifest),
                target,
                confs(spec.items("from"), report),
                confs(spec.items("to"), report));
        if (!spec.items("rules").isEmpty()) {
            return policy.withRules(spec.items("rules"));
        }
        return policy;
    }

    private Policy withRules(List<SourceNode> rules) {
        List<SourceNode> all = new ArrayList<>(from);
        rules.forEach(rule -> Optional.ofNullable(rule.find("default")).ifPresent(all::add));
        return new Policy(manifest, mesh, target, all, to);
    }

    private static List<SourceNode> confs(List<SourceNode> items, Report report) {
        List<SourceNode> confs = new ArrayList<>();
        for (SourceNode item : items) {
            report.lostUnlessKnown(item, "targetRef", "default", "backend");
            TargetRef clients = TargetRef.of(item.find("targetRef"), item);
            if (clients.kind() != TargetRef.Kind.Mesh) {
                report.lost(
                        clients.place(),
                        "holds only for the requests of " + clients.title()
                                + ", and who sent a request is not in these files; left out");
                continue;
            }
            SourceNode conf = item.find("default");
            if (item.find("backend") != null) { // as in an example of Kong's documentation
                report.different(item.required("backend"), "stands beside 'default' and is read as if it were in it");
                confs.add(item);
            }
            if (conf != null) {
                confs.add(conf);
            }
        }
        return confs;
    }

    String name() {
        return manifest.name();
    }
}
