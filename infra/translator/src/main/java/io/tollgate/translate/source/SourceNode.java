package io.tollgate.translate.source;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A value of a source document and where it stands. Reading it as a type either gives the value or raises a {@link
 * SourceException} that says where it is and what was expected. Null reads as absent. Immutable.
 */
public final class SourceNode {

    private static final int MAX_DEPTH = 64;
    private static final int SHOWN_CHARACTERS = 80;

    private final String file;
    private final int line;
    private final String path;
    private final int depth;
    private final Lines lines;
    private final Node node;

    private SourceNode(String file, int line, String path, int depth, Lines lines, Node node) {
        this.file = file;
        this.line = line;
        this.lines = lines;
        this.path = path;
        this.depth = depth;
        this.node = node;
    }

    /**
     * A field of a map.
     *
     * @param name its name
     * @param value what stands there
     */
    public record Field(String name, SourceNode value) {}

    static SourceNode root(String file, Lines lines, Node node) {
        return new SourceNode(file, lines.line(node.getStartMark()), "", 1, lines, node);
    }

    private SourceNode child(Node child, Node lineGiver, String childPath) {
        int childLine = lines.line(lineGiver.getStartMark());
        SourceNode found = new SourceNode(file, childLine, childPath, depth + 1, lines, child);
        if (depth >= MAX_DEPTH) {
            throw found.error("nested deeper than " + MAX_DEPTH + " levels");
        }
        return found;
    }

    /** Returns the file and the line, as {@code file:line}. */
    public String position() {
        return file + ":" + line;
    }

    /** Returns file, line and path, as {@code file:line: path}. */
    public String place() {
        return position() + (path.isEmpty() ? "" : ": " + path);
    }

    /** Returns the exception for something that is wrong here. */
    public SourceException error(String reason) {
        return new SourceException(place() + ": " + reason);
    }

    private SourceException wrongType(String expected) {
        return error("expected " + expected + ", found " + shown());
    }

    private String shown() {
        if (!(node instanceof ScalarNode scalar)) {
            return isMap() ? "a map" : "a list";
        }
        String text = scalar.getValue();
        return "'" + (text.length() > SHOWN_CHARACTERS ? text.substring(0, SHOWN_CHARACTERS) + "..." : text) + "'";
    }

    /** Returns whether null stands here, said or unsaid. */
    public boolean isNull() {
        return node.getTag().equals(Tag.NULL);
    }

    /** Returns whether a map stands here. */
    public boolean isMap() {
        return node instanceof MappingNode;
    }

    /** Returns whether a list stands here. */
    public boolean isList() {
        return node instanceof SequenceNode;
    }

    /** Returns the fields of a map in their order, those of one name each; none for null. */
    public List<Field> pairs() {
        if (isNull()) {
            return List.of();
        }
        if (!(node instanceof MappingNode map)) {
            throw wrongType("a map");
        }
        List<Field> pairs = new ArrayList<>();
        for (NodeTuple tuple : map.getValue()) {
            Node key = tuple.getKeyNode();
            if (!(key instanceof ScalarNode scalar)) {
                throw child(key, key, path).error("a name must be text");
            }
            if (key.getTag().equals(Tag.MERGE)) {
                throw child(key, key, path).error("'<<' is not understood here (write the fields out)");
            }
            String name = scalar.getValue();
            pairs.add(new Field(name, child(tuple.getValueNode(), key, path.isEmpty() ? name : path + "." + name)));
        }
        return pairs;
    }

    /** Returns the fields of a map by name, of several of one name the last; none for null. */
    public Map<String, SourceNode> fields() {
        Map<String, SourceNode> fields = new LinkedHashMap<>();
        pairs().forEach(pair -> fields.put(pair.name(), pair.value()));
        return fields;
    }

    /** Returns a field of a map, null if it is absent or null. */
    public @Nullable SourceNode find(String name) {
        SourceNode field = fields().get(name);
        return field == null || field.isNull() ? null : field;
    }

    /** Returns the field that a path of names leads to, null if one of them is absent or null. */
    public @Nullable SourceNode find(String first, String... more) {
        SourceNode found = find(first);
        for (int i = 0; i < more.length && found != null; i++) {
            found = found.find(more[i]);
        }
        return found;
    }

    /** Returns a field of a map that must be there. */
    public SourceNode required(String name) {
        SourceNode field = find(name);
        if (field == null) {
            throw error("'" + name + "' is missing");
        }
        return field;
    }

    /** Returns the elements of a list; none for null. */
    public List<SourceNode> items() {
        if (isNull()) {
            return List.of();
        }
        if (!(node instanceof SequenceNode list)) {
            throw wrongType("a list");
        }
        List<SourceNode> items = new ArrayList<>();
        for (Node item : list.getValue()) {
            items.add(child(item, item, path + "[" + items.size() + "]"));
        }
        return items;
    }

    /** Returns the elements of the list in a field; none if it is absent. */
    public List<SourceNode> items(String name) {
        SourceNode field = find(name);
        return field == null ? List.of() : field.items();
    }

    /** Returns whether a scalar stands here. */
    public boolean isScalar() {
        return node instanceof ScalarNode;
    }

    /** Returns the characters of a scalar, whatever its type. */
    public String text() {
        if (!(node instanceof ScalarNode scalar)) {
            throw wrongType("text");
        }
        return isNull() ? "" : scalar.getValue();
    }

    /**
     * Returns the documents that the text of a scalar holds, as an annotation does. Their lines are those of the file
     * where it is written over several lines as it is, else they are all the line of the scalar.
     *
     * @throws SourceException if the text is not YAML
     */
    public List<SourceNode> documents() {
        boolean literal = node instanceof ScalarNode scalar && scalar.getScalarStyle() == ScalarStyle.LITERAL;
        return ManifestReader.documents(file, text(), literal ? new Lines(line, false) : new Lines(line - 1, true));
    }

    /** Returns the text, which must be one line without control characters, as that of a header is. */
    public String line() {
        String text = text();
        if (text.chars().anyMatch(c -> c < ' ')) {
            throw error("expected one line of text without control characters");
        }
        return text;
    }

    /** Returns the text of a field, null if it is absent. */
    public @Nullable String text(String name) {
        SourceNode field = find(name);
        return field == null ? null : field.text();
    }

    /** Returns the text of a field, the other if it is absent. */
    public String text(String name, String absent) {
        String text = text(name);
        return text == null ? absent : text;
    }

    /** Returns the number, a whole one within the bounds. */
    public int whole(int least, int most) {
        return (int) large(least, most);
    }

    /** Returns the number, a whole one within bounds that may be large. */
    public long large(long least, long most) {
        if (node instanceof ScalarNode scalar && node.getTag().equals(Tag.INT)) {
            try {
                long number = Long.parseLong(scalar.getValue());
                if (number >= least && number <= most) {
                    return number;
                }
            } catch (NumberFormatException e) {
                throw new SourceException(place() + ": expected a whole number in decimal digits, found " + shown(), e);
            }
        }
        throw wrongType("a whole number from " + least + " to " + most);
    }

    /** Returns whether a truth value stands here. */
    public boolean isBool() {
        return node.getTag().equals(Tag.BOOL);
    }

    /** Returns the truth value. */
    public boolean bool() {
        String text = node instanceof ScalarNode scalar && node.getTag().equals(Tag.BOOL) ? scalar.getValue() : "";
        return switch (text) {
            case "true", "True", "TRUE" -> true;
            case "false", "False", "FALSE" -> false;
            default -> throw wrongType("true or false");
        };
    }

    /** Returns the truth value of a field, false if it is absent. */
    public boolean bool(String name) {
        SourceNode field = find(name);
        return field != null && field.bool();
    }
}
