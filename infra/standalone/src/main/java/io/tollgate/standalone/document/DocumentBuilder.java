package io.tollgate.standalone.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;

/** Notes the lines of a document while it is read, and that it stays within bounds. Used by one thread. */
final class DocumentBuilder {

    /** How many values a document may have, those that aliases repeat each time. */
    private static final int MOST_VALUES = 100_000;

    private static final int DEEPEST = 64;

    private final String file;
    private final Map<String, Integer> lines = new HashMap<>();
    private int values;

    DocumentBuilder(String file) {
        this.file = file;
    }

    /** Notes a value. */
    void value(String path, int line, int depth) {
        lines.put(path, line);
        values++;
        if (values > MOST_VALUES) {
            throw wrong(line, path, "a document with more than " + MOST_VALUES + " values");
        }
        if (depth > DEEPEST) {
            throw wrong(line, path, "nested deeper than " + DEEPEST + " levels");
        }
    }

    /** Notes a field of a map, which must be the first of its name, and returns its path. */
    String field(ObjectNode map, String path, String name, int line) {
        String child = path.isEmpty() ? name : path + "." + name;
        if (map.has(name)) {
            throw wrong(line, child, "given twice (first in line " + lines.get(child) + ")");
        }
        return child;
    }

    DocumentFileException wrong(int line, String path, String message) {
        return new DocumentFileException(file + ":" + line + ": " + (path.isEmpty() ? "" : path + ": ") + message);
    }

    /** Returns the document, which must be a map. */
    SourceDocument document(JsonNode root) {
        if (!(root instanceof ObjectNode map)) {
            throw wrong(
                    lines.getOrDefault("", 1),
                    "",
                    "expected a map with kind and key, found "
                            + (root.isArray() ? "a list" : "'" + root.asText() + "'"));
        }
        return new SourceDocument(file, map, lines);
    }
}
