package io.tollgate.standalone;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import io.tollgate.resource.BadDocumentException;
import io.tollgate.resource.DocumentReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The JSON schema by which editors complete and check documents, beside the reader of documents. */
final class ResourceSchemaTest {

    private static final JsonMapper MAPPER = new JsonMapper();
    private static final Path FILE = Path.of("..", "..", "schemas", "resources.schema.json");
    private static final String TEXT = text();
    private static final Schema SCHEMA =
            SchemaRegistry.withDialect(Dialects.getDraft7()).getSchema(TEXT, InputFormat.JSON);
    private static final Instant NOW = Instant.parse("2026-02-15T12:00:00Z");
    private static final String UNKNOWN = "unknown field (expected: ";

    private static String text() {
        try {
            return Files.readString(FILE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The places of a document that are maps with fields of their own, each by a document with one that nobody knows. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "plan | {kind: Plan, key: a, version: 1, X: 1}",
                "feature | {kind: Plan, key: a, version: 1, features: [{key: f, X: 1}]}",
                "limit | {kind: Plan, key: a, version: 1, features: [{key: f, limits: [{name: l, X: 1}]}]}",
                "customer | {kind: Customer, key: a, X: 1}",
                "subscription | {kind: Subscription, key: a, X: 1, phases: []}",
                "phase | {kind: Subscription, key: a, phases: [{X: 1}]}",
                "suspension | {kind: Subscription, key: a, suspensions: [{X: 1}]}",
                "override | {kind: Subscription, key: a, overrides: [{X: 1}]}",
                "grant | {kind: Grant, key: a, X: 1}"
            })
    void hasTheFieldsThatTheReaderKnows(String place, String document) throws IOException {
        JsonNode map = MAPPER.readTree(TEXT).path("definitions").path(place);
        Set<String> fields = new TreeSet<>();
        map.path("properties").fieldNames().forEachRemaining(fields::add);

        assertThat(fields).isEqualTo(known(json(document)));
        assertThat(map.path("additionalProperties").booleanValue()).isFalse();
    }

    /** Returns the fields that the reader says it expects. */
    private static Set<String> known(ObjectNode document) {
        BadDocumentException wrong = catchThrowableOfType(BadDocumentException.class, () -> read(document));
        String message = wrong.problems().stream()
                .filter(problem -> problem.path().endsWith("X"))
                .findAny()
                .orElseThrow()
                .message();
        String names = message.substring(UNKNOWN.length(), message.length() - 1);
        Set<String> fields = new TreeSet<>(Arrays.asList(names.split(", ", -1)));
        if (document.path("kind").asText().equals("Subscription") && fields.contains("phases")) {
            fields.add("plan"); // which the reader asks for where there are no phases
        }
        return fields;
    }

    @Test
    void explainsEveryField() throws IOException {
        MAPPER.readTree(TEXT).path("definitions").properties().stream()
                .filter(definition -> !definition.getKey().equals("amount_or_unlimited"))
                .forEach(definition -> assertThat(definition.getValue().properties())
                        .as(definition.getKey())
                        .extracting(Map.Entry::getKey)
                        .contains("title", "description"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{kind: Plan, key: a, version: 1, features: [{key: f, limits: [{name: l, unit: day, amount: 1}]}]}",
                "{kind: Plan, key: a, version: 1, features: [{key: f, limits: [{name: l, unit: day, kind: metered}]}]}",
                "{kind: Customer, key: a}",
                "{kind: Subscription, key: a, customer: c, plan: 'gold@1'}",
                "{kind: Grant, key: a, customer: c, feature: f, amount: 1}"
            })
    void acceptsTheShortestDocuments(String document) {
        assertThat(errors(json(document))).isEmpty();
        assertThat(isRead(json(document))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{kind: Plam, key: a}",
                "{key: a}",
                "{kind: Plan, key: a, version: 1}",
                "{kind: Plan, key: a, features: [{key: f, limits: [{name: l, unit: day, amount: 1}]}]}",
                "{kind: Plan, key: a, version: 1, features: []}",
                "{kind: Plan, key: 'a@1', version: 1, features: [{key: f, limits: [{name: l, unit: day, amount: 1}]}]}",
                "{kind: Plan, key: a, version: 1, features: [{key: f, limits: [{name: l, unit: day}]}]}",
                "{kind: Plan, key: a, version: 1, features: [{key: f, limits: [{name: l, unit: day, amount: -1}]}]}",
                "{kind: Plan, key: a, version: 1, features: [{key: f, limits: [{name: l, unit: days, amount: 1}]}]}",
                "{kind: Plan, key: a, version: 1, features: [{key: f, limits: [{name: l, unit: day, amount: 1, unlimited: true}]}]}",
                "{kind: Plan, key: a, version: 1, features: [{key: f, limits: [{name: l, unit: day, amount: 1, kind: metered}]}]}",
                "{kind: Customer, key: a, subjects: [1]}",
                "{kind: Customer, key: a, subject: [x]}",
                "{kind: Subscription, key: a, customer: c}",
                "{kind: Subscription, key: a, customer: c, plan: gold}",
                "{kind: Subscription, key: a, customer: c, plan: 'g@1', from: tomorrow}",
                "{kind: Grant, key: a, customer: c, feature: f, amount: 0}"
            })
    void rejectsTypicalMistakes(String document) {
        assertThat(errors(json(document))).isNotEmpty();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void acceptsEveryRandomDocumentThatTheReaderAccepts(long seed) {
        Random random = new Random(seed);
        int accepted = 0;
        for (int i = 0; i < 2_000; i++) {
            ObjectNode document = new RandomDocument(random).next();
            if (isRead(document)) {
                accepted++;
                assertThat(errors(document)).as("seed %d: %s", seed, document).isEmpty();
            }
        }

        assertThat(accepted).isGreaterThan(200);
    }

    private static boolean isRead(ObjectNode document) {
        try {
            read(document);
            return true;
        } catch (BadDocumentException rejected) {
            return false;
        }
    }

    private static void read(ObjectNode document) {
        requireNonNull(DocumentReader.read(document, id -> null, NOW));
    }

    private static List<String> errors(ObjectNode document) {
        return SCHEMA.validate(document).stream().map(String::valueOf).toList();
    }

    /** Returns a document that is written in one line of YAML, of plain words. */
    private static ObjectNode json(String yaml) {
        String quoted = yaml.replace("'", "")
                .replaceAll("([A-Za-z_]+(?:@[0-9]+)?)", "\"$1\"")
                .replace("\"true\"", "true");
        try {
            return (ObjectNode) MAPPER.readTree(quoted);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes documents, most of whose fields have a value that fits. */
    private record RandomDocument(Random random) {

        private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

        ObjectNode next() {
            String kind = pick("Plan", "Customer", "Subscription", "Grant");
            ObjectNode document = JSON.objectNode().put("kind", kind).put("key", pick("a", "b.c", "d:e", "f+g~h"));
            maybe(document, "metadata", () -> JSON.objectNode().put("x", 1.5));
            maybe(document, "observed", () -> JSON.objectNode().put("revision", 1));
            switch (kind) {
                case "Plan" -> plan(document);
                case "Customer" -> maybe(document, "subjects", () -> list(() -> JSON.textNode(pick("x", "y", "z z"))));
                case "Subscription" -> subscription(document);
                default -> grant(document);
            }
            return document;
        }

        private void plan(ObjectNode plan) {
            plan.set("version", whole());
            maybe(plan, "status", () -> JSON.textNode(pick("draft", "active", "archived")));
            maybe(plan, "billing_period", () -> JSON.textNode(pick("hour", "month", "year", "second")));
            plan.set("features", list(() -> {
                ObjectNode feature = JSON.objectNode().put("key", pick("f", "g", "h"));
                maybe(feature, "unit", () -> JSON.textNode(pick("tokens", "GiB")));
                feature.set("limits", list(this::limit));
                return feature;
            }));
        }

        private ObjectNode limit() {
            ObjectNode limit = JSON.objectNode()
                    .put("name", pick("l", "m", "n"))
                    .put("unit", pick("second", "day", "week", "month", "billing_period"));
            amount(limit);
            maybe(limit, "unit_multiplier", this::whole);
            maybe(limit, "kind", () -> JSON.textNode(pick("hard", "soft", "metered")));
            maybe(limit, "grace_percent", this::whole);
            maybe(limit, "thresholds", () -> list(this::whole));
            return limit;
        }

        private void amount(ObjectNode limit) {
            if (random.nextInt(3) > 0) {
                limit.put("amount", random.nextBoolean() ? random.nextInt(100) : Long.MAX_VALUE - random.nextInt(2));
            }
            maybe(limit, "unlimited", () -> JSON.booleanNode(random.nextBoolean()));
        }

        private void subscription(ObjectNode subscription) {
            subscription.put("customer", "c");
            if (random.nextInt(3) > 0) {
                subscription.put("plan", pick("gold@1", "silver@23", "gold"));
            } else {
                subscription.set("phases", list(() -> {
                    ObjectNode phase = JSON.objectNode().put("plan", "gold@1");
                    maybe(phase, "from", this::time);
                    return phase;
                }));
            }
            maybe(subscription, "anchor", this::time);
            maybe(subscription, "time_zone", () -> JSON.textNode(pick("UTC", "Europe/Berlin", "Mars/Base")));
            maybe(subscription, "from", this::time);
            maybe(subscription, "to", () -> random.nextBoolean() ? time() : JSON.nullNode());
            maybe(
                    subscription,
                    "suspensions",
                    () -> list(() -> {
                        ObjectNode suspension = JSON.objectNode().set("from", time());
                        maybe(suspension, "to", this::time);
                        return suspension;
                    }));
            maybe(
                    subscription,
                    "overrides",
                    () -> list(() -> {
                        ObjectNode override =
                                JSON.objectNode().put("feature", pick("f", "g")).put("limit", "l");
                        amount(override);
                        return override;
                    }));
        }

        private void grant(ObjectNode grant) {
            grant.put("customer", "c").put("feature", "f").set("amount", whole());
            maybe(grant, "limit", () -> JSON.textNode("l"));
            maybe(grant, "priority", this::whole);
            maybe(grant, "effective", this::time);
            maybe(grant, "expires", this::time);
            maybe(grant, "voided", () -> JSON.booleanNode(random.nextBoolean()));
        }

        private JsonNode time() {
            return JSON.textNode(pick("2026-01-31", "2026-01-31T00:00:00+01:00", "2027-12-01T10:00:00.5Z", "soon"));
        }

        private JsonNode whole() {
            return JSON.numberNode(random.nextInt(8) == 0 ? 1_000_000_000 : random.nextInt(12));
        }

        private ArrayNode list(Supplier<JsonNode> item) {
            ArrayNode list = JSON.arrayNode();
            for (int size = random.nextInt(3); size >= 0; size--) {
                list.add(item.get());
            }
            return list;
        }

        private void maybe(ObjectNode map, String name, Supplier<JsonNode> value) {
            if (random.nextInt(3) == 0) {
                map.set(name, value.get());
            }
        }

        private String pick(String... values) {
            return values[random.nextInt(values.length)];
        }
    }
}
