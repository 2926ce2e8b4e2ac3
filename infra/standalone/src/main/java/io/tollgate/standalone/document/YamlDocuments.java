package io.tollgate.standalone.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Reader;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;

/** The documents of a YAML file, read as they are asked for. What a plain value is, the core schema says: dates are text. */
final class YamlDocuments implements Documents {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int MOST_CHARACTERS = 4 << 20;
    private static final int OCTAL = 8;
    private static final int HEX = 16;

    private final String file;
    private final Composer composer;

    YamlDocuments(String file, Reader reader) {
        this.file = file;
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MOST_CHARACTERS);
        options.setMaxAliasesForCollections(Integer.MAX_VALUE); // counted over all documents; ours bounds each
        this.composer = new Composer(new ParserImpl(new StreamReader(reader), options), new CoreResolver(), options);
    }

    @Override
    public @Nullable SourceDocument next() {
        try {
            while (composer.checkNode()) {
                Node node = composer.getNode();
                if (!node.getTag().equals(Tag.NULL)) {
                    DocumentBuilder builder = new DocumentBuilder(file);
                    return builder.document(value(builder, node, "", line(node), 1));
                }
            }
            return null;
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            throw new DocumentFileException(file + ":" + line + ": it is not YAML: " + e.getProblem(), e);
        } catch (YAMLException e) {
            throw e.getCause() instanceof IOException cause
                    ? DocumentFileException.unreadable(file, cause)
                    : new DocumentFileException(file + ": it is not YAML: " + e.getMessage(), e);
        }
    }

    private static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }

    /** @param line where the value is told of: that of its name, which may be before its own */
    private static JsonNode value(DocumentBuilder builder, Node node, String path, int line, int depth) {
        builder.value(path, line, depth);
        if (node instanceof MappingNode map) {
            return map(builder, map, path, depth);
        }
        if (node instanceof SequenceNode list) {
            ArrayNode array = JSON.arrayNode();
            for (Node item : list.getValue()) {
                array.add(value(builder, item, path + "[" + array.size() + "]", line(item), depth + 1));
            }
            return array;
        }
        return node instanceof ScalarNode scalar ? scalar(builder, scalar, path, line) : JSON.nullNode();
    }

    private static ObjectNode map(DocumentBuilder builder, MappingNode map, String path, int depth) {
        ObjectNode object = JSON.objectNode();
        for (NodeTuple tuple : map.getValue()) {
            Node key = tuple.getKeyNode();
            int line = line(key);
            if (key.getTag().equals(Tag.MERGE)) {
                throw builder.wrong(line, path, "'<<' is not understood here (write the fields out)");
            }
            if (!(key instanceof ScalarNode name)) {
                throw builder.wrong(line, path, "a name must be text");
            }
            String child = builder.field(object, path, name.getValue(), line);
            object.set(name.getValue(), value(builder, tuple.getValueNode(), child, line, depth + 1));
        }
        return object;
    }

    private static JsonNode scalar(DocumentBuilder builder, ScalarNode scalar, String path, int line) {
        String text = scalar.getValue();
        Tag tag = scalar.getTag();
        try {
            if (tag.equals(Tag.NULL)) {
                return JSON.nullNode();
            }
            if (tag.equals(Tag.BOOL)) {
                return JSON.booleanNode(List.of("true", "True", "TRUE").contains(text));
            }
            if (tag.equals(Tag.INT)) {
                return whole(text);
            }
            if (tag.equals(Tag.FLOAT)) {
                double number = Double.parseDouble(text);
                return Double.isFinite(number) ? JSON.numberNode(number) : JSON.textNode(text);
            }
        } catch (NumberFormatException e) {
            return JSON.textNode(text); // such as .inf, or what an explicit tag says wrongly
        }
        if (tag.equals(Tag.STR)) {
            return JSON.textNode(text);
        }
        throw builder.wrong(line, path, "the tag " + tag.getValue() + " is not understood here (leave it out)");
    }

    private static JsonNode whole(String text) {
        BigInteger number = text.startsWith("0x")
                ? new BigInteger(text.substring(2), HEX)
                : text.startsWith("0o") ? new BigInteger(text.substring(2), OCTAL) : new BigInteger(text);
        return number.bitLength() < Long.SIZE ? JSON.numberNode(number.longValue()) : JSON.numberNode(number);
    }
}
