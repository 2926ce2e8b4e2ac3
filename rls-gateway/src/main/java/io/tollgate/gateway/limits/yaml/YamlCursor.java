package io.tollgate.gateway.limits.yaml;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A place in a YAML document: a node, the path to it and its line. Reading it as a type either gives the value or
 * raises a {@link LimitConfigException} that says where it is and what was expected. Null reads as the type's default,
 * as in the reference. Anchors, aliases and {@code <<} are resolved, and of what one map says twice the last counts, as
 * Go's yaml.v2 has it: a map's own field that stands before {@code <<} gives way to a merged one, with a warning.
 */
public final class YamlCursor {

    /** In the words of yaml.v2. */
    static final String MERGE_OF_NO_MAP = "map merge requires map or sequence of maps as the value";

    private static final int LONGEST_PATH = 160;

    private final YamlDocument document;
    private final @Nullable YamlCursor parent;
    private final String step;
    private final @Nullable YamlNode node;
    private final int line;
    private final int depth;

    /** What the same map says under the same name before. Written once, before anybody else sees this cursor. */
    private @Nullable YamlCursor earlier;

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
    public String position() {
        return document.position(line);
    }

    private String path() {
        if (parent == null) {
            return "";
        }
        String before = parent.path();
        return before.isEmpty() || step.startsWith("[") ? before + step : before + "." + step;
    }

    /** A path of very many steps says no more than how it begins and ends. */
    private static String shortened(String path) {
        if (path.length() <= LONGEST_PATH) {
            return path;
        }
        int headEnd = path.lastIndexOf('.', LONGEST_PATH / 2);
        int tailStart = path.indexOf('.', path.length() - LONGEST_PATH / 2);
        return (headEnd < 0 ? "" : path.substring(0, headEnd)) + ". ... "
                + (tailStart < 0 ? path.substring(path.length() - LONGEST_PATH / 2) : path.substring(tailStart + 1));
    }

    /** Returns {@code file:line: path: reason}, the file and the line as a position has them; the root has no path. */
    public String message(String reason) {
        String path = shortened(path());
        return position() + ": " + (path.isEmpty() ? "" : path + ": ") + reason;
    }

    /** Returns an exception that says where it happened. */
    public LimitConfigException error(String reason) {
        return new LimitConfigException(message(reason));
    }

    /** Notes that something here is allowed but likely not meant. */
    public void warn(String reason) {
        document.warn(message(reason));
    }

    /** Returns the error for something that is not what the grammar expects here. */
    public LimitConfigException wrongType(String expected) {
        return wrongType(expected, false);
    }

    /** @param quoted whether it would be what is expected if it were not in quotes */
    LimitConfigException wrongType(String expected, boolean quoted) {
        return error("error loading config file: expected " + expected + ", found "
                + (quoted ? "the text \"" + shown() + "\" (take away the quotes)" : shown()));
    }

    /** Returns whether there is nothing here, or null. */
    public boolean isNull() {
        return node == null || (node instanceof YamlNode.Scalar scalar && new YamlScalar(this, scalar).isNull());
    }

    /** Returns whether a map stands here. */
    public boolean isMap() {
        return node instanceof YamlNode.Collection collection && collection.isMap();
    }

    /** Returns whether a list stands here. */
    public boolean isList() {
        return node instanceof YamlNode.Collection collection && !collection.isMap();
    }

    /** Returns the scalar that stands here. */
    public YamlScalar scalar(String expected) {
        if (node instanceof YamlNode.Scalar scalar) {
            return new YamlScalar(this, scalar);
        }
        throw wrongType(expected);
    }

    /** Returns the elements, which must be maps; null gives none. */
    public List<YamlCursor> maps() {
        List<YamlCursor> elements = isNull() ? List.of() : elements();
        for (YamlCursor element : elements) {
            if (!element.isMap()) {
                throw element.error("config error, yaml file contains list of type other than map: " + element.shown());
            }
        }
        return elements;
    }

    /** Returns the elements of a list, of any type. */
    public List<YamlCursor> elements() {
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
     * Returns the fields of a map. The line of a field is that of its name.
     *
     * @param anyNames whether a name that is not text, say a number, stands for its characters or is rejected
     */
    public Map<String, YamlCursor> fields(boolean anyNames) {
        Map<String, YamlCursor> fields = new LinkedHashMap<>();
        addFields(fields, anyNames);
        return fields;
    }

    /**
     * Returns the fields of a map and, where they are not among them, of the maps that stood before it under the same
     * name: the reference reads one into the other where it knows what fields there are.
     */
    public Map<String, YamlCursor> joinedFields(boolean anyNames) {
        Deque<YamlCursor> maps = new ArrayDeque<>();
        for (YamlCursor map = this; map != null && !map.isNull(); map = map.earlier) {
            maps.addFirst(map);
        }
        Map<String, YamlCursor> fields = new LinkedHashMap<>();
        maps.forEach(map -> map.addFields(fields, anyNames));
        return fields;
    }

    /** Shows what the same map says under the same name before, the latest first: it is of no effect, but read. */
    public void forEachEarlier(Consumer<YamlCursor> reader) {
        for (YamlCursor before = earlier; before != null; before = before.earlier) {
            reader.accept(before);
        }
    }

    private void addFields(Map<String, YamlCursor> fields, boolean anyNames) {
        if (!(node instanceof YamlNode.Collection map) || !map.isMap()) {
            throw wrongType("a map");
        }
        for (Iterator<YamlNode> nodes = map.nodes().iterator(); nodes.hasNext(); ) {
            YamlNode nameNode = nodes.next();
            String name = name(nameNode, anyNames);
            YamlCursor field = child(name, nodes.next(), nameNode);
            if (isMerge(nameNode)) {
                merge(field, fields, anyNames);
            } else {
                put(fields, name, field);
            }
        }
    }

    static boolean isMerge(YamlNode name) {
        return name instanceof YamlNode.Scalar scalar && scalar.tag().equals(Tag.MERGE);
    }

    /** Of several sources the first counts, so it is read last. */
    private void merge(YamlCursor merged, Map<String, YamlCursor> fields, boolean anyNames) {
        List<YamlCursor> sources = merged.isList() ? merged.elements() : List.of(merged);
        for (int i = sources.size() - 1; i >= 0; i--) {
            YamlCursor source = sources.get(i);
            if (!source.isMap()) {
                throw source.error("error loading config file: " + MERGE_OF_NO_MAP);
            }
            source.fields(anyNames).forEach((name, field) -> put(fields, name, field));
        }
    }

    private void put(Map<String, YamlCursor> fields, String name, YamlCursor field) {
        YamlCursor before = fields.put(name, field);
        if (before == null) {
            return;
        }
        if (before.parent == this) {
            field.warnOf(before, field.parent == this);
        }
        YamlCursor oldest = field;
        while (oldest.earlier != null) {
            oldest = oldest.earlier;
        }
        oldest.earlier = before;
    }

    private void warnOf(YamlCursor first, boolean twice) {
        String name = "'" + step + "' is ";
        if (twice) {
            warn(name + "given twice in one map" + document.elsewhere(first.line) + "; the last one counts");
        } else {
            first.warn(name + "given again by a '<<' that stands below it, and what comes later counts"
                    + " (put '<<' first in its map)");
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
