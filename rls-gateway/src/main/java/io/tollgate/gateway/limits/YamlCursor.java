package io.tollgate.gateway.limits;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A place in a YAML document: a node, the path to it and its line. Reading it as a type either gives the value or
 * raises a {@link LimitConfigException} that says where it is and what was expected. Null reads as the type's default,
 * as in the reference. Anchors, aliases and {@code <<} are resolved; a field of the map itself wins over a merged one
 * wherever {@code <<} stands. Of a name given twice in one map the last one counts, and there is a warning.
 */
final class YamlCursor {

    private final YamlDocument document;
    private final @Nullable YamlCursor parent;
    private final String step;
    private final @Nullable YamlNode node;
    private final int line;
    private final int depth;

    private YamlCursor(
            YamlDocument document, @Nullable YamlCursor parent, String step, @Nullable YamlNode node, int line) {
        this.document = document;
        this.parent = parent;
        this.step = step;
        this.node = node;
        this.line = line;
        this.depth = parent == null ? 1 : parent.depth + 1;
    }

    static YamlCursor root(YamlDocument document, @Nullable YamlNode node) {
        return new YamlCursor(document, null, "", node, node == null ? 1 : node.line());
    }

    private YamlCursor child(String childStep, YamlNode childNode, YamlNode lineGiver) {
        YamlCursor child = new YamlCursor(document, this, childStep, childNode, lineGiver.line());
        if (child.depth > YamlDocument.MAX_DEPTH && childNode instanceof YamlNode.Collection) {
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

    /** Notes that something here is allowed but likely not meant. */
    void warn(String reason) {
        document.warn(message(reason));
    }

    /** Returns the error for something that is not what the grammar expects here. */
    LimitConfigException wrongType(String expected) {
        return error("error loading config file: expected " + expected + ", found " + shown());
    }

    /** Returns whether there is nothing here, or null. */
    boolean isNull() {
        return node == null || (node instanceof YamlNode.Scalar scalar && new YamlScalar(this, scalar).isNull());
    }

    boolean isMap() {
        return node instanceof YamlNode.Collection collection && collection.isMap();
    }

    boolean isList() {
        return node instanceof YamlNode.Collection collection && !collection.isMap();
    }

    /** Returns the scalar that stands here. */
    YamlScalar scalar(String expected) {
        if (node instanceof YamlNode.Scalar scalar) {
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
        if (!(node instanceof YamlNode.Collection list) || list.isMap()) {
            throw wrongType("a list");
        }
        List<YamlCursor> elements = new ArrayList<>();
        for (YamlNode element : list.nodes()) {
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
        if (!(node instanceof YamlNode.Collection map) || !map.isMap()) {
            throw wrongType("a map");
        }
        Map<String, YamlCursor> fields = new LinkedHashMap<>();
        YamlCursor merge = null;
        for (Iterator<YamlNode> nodes = map.nodes().iterator(); nodes.hasNext(); ) {
            YamlNode nameNode = nodes.next();
            String name = name(nameNode, anyNames);
            YamlCursor field = child(name, nodes.next(), nameNode);
            if (isMerge(nameNode)) {
                field.refuseSecond(merge);
                merge = field;
            } else {
                field.warnOfSecond(fields.put(name, field));
            }
        }
        if (merge != null) {
            merge.mergeInto(fields, anyNames);
        }
        return fields;
    }

    private static boolean isMerge(YamlNode name) {
        return name instanceof YamlNode.Scalar scalar && scalar.tag().equals(Tag.MERGE);
    }

    private void refuseSecond(@Nullable YamlCursor first) {
        if (first != null) {
            throw error("config error, key '" + step + "' is given twice in one map" + document.elsewhere(first.line));
        }
    }

    private void warnOfSecond(@Nullable YamlCursor first) {
        if (first != null) {
            warn("'" + step + "' is given twice in one map" + document.elsewhere(first.line) + "; the last one counts");
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

    private String name(YamlNode key, boolean anyNames) {
        if (key instanceof YamlNode.Scalar scalar && (anyNames || new YamlScalar(this, scalar).isText())) {
            return scalar.text();
        }
        YamlCursor place = new YamlCursor(document, parent, step, key, key.line());
        throw place.error("config error, key is not of type string: " + place.shown());
    }

    private String shown() {
        if (node instanceof YamlNode.Scalar scalar) {
            return new YamlScalar(this, scalar).shown();
        }
        return isMap() ? "a map" : isList() ? "a list" : "nothing";
    }
}
