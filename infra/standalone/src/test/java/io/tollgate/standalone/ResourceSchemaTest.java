package io.tollgate.standalone;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
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
                "rollover | {kind: Plan, key: a, version: 1, features: [{key: f, limits: [{name: l, rollover: {X: 1}}]}]}",
                "customer | {kind: Customer, key: a, X: 1}",
                "subscription | {kind: Subscription, key: a, X: 1, phases: []}",
                "phase | {kind: Subscription, key: a, phases: [{X: 1}]}",
                "cycle | {kind: Subscription, key: a, cycles: [{X: 1}]}",
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
                "{kind: Plan, key: a, version: 1, features: [{key: f, limits: [{name: l, unit: day, amount: 1, rollover: {}}]}]}",
                "{kind: Customer, key: a, subjects: [1]}",
                "{kind: Customer, key: a, subject: [x]}",
                "{kind: Subscription, key: a, customer: c}",
                "{kind: Subscription, key: a, customer: c, plan: gold}",
                "{kind: Subscription, key: a, customer: c, plan: 'g@1', from: tomorrow}",
                "{kind: Subscription, key: a, customer: c, plan: 'g@1', time_zone: UTC, cycles: [{time_zone: UTC}]}",
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
}
