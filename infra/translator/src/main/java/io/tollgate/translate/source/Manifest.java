package io.tollgate.translate.source;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One resource of a source, in the form of Kubernetes ({@code kind}, {@code metadata}) or of Kuma's Universal mode
 * ({@code type}, {@code mesh}, {@code name}).
 *
 * @param kind what it is
 * @param name its name
 * @param namespace its namespace; empty if it has none
 * @param root all of it
 */
public record Manifest(String kind, String name, String namespace, SourceNode root) {

    static Manifest of(SourceNode root) {
        if (!root.isMap()) {
            throw root.error("expected a resource, which has 'kind' or 'type' (this is no map)");
        }
        String kind = root.text("kind");
        if (kind == null) {
            kind = root.text("type");
        }
        if (kind == null) {
            throw root.error("'kind' is missing (expected a resource as kubectl or kumactl prints it)");
        }
        SourceNode metadata = root.find("metadata");
        String name = metadata == null ? root.text("name") : metadata.text("name");
        if (name == null && !kind.equals("List")) {
            throw (metadata == null ? root : metadata).error("'name' is missing");
        }
        String namespace = metadata == null ? "" : metadata.text("namespace", "");
        return new Manifest(kind, name == null ? "" : name, namespace, root);
    }

    /**
     * Returns the resources that the text of an annotation holds; they are in this one's namespace if they name none.
     *
     * @throws SourceException if the text is not understood
     */
    public List<Manifest> inAnnotation(String annotation) {
        SourceNode text = root.find("metadata", "annotations", annotation);
        if (text == null) {
            return List.of();
        }
        return text.documents().stream()
                .map(Manifest::of)
                .map(found -> new Manifest(
                        found.kind,
                        found.name,
                        found.root.text("namespace", found.namespace.isEmpty() ? namespace : found.namespace),
                        found.root))
                .toList();
    }

    /** Returns its specification; the resource itself where it has no part of that name. */
    public SourceNode spec() {
        SourceNode spec = root.find("spec");
        return spec == null ? root : spec;
    }

    /** Returns a label, null if it has none of that name. */
    public @Nullable String label(String label) {
        SourceNode labels = root.find("metadata", "labels");
        if (labels == null) {
            labels = root.find("labels");
        }
        return labels == null ? null : labels.text(label);
    }

    /** Returns kind and name as messages have them. */
    public String title() {
        return kind + " " + (namespace.isEmpty() ? "" : namespace + "/") + name;
    }
}
