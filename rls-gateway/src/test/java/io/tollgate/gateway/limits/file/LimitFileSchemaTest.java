package io.tollgate.gateway.limits.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import io.tollgate.gateway.limits.LimitTable;
import io.tollgate.gateway.limits.yaml.LimitConfigException;
import io.tollgate.gateway.limits.yaml.YamlAsJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The JSON schema by which editors complete and check limit files, beside the grammar. */
final class LimitFileSchemaTest {

    private static final String TEXT = text();
    private static final Schema SCHEMA =
            SchemaRegistry.withDialect(Dialects.getDraft7()).getSchema(TEXT, InputFormat.JSON);

    private static String text() {
        try {
            return Files.readString(Path.of("..", "schemas", "limits.schema.json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<Arguments> places() throws IOException {
        JsonNode root = new ObjectMapper().readTree(TEXT);
        JsonNode definitions = requireNonNull(root.get("definitions"), "definitions");
        return Stream.of(
                Arguments.of(MapPlace.ROOT, root),
                Arguments.of(MapPlace.DESCRIPTOR, definitions.get("descriptor")),
                Arguments.of(MapPlace.RATE_LIMIT, definitions.get("rate_limit")),
                Arguments.of(MapPlace.RATE_LIMITS_ENTRY, definitions.get("entry_of_rate_limits")),
                Arguments.of(MapPlace.REPLACES, definitions.get("entry_of_replaces")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("places")
    void hasTheFieldsOfTheGrammar(MapPlace place, JsonNode map) {
        Set<String> names = names(map);

        assertThat(names).containsExactlyInAnyOrderElementsOf(place.names());
        assertThat(map.get("additionalProperties").booleanValue()).isFalse();
    }

    @Test
    void givesOneOfSeveralLimitsTheFieldsOfALimitAndShadowModeButNotUnlimited() throws IOException {
        JsonNode definitions = new ObjectMapper().readTree(TEXT).get("definitions");
        Set<String> names = names(definitions.get("rate_limit"));
        names.add("shadow_mode");
        names.remove("unlimited");

        assertThat(names(definitions.get("entry_of_rate_limits"))).isEqualTo(names);
    }

    @Test
    void explainsEveryField() throws IOException {
        JsonNode definitions = new ObjectMapper().readTree(TEXT).get("definitions");
        definitions.properties().stream()
                .filter(definition -> !definition.getKey().equals("unit_unless_unlimited"))
                .forEach(definition -> assertThat(definition.getValue().properties())
                        .as(definition.getKey())
                        .extracting(field -> field.getKey())
                        .contains("title", "description"));
    }

    @Test
    void acceptsTheSamples() throws IOException {
        try (Stream<Path> samples = Files.list(Path.of("..", "infra", "samples", "limits"))) {
            assertThat(samples)
                    .isNotEmpty()
                    .allSatisfy(sample ->
                            assertThat(errors(Files.readString(sample, UTF_8))).isEmpty());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "domain: d",
                "domain: d\ndescriptors:",
                "domain: d\nwindows: calendar\ntime_zone: Europe/Berlin",
                "domain: d\ndescriptors: [{key: a, value: ~, rate_limit: , shadow_mode: , metadata: , descriptors: null}]",
                "domain: d\ndescriptors: [{key: 1, value: true, quota_mode: yes, detailed_metric: on, value_to_metric: y}]",
                "domain: d\ndescriptors: [{key: a, rate_limit: {unit: MoNtH, requests_per_unit: 0x10}}]",
                "domain: d\ndescriptors: [{key: a, rate_limit: {unlimited: true, name: free, replaces: [{name: x}]}}]",
                "domain: d\ndescriptors: [{key: a*, share_threshold: true, rate_limit: {unit: day}}]",
                "domain: d\ndescriptors: [{key: a, value: b*, share_threshold: true, rate_limit: {unit: day}}]",
                "domain: d\ndescriptors: [{key: a, metadata: {x: 1.5, 2: [~, {y: z}]}}]",
                "domain: d\ndescriptors: [{key: a, rate_limit: &day {unit: day}}, {key: b, rate_limit: *day}]",
                "domain: d\ndescriptors: [&a {key: a, rate_limit: {unit: day}}, {<<: *a, key: b}]",
                "domain: d\ndescriptors: [{key: a, observe: true, meter: hour}]",
                "domain: d\ndescriptors: [{key: a, hits: reported, rate_limit: {unit: day}}, {key: b, hits: ~}]",
                "domain: d\ndescriptors: [{key: a, rate_limits: [{unit: second, unit_multiplier: 10, shadow_mode: true},"
                        + " {unit: month, algorithm: sliding_window, charge: admitted, windows: calendar}]}]",
                "domain: d\ndescriptors: [{key: a, rate_limit: {unit: day, requests_per_unit: 9223372036854775807}}]"
            })
    void acceptsWhatTheGrammarHas(String yaml) {
        assertThat(errors(yaml)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "descriptors: []",
                "domain: ''",
                "domain: {}",
                "- domain: d",
                "domain: d\nunit: day",
                "domain: d\nrules: []",
                "domain: d\nwindows: lunar",
                "domain: d\nwindows: epoch\ntime_zone: Europe/Berlin",
                "domain: d\ndescriptors: {key: a}",
                "domain: d\ndescriptors: [a]",
                "domain: d\ndescriptors: [~]",
                "domain: d\ndescriptors: [{value: a}]",
                "domain: d\ndescriptors: [{key: ~}]",
                "domain: d\ndescriptors: [{key: a, value: 1.5}]",
                "domain: d\ndescriptors: [{key: a, ratelimit: {unit: day}}]",
                "domain: d\ndescriptors: [{key: a, shadow_mode: maybe}]",
                "domain: d\ndescriptors: [{key: a, shadow_mode: 'true'}]",
                "domain: d\ndescriptors: [{key: a, quota_mode: 1}]",
                "domain: d\ndescriptors: [{key: a, metadata: [x]}]",
                "domain: d\ndescriptors: [{key: a, meter: day}]",
                "domain: d\ndescriptors: [{key: a, observe: always}]",
                "domain: d\ndescriptors: [{key: a, hits: served, rate_limit: {unit: day}}]",
                "domain: d\ndescriptors: [{key: a, value: b, share_threshold: true}]",
                "domain: d\ndescriptors: [{key: a, share_threshold: true}]",
                "domain: d\ndescriptors: [{key: a, rate_limit: 5/day}]",
                "domain: d\ndescriptors: [{key: a, rate_limit: {}}]",
                "domain: d\ndescriptors: [{key: a, rate_limit: {requests_per_unit: 5}}]",
                "domain: d\ndescriptors: [{key: a, rate_limit: {unit: fortnight}}]",
                "domain: d\ndescriptors: [{key: a, rate_limit: {unit: days}}]",
                "domain: d\ndescriptors: [{key: a, rate_limit: {unit: day, shadow_mode: true}}]",
                "domain: d\ndescriptors: [{key: a, rate_limit: {unit: day, requests_per_unit: -1}}]",
                "domain: d\ndescriptors: [{key: a, rate_limit: {unit: day, requests_per_unit: '5'}}]",
                "domain: d\ndescriptors: [{key: a, rate_limit: {unit: day, requests_per_unit: 1.5}}]",
                "domain: d\ndescriptors: [{key: a, rate_limit: {unit: day, unit_multiplier: 0}}]",
                "domain: d\ndescriptors: [{key: a, rate_limit: {unit: day, algorithm: leaky_bucket}}]",
                "domain: d\ndescriptors: [{key: a, rate_limit: {unit: day, charge: none}}]",
                "domain: d\ndescriptors: [{key: a, rate_limit: {unit: day, replaces: [x]}}]",
                "domain: d\ndescriptors: [{key: a, rate_limit: {unit: day, replaces: [{name: ''}]}}]",
                "domain: d\ndescriptors: [{key: a, rate_limit: {unlimited: true, unit: day}}]",
                "domain: d\ndescriptors: [{key: a, rate_limit: {unlimited: true, windows: calendar}}]",
                "domain: d\ndescriptors: [{key: a, rate_limit: {unit: day}, rate_limits: [{unit: day}]}]",
                "domain: d\ndescriptors: [{key: a, rate_limits: []}]",
                "domain: d\ndescriptors: [{key: a, rate_limits: [{requests_per_unit: 5}]}]",
                "domain: d\ndescriptors: [{key: a, rate_limits: [{unlimited: true}]}]"
            })
    void rejectsTypicalMistakes(String yaml) {
        assertThat(errors(yaml)).isNotEmpty();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void acceptsEveryRandomFileThatTheGrammarAccepts(long seed) {
        Random random = new Random(seed);
        int accepted = 0;
        for (int i = 0; i < 1_000; i++) {
            String yaml = map(random, MapPlace.ROOT, 0);
            if (isAccepted(yaml)) {
                accepted++;
                assertThat(errors(yaml)).as("seed %d: %s", seed, yaml).isEmpty();
            }
        }

        assertThat(accepted).isGreaterThan(100);
    }

    private static Set<String> names(JsonNode map) {
        Set<String> names = new HashSet<>();
        map.get("properties").fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static List<String> errors(String yaml) {
        return SCHEMA.validate(YamlAsJson.of(yaml)).stream()
                .map(String::valueOf)
                .toList();
    }

    private static boolean isAccepted(String yaml) {
        try {
            LimitTable.parse("f.yaml", yaml, LimitFileOptions.defaults());
            return true;
        } catch (LimitConfigException rejected) {
            return false;
        }
    }

    /** Returns a map with some of the fields of its place, most of them with a value that fits. */
    private static String map(Random random, MapPlace place, int depth) {
        List<String> fields = new ArrayList<>();
        for (String name : place.names()) {
            boolean usual = Set.of("domain", "key", "unit", "descriptors").contains(name);
            if (random.nextInt(10) < (usual ? 9 : 2)) {
                fields.add(name + ": " + value(random, name, depth));
            }
        }
        return "{" + String.join(", ", fields) + "}";
    }

    private static String value(Random random, String name, int depth) {
        if (random.nextInt(25) == 0) {
            return pick(random, List.of("", "~", "1", "'1'", "yes", "[]", "{}", "x", "''", "1.5"));
        }
        return switch (name) {
            case "descriptors" -> depth > 2 ? "[]" : list(random, MapPlace.DESCRIPTOR, depth);
            case "replaces" -> list(random, MapPlace.REPLACES, depth);
            case "rate_limit" -> map(random, MapPlace.RATE_LIMIT, depth);
            case "hits" -> "reported";
            case "unit" -> pick(random, List.of("second", "Minute", "HOUR", "day", "week", "month", "year", "''"));
            case "requests_per_unit" -> pick(random, List.of("0", "1", "4294967295", "0x10", "1_000"));
            case "windows" -> pick(random, List.of("epoch", "calendar"));
            case "time_zone" -> pick(random, List.of("UTC", "Europe/Berlin"));
            case "metadata" -> pick(random, List.of("{}", "{x: 1.5}", "{x: [y, {z: ~}]}", "{1: no}"));
            case "domain", "key", "value", "name" -> pick(random, List.of("a", "b*", "'*'", "12", "true", "c d"));
            default -> pick(random, List.of("true", "false", "on", "No"));
        };
    }

    private static String list(Random random, MapPlace place, int depth) {
        return random.nextInt(3) == 0 ? "[]" : "[" + map(random, place, depth + 1) + "]";
    }

    private static String pick(Random random, Collection<String> values) {
        return List.copyOf(values).get(random.nextInt(values.size()));
    }
}
