package io.tollgate.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.tollgate.standalone.ActionCounts.Action;
import io.tollgate.standalone.client.ApiClient;
import io.tollgate.standalone.client.ApiRejectedException;
import io.tollgate.standalone.client.ApiRejectedException.InvalidParameter;
import io.tollgate.standalone.document.SourceDocument;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Applies batches of documents, each as a whole or not at all. */
final class Applier {

    /** As the API takes them at once. */
    private static final int MOST_DOCUMENTS = 1_000;

    private static final int MOST_BYTES = 7 << 20;

    /** Of the memory that the command has. */
    private static final long MOST_REMEMBERED_BYTES = 128 << 20;

    private final ApiClient api;
    private final boolean dryRun;
    private final EarlierDocuments earlier = new EarlierDocuments(MOST_REMEMBERED_BYTES);
    private final String author;
    private final String reason;

    Applier(ApiClient api, boolean dryRun, ChangeOptions change) {
        this.api = api;
        this.dryRun = dryRun;
        this.author = change.author();
        this.reason = change.reason();
    }

    /**
     * What was done with a document.
     *
     * @param name names the resource for people
     */
    record Result(String name, Action action) {}

    /**
     * Applies a batch, whose documents may refer to each other in any order. It has a name of its own, so that it is done
     * once and its results are those of the first time where an answer got lost.
     *
     * @throws DocumentsRejectedException if the API will not do it
     */
    List<Result> apply(List<SourceDocument> batch) {
        List<SourceDocument> ordered = batch.stream()
                .sorted(Comparator.comparingInt(SourceDocument::order))
                .toList();
        return dryRun ? tryOut(batch, ordered) : send(batch, ordered, List.of());
    }

    /** Sends what the documents refer to with them, because no earlier batch was really applied. */
    private List<Result> tryOut(List<SourceDocument> batch, List<SourceDocument> ordered) {
        List<String> needed = earlier.neededBy(ordered);
        int half = ordered.size() / 2;
        if (half > 0 && !fits(needed, ordered)) {
            List<Result> results = new ArrayList<>(tryOut(batch, ordered.subList(0, half)));
            results.addAll(tryOut(batch, ordered.subList(half, ordered.size())));
            return results;
        }
        List<Result> results = send(batch, ordered, needed);
        for (int i = 0; i < results.size(); i++) {
            if (results.get(i).action() != Action.UNCHANGED) {
                earlier.add(ordered.get(i));
            }
        }
        return results;
    }

    private static boolean fits(List<String> needed, List<SourceDocument> documents) {
        return needed.size() + documents.size() <= MOST_DOCUMENTS
                && Stream.concat(needed.stream(), documents.stream().map(SourceDocument::text))
                                .mapToLong(text -> text.getBytes(UTF_8).length)
                                .sum()
                        <= MOST_BYTES;
    }

    /** @param needed texts of documents that are sent before these, and whose results nobody asks for */
    private List<Result> send(List<SourceDocument> batch, List<SourceDocument> ordered, List<String> needed) {
        String path = "/v1/apply" + (dryRun ? "?dry_run=true" : "");
        Map<String, String> named = Map.of(ApiClient.IDEMPOTENCY_KEY, "\"" + UUID.randomUUID() + "\"");
        try {
            List<Result> results = new ArrayList<>();
            for (JsonNode result :
                    api.ask("POST", path, body(needed, ordered), named).json().path("results")) {
                String kind = result.path("kind").asText().toLowerCase(Locale.ROOT);
                results.add(new Result(
                        kind + " " + result.path("id").asText(),
                        Action.of(result.path("action").asText())));
            }
            return results.subList(Math.min(needed.size(), results.size()), results.size());
        } catch (ApiRejectedException e) {
            throw new DocumentsRejectedException(lines(batch, ordered, needed.size(), e), e);
        }
    }

    private String body(List<String> needed, List<SourceDocument> documents) {
        String texts = Stream.concat(needed.stream(), documents.stream().map(SourceDocument::text))
                .collect(Collectors.joining(","));
        return "{\"documents\":[" + texts + "],\"author\":" + TextNode.valueOf(author) + ",\"reason\":"
                + TextNode.valueOf(reason) + "}";
    }

    /**
     * In the order of the files, whatever the order in which the documents were sent.
     *
     * @param before how many others were sent before them
     */
    private static List<String> lines(
            List<SourceDocument> batch, List<SourceDocument> sent, int before, ApiRejectedException rejected) {
        List<String> lines = new ArrayList<>();
        for (SourceDocument document : batch) {
            int place = sent.indexOf(document);
            for (InvalidParameter wrong : rejected.parameters()) {
                if (place >= 0 && wrong.document() == before + place) {
                    lines.add(document.problem(wrong.path(), wrong.reason()));
                }
            }
        }
        return lines.isEmpty() ? List.of(String.valueOf(rejected.getMessage())) : lines;
    }
}
