package io.tollgate.standalone;

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

/** Applies batches of documents, each as a whole or not at all. */
final class Applier {

    private final ApiClient api;
    private final boolean dryRun;
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
     * Applies a batch, whose documents may refer to each other in any order.
     *
     * @throws DocumentsRejectedException if the API will not do it
     */
    List<Result> apply(List<SourceDocument> batch) {
        List<SourceDocument> ordered = batch.stream()
                .sorted(Comparator.comparingInt(SourceDocument::order))
                .toList();
        String path = "/v1/apply" + (dryRun ? "?dry_run=true" : "");
        try {
            List<Result> results = new ArrayList<>();
            for (JsonNode result :
                    api.ask("POST", path, body(ordered), Map.of()).json().path("results")) {
                String kind = result.path("kind").asText().toLowerCase(Locale.ROOT);
                results.add(new Result(
                        kind + " " + result.path("id").asText(),
                        Action.of(result.path("action").asText())));
            }
            return results;
        } catch (ApiRejectedException e) {
            throw new DocumentsRejectedException(lines(batch, ordered, e), e);
        }
    }

    private String body(List<SourceDocument> documents) {
        StringBuilder body = new StringBuilder("{\"documents\":[");
        for (SourceDocument document : documents) {
            body.append(body.charAt(body.length() - 1) == '[' ? "" : ",").append(document.text());
        }
        return body.append("],\"author\":")
                .append(TextNode.valueOf(author))
                .append(",\"reason\":")
                .append(TextNode.valueOf(reason))
                .append('}')
                .toString();
    }

    /** In the order of the files, whatever the order in which the documents were sent. */
    private static List<String> lines(
            List<SourceDocument> batch, List<SourceDocument> sent, ApiRejectedException rejected) {
        List<String> lines = new ArrayList<>();
        for (SourceDocument document : batch) {
            int place = sent.indexOf(document);
            for (InvalidParameter wrong : rejected.parameters()) {
                if (wrong.document() == place) {
                    lines.add(document.problem(wrong.path(), wrong.reason()));
                }
            }
        }
        return lines.isEmpty() ? List.of(String.valueOf(rejected.getMessage())) : lines;
    }
}
