package io.tollgate.streams.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tollgate.plan.Cycles;
import io.tollgate.plan.PlanRef;
import io.tollgate.plan.ResourceId;
import io.tollgate.plan.Subscription;
import io.tollgate.resource.DocumentReader;
import io.tollgate.resource.DocumentWriter;
import io.tollgate.resource.HistoryStore;
import io.tollgate.resource.Outcome;
import io.tollgate.resource.StoredResource;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Resources as answers have them. Thread-safe. */
final class ResourceJson {

    private static final JsonMapper MAPPER = new JsonMapper();

    private ResourceJson() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ObjectNode of(StoredResource stored, Instant now) {
        ObjectNode document = DocumentWriter.document(stored.resource());
        ObjectNode observed = document.putObject("observed");
        observed.put("revision", stored.revision());
        observed.put("changed_at", stored.changedAt().toString());
        observed.put("author", stored.author());
        observed.put("reason", stored.reason());
        if (stored.resource() instanceof Subscription subscription) {
            observed.put("state", state(subscription, now));
            observed.put("plan", subscription.planAt(now).toString());
            cycles(observed, subscription.cycles(), now);
        }
        return document;
    }

    private static void cycles(ObjectNode observed, Cycles cycles, Instant now) {
        if (cycles.all().size() > 1) {
            observed.set("cycle", DocumentWriter.cycle(cycles.at(now)));
            cycles.after(now).ifPresent(next -> observed.set("next_cycle", DocumentWriter.cycle(next)));
        }
    }

    private static String state(Subscription subscription, Instant at) {
        return lowerCase(subscription.stateAt(at));
    }

    static String lowerCase(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }

    /**
     * Returns a page of a list.
     *
     * @param next where the next page begins, null where there is none
     */
    static ObjectNode page(List<ObjectNode> items, @Nullable String next) {
        ObjectNode page = object();
        ArrayNode list = page.putArray("items");
        items.forEach(list::add);
        page.put("next", next);
        return page;
    }

    static ObjectNode of(HistoryStore.Entry entry) {
        ObjectNode written = object();
        written.put("revision", entry.revision());
        written.put("changed_at", Instant.ofEpochMilli(entry.changedAtMillis()).toString());
        written.put("author", entry.author());
        written.put("reason", entry.reason());
        String document = entry.document();
        try {
            written.set("document", document == null ? MAPPER.nullNode() : MAPPER.readTree(document));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("revision " + entry.revision() + " is no document", e);
        }
        return written;
    }

    /** Returns what was done with each document, in their order. */
    static ObjectNode results(List<ObjectNode> documents, Outcome outcome) {
        ObjectNode answer = object();
        ArrayNode results = answer.putArray("results");
        if (outcome instanceof Outcome.Made made) {
            made.revisions()
                    .forEach(revision ->
                            results.add(result(revision.id(), new Outcome.Done(revision.number(), revision.action()))));
        } else if (outcome instanceof Outcome.Repeated repeated) {
            for (int i = 0; i < documents.size(); i++) {
                results.add(result(
                        DocumentReader.id(documents.get(i)),
                        repeated.documents().get(i)));
            }
        }
        return answer;
    }

    private static ObjectNode result(ResourceId id, Outcome.Done done) {
        return object().put("kind", id.kind().label())
                .put("id", id.id())
                .put("action", lowerCase(done.action()))
                .put("revision", done.revision());
    }

    /** Returns what holds of a subscription now, and what will hold next if nobody changes it. */
    static ObjectNode currentAndNext(StoredResource stored, Subscription subscription, Instant now) {
        ObjectNode answer = object();
        Optional<Instant> change =
                changes(subscription).filter(instant -> instant.isAfter(now)).min(Comparator.naturalOrder());
        Instant since = changes(subscription)
                .filter(instant -> !instant.isAfter(now))
                .max(Comparator.naturalOrder())
                .orElse(subscription.from());
        answer.putObject("current")
                .put("plan", subscription.planAt(now).toString())
                .put("state", state(subscription, now))
                .put("from", since.toString())
                .put("to", change.map(Instant::toString).orElse(null));
        if (change.isPresent()) {
            PlanRef plan = subscription.planAt(change.get());
            answer.putObject("next")
                    .put("plan", plan.toString())
                    .put("state", state(subscription, change.get()))
                    .put("from", change.get().toString());
        } else {
            answer.putNull("next");
        }
        answer.set("subscription", of(stored, now));
        return answer;
    }

    private static Stream<Instant> changes(Subscription subscription) {
        return Stream.of(
                        Stream.of(subscription.from()),
                        Stream.ofNullable(subscription.to()),
                        subscription.phases().stream().map(Subscription.Phase::from),
                        subscription.suspensions().stream().map(Subscription.Suspension::from),
                        subscription.suspensions().stream().flatMap(suspension -> Stream.ofNullable(suspension.to())))
                .flatMap(instants -> instants);
    }
}
