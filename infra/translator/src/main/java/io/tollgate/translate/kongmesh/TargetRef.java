package io.tollgate.translate.kongmesh;

import io.tollgate.translate.source.SourceNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a policy of Kuma applies to.
 *
 * @param kind of the resource
 * @param name its name, empty if it is not said
 * @param namespace its namespace, empty if it is not said
 * @param section a port of the resource, empty for all
 * @param proxyTypes {@code Sidecar} and {@code Gateway}; empty for both
 * @param place where it stands
 */
record TargetRef(
        Kind kind,
        String name,
        String namespace,
        String section,
        Map<String, String> labels,
        Map<String, String> tags,
        List<String> proxyTypes,
        SourceNode place) {

    /**
     * Kinds of resources, the less specific before the more specific: of two policies the later one counts. As {@code order}
     * in Kuma's {@code api/common/v1alpha1/targetref.go}.
     */
    enum Kind {
        Mesh,
        Dataplane,
        MeshSubset,
        MeshGateway,
        MeshService,
        MeshExternalService,
        MeshMultiZoneService,
        MeshServiceSubset,
        MeshHTTPRoute
    }

    /** @param absent where it would stand, if it may be left out and then means the whole mesh */
    static TargetRef of(@Nullable SourceNode node, SourceNode absent) {
        if (node == null) {
            return new TargetRef(Kind.Mesh, "", "", "", Map.of(), Map.of(), List.of(), absent);
        }
        return new TargetRef(
                kind(node.required("kind")),
                node.text("name", ""),
                node.text("namespace", ""),
                node.text("sectionName", ""),
                texts(node.find("labels")),
                texts(node.find("tags")),
                node.items("proxyTypes").stream().map(TargetRef::proxyType).toList(),
                node);
    }

    private static Kind kind(SourceNode node) {
        for (Kind kind : Kind.values()) {
            if (kind.name().equals(node.text())) {
                return kind;
            }
        }
        throw node.error("unknown kind '" + node.text() + "' (expected: one of " + List.of(Kind.values()) + ")");
    }

    private static String proxyType(SourceNode node) {
        String type = node.text();
        if (!type.equals("Sidecar") && !type.equals("Gateway")) {
            throw node.error("expected Sidecar or Gateway, found '" + type + "'");
        }
        return type;
    }

    private static Map<String, String> texts(@Nullable SourceNode map) {
        Map<String, String> texts = new LinkedHashMap<>();
        if (map != null) {
            map.fields().forEach((name, value) -> texts.put(name, value.text()));
        }
        return texts;
    }

    boolean reaches(String proxyType) {
        return proxyTypes.isEmpty() || proxyTypes.contains(proxyType);
    }

    /** Returns it for people. */
    String title() {
        return name.isEmpty() ? kind.name() : kind + " " + name;
    }
}
