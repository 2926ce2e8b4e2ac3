package io.tollgate.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.testkit.RandomMappings;
import io.tollgate.testkit.RandomPolicies;
import io.tollgate.translate.envoy.Address;
import io.tollgate.translate.source.Manifest;
import io.tollgate.translate.verify.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class VerificationTest {

    private static final Path RESOURCES = Path.of("src", "test", "resources");
    private static final TranslationOptions OPTIONS =
            new TranslationOptions(10000, new Address("127.0.0.1", 8081), null);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "demo",
                "backend-for-the-mesh",
                "full",
                "gateway",
                "external-service",
                "local-limit",
                "on-header",
                "universal"
            })
    void examplesOfKongMeshLimitAsTheirSourceDoes(String example) throws IOException {
        String text = Files.readString(RESOURCES.resolve(Path.of("kong-mesh", example, "source.yaml")));

        Verification.Outcome outcome = verify(Source.KONG_MESH, text, text, 500, 7);

        assertThat(outcome.shown()).isEmpty();
        assertThat(outcome.limited()).isPositive();
        assertThat(outcome.split()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void randomPoliciesLimitAsTheirSourceDoes(long seed) {
        RandomPolicies policies = new RandomPolicies(new Random(seed));
        int limited = 0;
        for (int i = 0; i < 100; i++) {
            String text = policies.next();

            Verification.Outcome outcome = verify(Source.KONG_MESH, text, text, 50, seed);

            assertThat(outcome.shown()).as(text).isEmpty();
            limited += outcome.limited();
        }
        assertThat(limited).isGreaterThan(800);
    }

    @Test
    void whatIsLostShows() throws IOException {
        String text = Files.readString(RESOURCES.resolve(Path.of("kong-mesh", "what-is-lost", "source.yaml")));

        Verification.Outcome outcome = verify(Source.KONG_MESH, text, text, 500, 7);

        assertThat(outcome.shown())
                .isNotEmpty()
                .allSatisfy(shown -> assertThat(shown)
                        .contains("x-any=*", "the source has [1 per second", "the translation [20 per second"));
    }

    @Test
    void aTranslationOfSomethingElseIsNoticed() {
        String source = new RandomPolicies(new Random(5)).next();
        String other = source.replaceAll("num: ([0-9]+)", "num: 1$1");

        Verification.Outcome outcome = verify(Source.KONG_MESH, source, other, 200, 5);

        assertThat(outcome.different()).isPositive();
        assertThat(outcome.shown()).hasSizeBetween(1, 20).first().asString().contains("the source has", "per");
    }

    static List<Path> examplesWithoutLosses() throws IOException {
        List<Path> examples = new ArrayList<>();
        for (Source source : List.of(Source.EMISSARY, Source.EDGE_STACK, Source.LIMITADOR)) {
            try (Stream<Path> folders = Files.list(RESOURCES.resolve(source.title()))) {
                for (Path folder : folders.sorted().toList()) {
                    if (translate(source, text(folder)).report().lost().isEmpty()) {
                        examples.add(folder);
                    }
                }
            }
        }
        return examples;
    }

    @ParameterizedTest
    @MethodSource("examplesWithoutLosses")
    void examplesOfEmissaryEdgeStackAndLimitadorDoAsTheirSourceDoes(Path example) throws IOException {
        Source source = GoldenTest.source(example);

        Verification.Outcome outcome = verify(source, text(example), text(example), 500, 7);

        assertThat(outcome.shown()).isEmpty();
        assertThat(outcome.limited() == 0)
                .isEqualTo(source == Source.EDGE_STACK && !text(example).contains("kind: Mapping"));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void randomMappingsAskAsTheirSourceDoes(long seed) {
        RandomMappings mappings = new RandomMappings(new Random(seed));
        int asked = 0;
        for (int i = 0; i < 100; i++) {
            String text = mappings.mappings();

            Verification.Outcome outcome = verify(Source.EMISSARY, text, text, 50, seed);

            assertThat(outcome.shown()).as(text).isEmpty();
            asked += outcome.limited();
        }
        assertThat(asked).isGreaterThan(2_000);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void randomRateLimitsLimitAsTheirSourceDoes(long seed) {
        RandomMappings mappings = new RandomMappings(new Random(seed));
        int limited = 0;
        int split = 0;
        for (int i = 0; i < 100; i++) {
            String text = mappings.limits();

            Verification.Outcome outcome = verify(Source.EDGE_STACK, text, text, 100, seed);

            assertThat(outcome.shown()).as(text).isEmpty();
            if (outcome.split() > 0) {
                assertThat(translate(Source.EDGE_STACK, text).report().different())
                        .as(text)
                        .anyMatch(line -> line.text().contains("a counter of their own"));
                split++;
            }
            limited += outcome.limited();
        }
        assertThat(limited).isGreaterThan(800);
        assertThat(split).isPositive();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void randomLimitsOfLimitadorLimitAsTheirSourceDoes(long seed) {
        RandomLimits limits = new RandomLimits(new Random(seed));
        int limited = 0;
        for (int i = 0; i < 100; i++) {
            String text = limits.next();

            assertThat(translate(Source.LIMITADOR, text).report().lost())
                    .as(text)
                    .isEmpty();
            Verification.Outcome outcome = verify(Source.LIMITADOR, text, text, 100, seed);

            assertThat(outcome.shown()).as(text).isEmpty();
            assertThat(outcome.split()).as(text).isZero();
            limited += outcome.limited();
        }
        assertThat(limited).isGreaterThan(1_000);
    }

    @Test
    void anotherConditionOfLimitadorIsNoticed() {
        String source = "- {namespace: a, max_value: 5, seconds: 60, conditions: [\"req_method == 'GET'\"]}";

        Verification.Outcome outcome = verify(Source.LIMITADOR, source, source.replace("==", "!="), 100, 5);

        assertThat(outcome.shown()).first().asString().contains("to any/ at listener a", "5 per minute, counted by a");
    }

    @Test
    void labelsOfSomethingElseAreNoticed() {
        String source = new RandomMappings(new Random(5)).mappings();

        Verification.Outcome outcome = verify(Source.EMISSARY, source, source.replace("x-", "y-"), 500, 5);

        assertThat(outcome.different()).isPositive();
        assertThat(outcome.shown()).first().asString().contains("the source has", "ambassador: ");
    }

    @Test
    void aCounterForWhatTheSourceCountsApartIsNoticed() {
        String source = """
                kind: Mapping
                metadata: {name: all}
                spec: {prefix: /, service: backend, labels: {ambassador: [who: [remote_address: {}]]}}
                ---
                kind: RateLimit
                metadata: {name: each}
                spec: {limits: [{pattern: [remote_address: "*"], rate: 5, unit: minute}]}
                """;
        String other = source.replace("remote_address: {}", "generic_key: {key: remote_address, value: all}");

        assertThat(verify(Source.EDGE_STACK, source, source, 100, 5).different())
                .isZero();
        assertThat(verify(Source.EDGE_STACK, source, other, 100, 5).shown())
                .first()
                .asString()
                .contains("limit=0, remote_address=192.0.2.", "remote_address=all");
    }

    @Test
    void labelsAfterThePatternShareItsCounter() {
        String source = """
                kind: Mapping
                metadata: {name: all}
                spec:
                  prefix: /
                  service: backend
                  labels: {ambassador: [who: [{remote_address: {}}, {user: {header: x-user}}]]}
                ---
                kind: RateLimit
                metadata: {name: each}
                spec: {limits: [{pattern: [remote_address: "*"], rate: 5, unit: minute}]}
                """;

        Verification.Outcome outcome = verify(Source.EDGE_STACK, source, source, 100, 5);

        assertThat(outcome.different()).isZero();
        assertThat(outcome.limited()).isPositive();
        assertThat(outcome.split()).isZero();
    }

    private static Verification.Outcome verify(Source of, String source, String translated, int requests, long seed) {
        List<Manifest> manifests = of.read("source.yaml", source);
        return Verification.compare(
                of.model(manifests), of.translate("source.yaml", translated, OPTIONS), requests, seed);
    }

    private static Translation translate(Source source, String text) {
        return source.translate("source.yaml", text, OPTIONS);
    }

    private static String text(Path example) throws IOException {
        return Files.readString(example.resolve("source.yaml"));
    }
}
