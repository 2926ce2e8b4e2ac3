package io.tollgate.translate.emissary;

import io.tollgate.model.DescriptorEntry;
import io.tollgate.translate.envoy.Request;
import io.tollgate.translate.source.SourceNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A label by the rules of Emissary's documentation, for {@link EmissaryModel}.
 *
 * @param text what is fixed, or the name of the header
 */
record ModelLabel(Kind kind, String key, String text) {

    private static final Set<String> SPECIFIERS =
            Set.of("source_cluster", "destination_cluster", "remote_address", "request_headers", "generic_key");

    enum Kind {
        SOURCE_CLUSTER,
        DESTINATION_CLUSTER,
        REMOTE_ADDRESS,
        HEADER,
        FIXED
    }

    /** Returns the label of a request, null if the request has none. */
    @Nullable DescriptorEntry entry(Request request, String sourceCluster, String destinationCluster) {
        String value = switch (kind) {
            case SOURCE_CLUSTER -> sourceCluster;
            case DESTINATION_CLUSTER -> destinationCluster;
            case REMOTE_ADDRESS -> request.remoteAddress();
            case HEADER -> request.header(text);
            case FIXED -> text;
        };
        return value == null ? null : new DescriptorEntry(key, value);
    }

    static ModelLabel fixed(String value) {
        return new ModelLabel(Kind.FIXED, "generic_key", value);
    }

    static ModelLabel header(String key, String header) {
        return new ModelLabel(Kind.HEADER, key, header);
    }

    static ModelLabel of(Kind kind, String key) {
        return new ModelLabel(kind, key, "");
    }

    /** Reads specifiers; one that cannot be read is no label. */
    static List<ModelLabel> all(List<SourceNode> nodes) {
        List<ModelLabel> labels = new ArrayList<>();
        for (SourceNode node : nodes) {
            ModelLabel label = one(node);
            if (label != null) {
                labels.add(label);
            }
        }
        return labels;
    }

    private static @Nullable ModelLabel one(SourceNode node) {
        if (node.isScalar()) {
            return word(node.text());
        }
        if (!node.isMap() || node.pairs().isEmpty()) {
            return null;
        }
        SourceNode.Field first = node.pairs().get(0);
        boolean beside = first.value().isNull(); // as in pages that lost their indentation
        if (!beside && node.pairs().size() > 1 && node.find("v3Key") == null) {
            return null;
        }
        return named(first.name(), beside ? node : first.value());
    }

    private static @Nullable ModelLabel word(String text) {
        if (text.isEmpty()) {
            return null;
        }
        Kind kind = withoutFields(text);
        return kind == null ? fixed(text) : of(kind, text);
    }

    private static @Nullable Kind withoutFields(String name) {
        return switch (name) {
            case "source_cluster" -> Kind.SOURCE_CLUSTER;
            case "destination_cluster" -> Kind.DESTINATION_CLUSTER;
            case "remote_address" -> Kind.REMOTE_ADDRESS;
            default -> null;
        };
    }

    private static @Nullable ModelLabel named(String name, SourceNode body) {
        Kind kind = withoutFields(name);
        if (kind != null) {
            return of(kind, name);
        }
        if (name.equals("generic_key")) {
            return generic(body);
        }
        if (!body.isMap()) {
            return null;
        }
        if (name.equals("request_headers")) {
            String key = body.text("key");
            String header = body.text("header_name");
            return key == null || header == null ? null : header(key, header);
        }
        String header = body.text("header");
        if (header != null) {
            return header(name, header);
        }
        return SPECIFIERS.stream()
                .filter(inner -> body.find(inner) != null)
                .findFirst()
                .map(inner -> named(inner, body.required(inner)))
                .orElse(null);
    }

    private static @Nullable ModelLabel generic(SourceNode body) {
        if (body.isNull()) {
            return null;
        }
        if (!body.isMap()) {
            return fixed(body.text());
        }
        String value = body.text("value");
        return value == null ? null : new ModelLabel(Kind.FIXED, body.text("key", "generic_key"), value);
    }
}
