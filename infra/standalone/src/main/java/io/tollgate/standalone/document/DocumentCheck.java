package io.tollgate.standalone.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tollgate.resource.BadDocumentException;
import io.tollgate.resource.DocumentReader;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Finds what is wrong with a document whatever there is already. */
public final class DocumentCheck {

    /** When a resource begins that does not say it; one that is there keeps its begin, which is not known here. */
    private static final Map<String, String> BEGINS = Map.of("Subscription", "from", "Grant", "effective");

    private static final String BEFORE_ALL = "0001-01-01T00:00:00Z";

    private DocumentCheck() {}

    /** Returns a line for each mistake, as {@code FILE:LINE: path: message}. */
    public static List<String> problems(SourceDocument document) {
        ObjectNode json = document.json();
        String begin = BEGINS.getOrDefault(json.path("kind").asText(), "");
        boolean open = !begin.isEmpty() && !json.hasNonNull(begin);
        try {
            DocumentReader.read(open ? begun(json, begin) : json, id -> null, Instant.EPOCH);
            return List.of();
        } catch (BadDocumentException e) {
            return e.problems().stream()
                    .filter(problem -> !open || !problem.path().equals(begin))
                    .map(problem -> document.problem(problem.path(), problem.message()))
                    .toList();
        }
    }

    /** The first phase begins with the subscription. */
    private static ObjectNode begun(ObjectNode json, String begin) {
        JsonNode first = json.path("phases").path(0).path("from");
        return json.deepCopy().put(begin, first.isTextual() ? first.textValue() : BEFORE_ALL);
    }
}
