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
     * The less a policy counts the earlier it is. This is the order of {@code SortByTargetRef} in Kuma's {@code
     * pkg/plugins/policies/core/matchers/dataplane.go} at release 2.14, of which the last Kong Mesh with MeshGlobalRateLimit
     * is made. Releases 2.6 to 2.13 have the same, as far as they know the labels; before 2.6 the last name won.
     */
    static final Comparator<Policy> PRECEDENCE = Comparator.comparing((Policy policy) -> policy.target.kind())
            .thenComparingInt(Policy::origin)
            .thenComparingInt(Policy::tagsOfGateway)
            .thenComparingInt(Policy::role)
            .thenComparing(Policy::displayName, Comparator.reverseOrder());

    private static final List<String> ORIGINS = List.of("global", "", "zone");
    private static final List<String> ROLES = List.of("system", "producer", "consumer", "workload-owner");

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

    /** Returns why it counts more than another one for the same kind. */
    String reasonBefore(Policy other) {
        if (origin() != other.origin()) {
            return "the label kuma.io/origin decides, zone before global";
        }
        if (tagsOfGateway() != other.tagsOfGateway()) {
            return "the one with more tags counts";
        }
        if (role() != other.role()) {
            return "the label kuma.io/policy-role decides";
        }
        return "the name that is first in the alphabet decides (before Kong Mesh 2.6 the last)";
    }

    /** A policy of the zone counts more than one of the global control plane. */
    private int origin() {
        return ORIGINS.indexOf(label("kuma.io/origin", ""));
    }

    private int tagsOfGateway() {
        return target.kind() == TargetRef.Kind.MeshGateway ? target.tags().size() : 0;
    }

    private int role() {
        return ROLES.indexOf(label("kuma.io/policy-role", "system"));
    }

    /** Its name before it was synchronized from another control plane. */
    private String displayName() {
        return label("kuma.io/display-name", manifest.name());
    }

    /** Returns whether a policy is only looked at and not in force. */
    static boolean isShadow(Manifest manifest) {
        return "shadow".equals(manifest.label("kuma.io/effect"));
    }

    private String label(String name, String absent) {
        String value = manifest.label(name);
        return value == null || value.isEmpty() ? absent : value;
    }
}
