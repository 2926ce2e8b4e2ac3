package io.tollgate.translate;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.translate.envoy.Address;
import io.tollgate.translate.source.Manifest;
import io.tollgate.translate.source.ManifestReader;
import io.tollgate.translate.verify.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class VerificationTest {

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
        String text = Files.readString(Path.of("src", "test", "resources", "kong-mesh", example, "source.yaml"));

        Verification.Outcome outcome = verify(text, text, 500, 7);

        assertThat(outcome.shown()).isEmpty();
        assertThat(outcome.limited()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void randomPoliciesLimitAsTheirSourceDoes(long seed) {
        RandomPolicies policies = new RandomPolicies(new Random(seed));
        int limited = 0;
        for (int i = 0; i < 100; i++) {
            String text = policies.next();

            Verification.Outcome outcome = verify(text, text, 50, seed);

            assertThat(outcome.shown()).as(text).isEmpty();
            limited += outcome.limited();
        }
        assertThat(limited).isGreaterThan(1_000);
    }

    @Test
    void whatIsLostShows() throws IOException {
        String text = Files.readString(Path.of("src", "test", "resources", "kong-mesh", "what-is-lost", "source.yaml"));

        Verification.Outcome outcome = verify(text, text, 500, 7);

        assertThat(outcome.shown())
                .isNotEmpty()
                .allSatisfy(shown -> assertThat(shown)
                        .contains("x-any=*", "the source has [1 per second", "the translation [20 per second"));
    }

    @Test
    void aTranslationOfSomethingElseIsNoticed() {
        String source = new RandomPolicies(new Random(5)).next();
        String other = source.replaceAll("num: ([0-9]+)", "num: 1$1");

        Verification.Outcome outcome = verify(source, other, 200, 5);

        assertThat(outcome.different()).isPositive();
        assertThat(outcome.shown()).hasSizeBetween(1, 20).first().asString().contains("the source has", "per");
    }

    private static Verification.Outcome verify(String source, String translated, int requests, long seed) {
        List<Manifest> manifests = ManifestReader.read("source.yaml", source);
        return Verification.compare(
                requireNonNull(Source.KONG_MESH.model(manifests)),
                Source.KONG_MESH.translate("source.yaml", translated, OPTIONS),
                requests,
                seed);
    }
}
