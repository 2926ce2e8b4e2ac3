package io.tollgate.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tollgate.plan.ResourceKind;
import io.tollgate.standalone.client.ApiClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** All resources of a kind, as the API lists them a page at a time. */
final class ResourcePages {

    private static final int PAGE = 1_000;

    private final ApiClient api;

    ResourcePages(ApiClient api) {
        this.api = api;
    }

    /** Takes a page. */
    interface PageConsumer {
        void accept(List<ObjectNode> page) throws IOException;
    }

    /**
     * Gives all of a kind, page by page.
     *
     * @param filter appended to the query, empty for none
     * @return how many there were
     */
    long forEach(ResourceKind kind, String filter, PageConsumer consumer) throws IOException {
        String first = path(kind) + "?page%5Bsize%5D=" + PAGE + filter;
        long count = 0;
        String path = first;
        while (!path.isEmpty()) {
            JsonNode answer = api.get(path).json();
            List<ObjectNode> page = new ArrayList<>();
            for (JsonNode item : answer.path("items")) {
                if (item instanceof ObjectNode document) {
                    page.add(document);
                }
            }
            consumer.accept(page);
            count += page.size();
            JsonNode next = answer.path("next");
            path = next.isTextual() ? first + "&page%5Bafter%5D=" + ApiClient.encoded(next.textValue()) : "";
        }
        return count;
    }

    /** Returns one resource. */
    ObjectNode get(ResourceKind kind, String key) {
        return api.get(path(kind, key)).json() instanceof ObjectNode document ? document : new ObjectNode(null);
    }

    static String path(ResourceKind kind) {
        return "/v1/" + kind.plural();
    }

    static String path(ResourceKind kind, String key) {
        return path(kind) + "/" + ApiClient.encoded(key);
    }
}
