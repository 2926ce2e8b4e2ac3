package io.tollgate.translate.emissary;

import io.tollgate.translate.Report;
import io.tollgate.translate.envoy.RateLimitAction;
import io.tollgate.translate.envoy.RateLimitAction.DestinationCluster;
import io.tollgate.translate.envoy.RateLimitAction.GenericKey;
import io.tollgate.translate.envoy.RateLimitAction.RemoteAddress;
import io.tollgate.translate.envoy.RateLimitAction.RequestHeader;
import io.tollgate.translate.envoy.RateLimitAction.SourceCluster;
import io.tollgate.translate.source.SourceNode;
import io.tollgate.translate.source.SourceNode.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads label specifiers in the forms of all versions, and in those that official examples have by mistake where it is
 * clear what they mean. Like Emissary it leaves a label out that it cannot read; unlike it, it says so.
 */
final class LabelReader {

    private static final String GENERIC_KEY = "generic_key";
    private static final String REQUEST_HEADERS = "request_headers";
    private static final String REMOTE_ADDRESS = "remote_address";
    private static final String SOURCE_CLUSTER = "source_cluster";
    private static final String DESTINATION_CLUSTER = "destination_cluster";
    private static final Set<String> SPECIFIERS =
            Set.of(GENERIC_KEY, REQUEST_HEADERS, REMOTE_ADDRESS, SOURCE_CLUSTER, DESTINATION_CLUSTER);

    /** In the form of version 2 the key is the name of the map that these are in. */
    private static final String HEADER = "header";

    private static final String OMIT = "omit_if_not_present";

    private final Report report;

    LabelReader(Report report) {
        this.report = report;
    }

    /** Reads the groups of one domain. */
    List<LabelGroup> groups(SourceNode node) {
        if (node.isMap()) {
            report.different(node, "is a map of groups and is read as if it were a list of them");
            return node.pairs().stream()
                    .map(field -> group(field.value(), specifiers(field.value())))
                    .toList();
        }
        List<LabelGroup> groups = new ArrayList<>();
        Flattened flattened = null;
        for (SourceNode item : node.items()) {
            Field named =
                    item.isMap() && item.pairs().size() == 1 ? item.pairs().get(0) : null;
            if (named != null && named.value().isList()) {
                flattened = null;
                groups.add(group(named.value(), specifiers(named.value())));
            } else if (named != null && named.value().isNull() && !SPECIFIERS.contains(named.name())) {
                flattened = new Flattened(named.value(), new ArrayList<>());
                report.different(named.value(), "has its labels after it, not within it; they are read as its own");
                Flattened opened = flattened;
                groups.add(new LabelGroup(opened.labels, false, opened.place));
            } else if (flattened != null) {
                specifier(item, flattened.labels::add);
                groups.set(groups.size() - 1, new LabelGroup(flattened.labels, false, flattened.place));
            } else {
                report.lost(
                        item,
                        named == null && item.isMap()
                                ? "a label group has exactly one name, as Emissary demands; left out"
                                : "expected a label group, that is a name with a list of labels; left out");
            }
        }
        return groups;
    }

    /** A group whose labels stand beside it, as in a page whose indentation was lost. */
    private record Flattened(SourceNode place, List<RateLimitAction> labels) {}

    private LabelGroup group(SourceNode place, List<RateLimitAction> labels) {
        if (place.isNull() || (place.isList() && place.items().isEmpty())) {
            report.different(
                    place,
                    "an empty label group: it has the default labels of its domain, if there are any, and no others");
        }
        return new LabelGroup(labels, false, place);
    }

    /** Reads a list of specifiers. */
    List<RateLimitAction> specifiers(SourceNode list) {
        List<RateLimitAction> actions = new ArrayList<>();
        list.items().forEach(item -> specifier(item, actions::add));
        return actions;
    }

    private void specifier(SourceNode node, Consumer<RateLimitAction> to) {
        RateLimitAction action = node.isScalar() ? shorthand(node) : map(node);
        if (action != null) {
            to.accept(action);
        }
    }

    private @Nullable RateLimitAction shorthand(SourceNode node) {
        String text = node.text();
        if (text.isEmpty()) {
            return leftOut(node, "an empty label");
        }
        RateLimitAction cluster = withoutFields(text);
        return cluster == null ? new GenericKey(GENERIC_KEY, text) : cluster;
    }

    private static @Nullable RateLimitAction withoutFields(String name) {
        return switch (name) {
            case SOURCE_CLUSTER -> new SourceCluster();
            case DESTINATION_CLUSTER -> new DestinationCluster();
            case REMOTE_ADDRESS -> new RemoteAddress();
            default -> null;
        };
    }

    private @Nullable RateLimitAction leftOut(SourceNode node, String why) {
        report.lost(
                node,
                why + " (expected one of source_cluster, destination_cluster, request_headers, remote_address,"
                        + " generic_key); this label is left out, so the group has one less");
        return null;
    }

    private @Nullable RateLimitAction map(SourceNode node) {
        if (!node.isMap() || node.pairs().isEmpty()) {
            return leftOut(node, "no label");
        }
        List<Field> fields = node.pairs();
        Field first = fields.get(0);
        if (fields.size() == 1) {
            return labelled(node, first);
        }
        if (node.find(GENERIC_KEY) != null && node.find("v3Key") != null) {
            report.different(
                    node,
                    "Emissary loses v3Key where it converts this to v3alpha1, and the key is generic_key; as here");
            return generic(node.required(GENERIC_KEY));
        }
        if (first.value().isNull()) {
            return flat(node, first.name(), fields.subList(1, fields.size()));
        }
        return leftOut(node, "a label with " + fields.size() + " names instead of one");
    }

    /** A map whose fields stand beside its name, for they were not indented. */
    private @Nullable RateLimitAction flat(SourceNode node, String name, List<Field> rest) {
        Field only = rest.size() == 1 ? rest.get(0) : null;
        if (node.find(HEADER) != null) {
            noteSloppy(node, name);
            return headerOfVersion2(name, node, name);
        }
        if (only != null && SPECIFIERS.contains(only.name()) && !only.value().isNull()) {
            noteSloppy(node, name);
            return labelled(node, only);
        }
        if (SPECIFIERS.contains(name)) {
            noteSloppy(node, name);
            return known(name, node, name);
        }
        return leftOut(node, "a label with " + (rest.size() + 1) + " names instead of one");
    }

    private void noteSloppy(SourceNode node, String name) {
        report.different(
                node,
                "what belongs to '" + name + "' stands beside it or too deep, so Emissary rejects it or leaves it"
                        + " out; it is read as it is meant");
    }

    private @Nullable RateLimitAction labelled(SourceNode node, Field field) {
        SourceNode value = field.value();
        String name = field.name();
        if (SPECIFIERS.contains(name)) {
            return known(name, value, "");
        }
        if (!value.isMap()) {
            return leftOut(node, "'" + name + "' is no label");
        }
        List<Field> inner = value.pairs();
        if (value.find(HEADER) != null) {
            return headerOfVersion2(name, value, "");
        }
        if (inner.size() == 1 && SPECIFIERS.contains(inner.get(0).name())) {
            noteSloppy(value, name);
            return labelled(value, inner.get(0));
        }
        return leftOut(node, "'" + name + "' is no label");
    }

    /** @param besides a name that stands in the same map by mistake; empty if there is none */
    private @Nullable RateLimitAction known(String name, SourceNode value, String besides) {
        if (name.equals(GENERIC_KEY)) {
            return generic(value);
        }
        if (name.equals(REQUEST_HEADERS)) {
            return header(value, besides);
        }
        if (value.isMap()) {
            String key = value.text("key", name);
            if (!key.equals(name)) {
                report.different(value, "Emissary takes no key but '" + name + "' here, and that is the key");
            }
        }
        return withoutFields(name);
    }

    private @Nullable RateLimitAction generic(SourceNode value) {
        if (value.isNull()) {
            return leftOut(value, "generic_key without a value");
        }
        if (value.isScalar()) {
            return genericKey(value, GENERIC_KEY, value.text());
        }
        if (!value.isMap() || value.find("value") == null) {
            return leftOut(value, "generic_key without 'value'");
        }
        report.lostUnlessKnown(value, "key", "value", "v2Shorthand", GENERIC_KEY);
        return genericKey(
                value, value.text("key", GENERIC_KEY), value.required("value").text());
    }

    private @Nullable RateLimitAction genericKey(SourceNode place, String key, String value) {
        if (key.isEmpty() || value.isEmpty()) {
            return leftOut(place, "Envoy takes no empty key or value");
        }
        return new GenericKey(key, value);
    }

    private @Nullable RateLimitAction header(SourceNode value, String besides) {
        if (!value.isMap() || value.find("key") == null || value.find("header_name") == null) {
            return leftOut(value, "request_headers without 'key' and 'header_name'");
        }
        noteAbsence(value);
        report.lostUnlessKnown(value, "key", "header_name", OMIT, "default", besides);
        return requestHeader(
                value,
                value.required("header_name").text(),
                value.required("key").text());
    }

    private @Nullable RateLimitAction headerOfVersion2(String key, SourceNode value, String besides) {
        noteAbsence(value);
        report.lostUnlessKnown(value, HEADER, OMIT, "default", besides);
        return requestHeader(value, value.required(HEADER).text(), key);
    }

    private @Nullable RateLimitAction requestHeader(SourceNode place, String header, String key) {
        if (key.isEmpty() || header.isEmpty() || header.chars().anyMatch(c -> c <= ' ')) {
            return leftOut(place, "a key and the name of a header are needed");
        }
        return new RequestHeader(header, key);
    }

    private void noteAbsence(SourceNode value) {
        SourceNode omit = value.find(OMIT);
        if (omit != null && !omit.bool()) {
            report.different(
                    omit,
                    "has no effect in Emissary either: where the header is missing, the whole label group is skipped");
        }
        SourceNode byDefault = value.find("default");
        if (byDefault != null) {
            report.different(
                    byDefault,
                    "Emissary ignores it: where the header is missing, the whole label group is skipped, as here");
        }
    }
}
