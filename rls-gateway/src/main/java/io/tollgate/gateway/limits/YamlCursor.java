package io.tollgate.gateway.limits;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.CollectionNode;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A place in a YAML document: a node, the path to it and its line. Reading it as a type either gives the value or
 * raises a {@link LimitConfigException} that says where it is and what was expected. Null reads as the type's default,
 * as in the reference. Anchors, aliases and {@code <<} are resolved; a field of the map itself wins over a merged one
 * wherever {@code <<} stands. Unlike in the reference a name given twice in one map is an error.
 */
final class YamlCursor {

    private final YamlDocument document;
    private final @Nullable YamlCursor parent;
    private final String step;
    private final @Nullable Node node;
    private final int line;
    private final int depth;

    private YamlCursor(YamlDocument document, @Nullable YamlCursor parent, String step, @Nullable Node node, int line) {
        this.document = document;
        this.parent = parent;
        this.step = step;
        this.node = node;
        this.line = line;
        this.depth = parent == null ? 1 : parent.depth + 1;
    }

    static YamlCursor root(YamlDocument document, @Nullable Node node) {
        return new YamlCursor(document, null, "", node, node == null ? 1 : lineOf(node));
    }

    private YamlCursor child(String childStep, Node childNode, Node lineGiver) {
        YamlCursor child = new YamlCursor(document, this, childStep, childNode, lineOf(lineGiver));
        if (child.depth > YamlDocument.MAX_DEPTH && childNode instanceof CollectionNode) {
            throw child.error("error loading config file: nested deeper than " + YamlDocument.MAX_DEPTH + " levels");
        }
        if (!document.mayVisitAnotherNode()) {
            throw child.error("error loading config file: document contains excessive aliasing");
        }
        return child;
    }

    /** Returns the file and the line, as {@code file:line}; only the file if its lines mean nothing to anybody. */
    String position() {
        return document.position(line);
    }

    private String path() {
        if (parent == null) {
            return "";
        }
        String before = parent.path();
        return before.isEmpty() || step.startsWith("[") ? before + step : before + "." + step;
    }

    /** Returns {@code file:line: path: reason}, the file and the line as a position has them; the root has no path. */
    String message(String reason) {
        String path = path();
        return position() + ": " + (path.isEmpty() ? "" : path + ": ") + reason;
    }

    /** Returns an exception that says where it happened. */
    LimitConfigException error(String reason) {
        return new LimitConfigException(message(reason));
    }

    /** Returns the error for something that is not what the grammar expects here. */
    LimitConfigException wrongType(String expected) {
        return error("error loading config file: expected " + expected + ", found " + shown());
    }

    /** Returns whether there is nothing here, or null. */
    boolean isNull() {
        return node == null || (node instanceof ScalarNode scalar && new YamlScalar(this, scalar).isNull());
    }

    boolean isMap() {
        return node instanceof MappingNode;
    }

    boolean isList() {
        return node instanceof SequenceNode;
    }

    /** Returns the scalar that stands here. */
    YamlScalar scalar(String expected) {
        if (node instanceof ScalarNode scalar) {
            return new YamlScalar(this, scalar);
        }
        throw wrongType(expected);
    }

    /** Returns the elements, which must be maps; null gives none. */
    List<YamlCursor> maps() {
        List<YamlCursor> elements = isNull() ? List.of() : elements();
        for (YamlCursor element : elements) {
            if (!element.isMap()) {
                throw element.error("config error, yaml file contains list of type other than map: " + element.shown());
            }
        }
        return elements;
    }

    /** Returns the elements of a list, of any type. */
    List<YamlCursor> elements() {
        if (!(node instanceof SequenceNode list)) {
            throw wrongType("a list");
        }
        List<YamlCursor> elements = new ArrayList<>();
        for (Node element : list.getValue()) {
            elements.add(child("[" + elements.size() + "]", element, element));
        }
        return elements;
    }

    /**
     * Returns the fields of a map in file order, merged ones last. The line of a field is that of its name.
     *
     * @param anyNames whether a name that is not text, say a number, stands for its characters or is refused
     */
    Map<String, YamlCursor> fields(boolean anyNames) {
        if (!(node instanceof MappingNode map)) {
            throw wrongType("a map");
        }
        Map<String, YamlCursor> fields = new LinkedHashMap<>();
        YamlCursor merge = null;
        for (NodeTuple tuple : map.getValue()) {
            String name = name(tuple.getKeyNode(), anyNames);
            YamlCursor field = child(name, tuple.getValueNode(), tuple.getKeyNode());
            if (tuple.getKeyNode().getTag().equals(Tag.MERGE)) {
                field.refuseSecond(merge);
                merge = field;
            } else {
                field.refuseSecond(fields.putIfAbsent(name, field));
            }
        }
        if (merge != null) {
            merge.mergeInto(fields, anyNames);
        }
        return fields;
    }

    private void refuseSecond(@Nullable YamlCursor first) {
        if (first != null) {
            throw error("config error, key '" + step + "' is given twice in one map" + document.elsewhere(first.line));
        }
    }

    private void mergeInto(Map<String, YamlCursor> fields, boolean anyNames) {
        for (YamlCursor source : isList() ? elements() : List.of(this)) {
            if (!source.isMap()) {
                throw source.error(
                        "error loading config file: map merge requires map or sequence of maps as the value");
            }
            source.fields(anyNames).forEach(fields::putIfAbsent);
        }
    }

    private String name(Node key, boolean anyNames) {
        if (key instanceof ScalarNode scalar && (anyNames || new YamlScalar(this, scalar).isText())) {
            return scalar.getValue();
        }
        YamlCursor place = new YamlCursor(document, parent, step, key, lineOf(key));
        throw place.error("config error, key is not of type string: " + place.shown());
    }

    private String shown() {
        if (node instanceof ScalarNode scalar) {
            return new YamlScalar(this, scalar).shown();
        }
        return isMap() ? "a map" : isList() ? "a list" : "nothing";
    }

    private static int lineOf(Node node) {
        return node.getStartMark().getLine() + 1;
    }
}
