package io.tollgate.standalone.document;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tollgate.plan.ResourceKind;
import java.util.Map;

/** A document and where each of its parts stands. Whoever has it does not change it. */
public final class SourceDocument {

    private final String file;
    private final ObjectNode json;
    private final Map<String, Integer> lines;
    private final String text;

    /** @param lines by paths such as {@code features[0].limits[1].amount}, the empty one for the document as a whole */
    SourceDocument(String file, ObjectNode json, Map<String, Integer> lines) {
        this.file = requireNonNull(file, "file");
        this.json = requireNonNull(json, "json");
        this.lines = requireNonNull(lines, "lines");
        this.text = json.toString();
    }

    /** Returns what it says. */
    public ObjectNode json() {
        return json;
    }

    /** Returns what it says as text of JSON. */
    public String text() {
        return text;
    }

    /** Returns where it begins, as {@code FILE:LINE}. */
    public String position() {
        return position("");
    }

    /** Returns where a path leads to, as {@code FILE:LINE}; where that is missing, the map that it is missing in. */
    public String position(String path) {
        String nearest = path;
        while (!nearest.isEmpty() && !lines.containsKey(nearest)) {
            nearest = nearest.substring(0, Math.max(0, Math.max(nearest.lastIndexOf('.'), nearest.lastIndexOf('['))));
        }
        return file + ":" + lines.getOrDefault(nearest, 1);
    }

    /** Returns a line that says what is wrong at a path. */
    public String problem(String path, String message) {
        return position(path) + ": " + (path.isEmpty() ? "" : path + ": ") + message;
    }

    /** Returns the place of its kind in an order in which each refers only to those before it. */
    public int order() {
        return ResourceKind.ofLabel(json.path("kind").asText())
                .map(ResourceKind::ordinal)
                .orElse(0);
    }
}
