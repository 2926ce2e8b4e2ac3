package io.tollgate.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tollgate.plan.Customer;
import io.tollgate.plan.PlanRef;
import io.tollgate.plan.ResourceId;
import io.tollgate.plan.ResourceKind;
import io.tollgate.standalone.document.SourceDocument;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a dry run would have applied so far, and a later batch may refer to: the API does not have it, so it is sent again
 * with that batch. Used by one thread.
 */
final class EarlierDocuments {

    private static final JsonMapper MAPPER = new JsonMapper();

    /** About what a document takes beside its text. */
    private static final int OVERHEAD = 200;

    private final Map<ResourceId, byte[]> texts = new HashMap<>();
    private final Map<String, List<ResourceId>> subscriptionsOf = new HashMap<>();
    private final long most;
    private long bytes;

    /** @param most bytes of memory, about */
    EarlierDocuments(long most) {
        this.most = most;
    }

    /**
     * Takes a document that the API does not have as it is.
     *
     * @throws DocumentsRejectedException if there are too many
     */
    void add(SourceDocument document) {
        ObjectNode json = document.json();
        Optional<ResourceId> id = id(json);
        if (id.isEmpty() || id.get().kind() == ResourceKind.GRANT) {
            return; // nothing refers to a grant
        }
        byte[] text = document.text().getBytes(UTF_8);
        byte[] before = texts.put(id.get(), text);
        bytes += before == null ? text.length + OVERHEAD : text.length - before.length;
        if (bytes > most) {
            throw new DocumentsRejectedException(
                    List.of(document.position() + ": a dry run of so many new documents does not fit into memory"
                            + " (expected: fewer files at a time, in the order in which they refer to each other)"),
                    null);
        }
        if (before == null && id.get().kind() == ResourceKind.SUBSCRIPTION) {
            subscriptionsOf
                    .computeIfAbsent(json.path("customer").asText(), any -> new ArrayList<>(1))
                    .add(id.get());
        }
    }

    /** Returns the texts of those that some documents refer to, directly or not; each refers only to those before it. */
    List<String> neededBy(Collection<SourceDocument> documents) {
        Needed needed = new Needed();
        for (SourceDocument document : documents) {
            id(document.json()).ifPresent(needed.sent::add);
        }
        for (SourceDocument document : documents) {
            needed.by(document.json());
        }
        return List.copyOf(needed.found.values());
    }

    /** Looks for what some documents need. */
    private final class Needed {
        private final Set<ResourceId> sent = new HashSet<>();
        private final Set<String> customers = new HashSet<>();
        private final SortedMap<ResourceId, String> found = new TreeMap<>();

        private void by(JsonNode document) {
            plans(document);
            String customer = document.path("customer").asText();
            if (customers.add(customer)) {
                find(Customer.idOf(customer));
                for (ResourceId subscription : subscriptionsOf.getOrDefault(customer, List.of())) {
                    find(subscription);
                }
            }
        }

        private void plans(JsonNode document) {
            plan(document.path("plan"));
            document.path("phases").forEach(phase -> plan(phase.path("plan")));
        }

        private void plan(JsonNode said) {
            PlanRef.parse(said.asText()).ifPresent(plan -> find(plan.id()));
        }

        private void find(ResourceId id) {
            byte[] text = texts.get(id);
            if (text == null || sent.contains(id) || found.containsKey(id)) {
                return;
            }
            found.put(id, new String(text, UTF_8));
            if (id.kind() == ResourceKind.SUBSCRIPTION) {
                plans(read(text));
            }
        }
    }

    private static JsonNode read(byte[] text) {
        try {
            return MAPPER.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException("what was a document is none", e);
        }
    }

    private static Optional<ResourceId> id(JsonNode json) {
        return ResourceKind.ofLabel(json.path("kind").asText()).map(kind -> {
            String key = json.path("key").asText();
            return new ResourceId(
                    kind,
                    kind == ResourceKind.PLAN ? key + "@" + json.path("version").asText() : key);
        });
    }
}
