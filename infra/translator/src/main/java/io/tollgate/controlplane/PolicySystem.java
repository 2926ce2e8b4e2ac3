package io.tollgate.controlplane;

import io.tollgate.translate.Source;
import io.tollgate.translate.source.Manifest;
import io.tollgate.translate.source.SourceException;
import java.util.List;
import java.util.Set;

/** Tells by their kinds which system resources are of. */
final class PolicySystem {

    private static final Set<String> POLICIES = Set.of("MeshGlobalRateLimit", "MeshRateLimit");
    private static final Set<String> LABELS = Set.of("Mapping", "RateLimitService", "Module");
    private static final String LIMITS = "RateLimit";

    private PolicySystem() {}

    /**
     * Returns the system of all these resources.
     *
     * @throws SourceException if they are of several: each would have an Envoy of its own
     */
    static Source of(List<Manifest> manifests) {
        Manifest policy = null;
        Manifest labelled = null;
        boolean limits = false;
        for (Manifest manifest : manifests) {
            if (POLICIES.contains(manifest.kind())) {
                policy = manifest;
            } else if (manifest.kind().equals(LIMITS) || asks(manifest)) {
                labelled = manifest;
                limits |= manifest.kind().equals(LIMITS);
            }
        }
        if (policy != null && labelled != null) {
            throw labelled.root()
                    .error("a folder has policies of one system, and " + policy.title() + " is of Kong Mesh (give "
                            + labelled.title() + " a folder and a control plane of its own)");
        }
        if (labelled == null) {
            return Source.KONG_MESH;
        }
        return limits ? Source.EDGE_STACK : Source.EMISSARY;
    }

    /** An annotation may hold what else is a resource. */
    private static boolean asks(Manifest manifest) {
        return LABELS.contains(manifest.kind())
                || !manifest.inAnnotation("getambassador.io/config").isEmpty();
    }
}
