package io.tollgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mappings of Emissary, translated by the command, in a real Envoy with a gateway behind it. */
final class TranslateEmissaryIT {

    private static final String ANY_HOST = "shop.example.com";

    @TempDir
    private Path folder;

    private int moves;

    @Test
    void eachDomainOfAMappingIsAskedAndAMissingHeaderSkipsItsGroup() {
        String first = """
                domain: first
                descriptors:
                  - key: remote_address
                    rate_limit: { unit: minute, requests_per_unit: 5 }
                """;
        String second = """
                domain: second
                descriptors:
                  - key: user
                    rate_limit: { unit: minute, requests_per_unit: 2 }
                """;
        try (MovedInstallation moved = move("several-domains", first, second)) {
            assertThat(moved.statuses(3, ANY_HOST, "/both/", "x-user: ann"))
                    .as("two for the user in the second domain")
                    .containsExactly(200, 200, 429);
            assertThat(moved.statuses(3, ANY_HOST, "/both/"))
                    .as("five for the address in the first domain")
                    .containsExactly(200, 200, 429);
            assertThat(moved.statuses(3, ANY_HOST, "/one/")).as("no header").containsOnly(200);
            assertThat(moved.statuses(3, ANY_HOST, "/one/", "x-user: bob")).containsExactly(200, 200, 429);
        }
    }

    @Test
    void eachGroupIsADescriptorOfItsOwnAndNothingIsLetThroughWithoutAService() {
        String limits = """
                domain: shop
                descriptors:
                  - key: generic_key
                    value: new
                    descriptors:
                      - key: area
                        value: checkout
                        descriptors:
                          - key: user
                            rate_limit: { unit: minute, requests_per_unit: 2 }
                  - key: remote_address
                    rate_limit: { unit: minute, requests_per_unit: 4 }
                """;
        try (MovedInstallation moved = move("specifiers", limits)) {
            assertThat(moved.statuses(3, ANY_HOST, "/new/", "x-user: ann"))
                    .as("two for the user")
                    .containsExactly(200, 200, 429);
            assertThat(moved.statuses(2, ANY_HOST, "/new/", "x-user: bob"))
                    .as("four for the address, whoever it is")
                    .containsExactly(200, 429);

            moved.gateway().close();

            assertThat(moved.get(ANY_HOST, "/new/").status())
                    .as("failure_mode_deny: true")
                    .isEqualTo(500);
        }
    }

    @Test
    void theClusterOfAMappingIsNamedAsInEmissary() {
        String limits = """
                domain: shop
                descriptors:
                  - key: source_cluster
                    value: ambassador-default
                    descriptors:
                      - key: destination_cluster
                        value: cluster_backend_shop_shop
                        rate_limit: { unit: minute, requests_per_unit: 1 }
                      - key: destination_cluster
                        value: cluster_https___backend_shop_otls_shop
                        rate_limit: { unit: minute, requests_per_unit: 2 }
                """;
        try (MovedInstallation moved = move("specifiers", limits)) {
            assertThat(moved.statuses(2, ANY_HOST, "/new/")).containsExactly(200, 429);
            assertThat(moved.statuses(3, "old.example.com", "/old/")).containsExactly(200, 200, 429);
        }
    }

    @Test
    void defaultLabelsGoBeforeEachGroupAndTrustedProxiesNameTheClient() {
        String shop = """
                domain: shop
                descriptors:
                  - key: remote_address
                    descriptors:
                      - key: generic_key
                        value: all
                        rate_limit: { unit: minute, requests_per_unit: 2 }
                        descriptors:
                          - key: plan
                            rate_limit: { unit: minute, requests_per_unit: 1 }
                """;
        String audit = """
                domain: audit
                descriptors:
                  - key: source_cluster
                    value: ambassador-emissary
                    descriptors:
                      - key: generic_key
                        value: one
                        rate_limit: { unit: minute, requests_per_unit: 1 }
                """;
        try (MovedInstallation moved = move("defaults", shop, audit)) {
            assertThat(moved.statuses(3, ANY_HOST, "/plain/", "x-forwarded-for: 1.1.1.1"))
                    .as("a Mapping without labels")
                    .containsExactly(200, 200, 429);
            assertThat(moved.statuses(1, ANY_HOST, "/plain/", "x-forwarded-for: 1.1.1.1, 2.2.2.2"))
                    .as("another client")
                    .containsExactly(200);
            assertThat(moved.statuses(1, ANY_HOST, "/plain/", "x-forwarded-for: 9.9.9.9, 1.1.1.1"))
                    .as("what the one trusted proxy says counts, not what it was told")
                    .containsExactly(429);
            assertThat(moved.statuses(2, ANY_HOST, "/labelled/", "x-forwarded-for: 3.3.3.3", "x-plan: gold"))
                    .containsExactly(200, 429);
            assertThat(moved.statuses(2, ANY_HOST, "/other/")).containsExactly(200, 429);
        }
    }

    @Test
    void nobodyNamesAClientToAnEnvoyWithoutTrustedProxiesAndRequestsPassWithoutAService() {
        String limits = """
                domain: emissary
                descriptors:
                  - key: remote_address
                    rate_limit: { unit: minute, requests_per_unit: 2 }
                """;
        String host = "high-traffic.example.com";
        try (MovedInstallation moved = move("slides", limits)) {
            assertThat(List.of(
                            moved.get(host, "/high-traffic/", "x-forwarded-for: 1.1.1.1")
                                    .status(),
                            moved.get(host, "/high-traffic/", "x-forwarded-for: 2.2.2.2")
                                    .status(),
                            moved.get(host, "/high-traffic/", "x-forwarded-for: 3.3.3.3")
                                    .status()))
                    .containsExactly(200, 200, 429);
            assertThat(moved.get(ANY_HOST, "/high-traffic/").status())
                    .as("no Mapping for this host")
                    .isEqualTo(404);

            moved.gateway().close();

            assertThat(moved.get(host, "/high-traffic/").status())
                    .as("failure_mode_deny: false")
                    .isEqualTo(200);
        }
    }

    @Test
    void aModuleOfVersion1MayTrustWhatTheLastProxyWasTold() {
        String limits = """
                domain: ambassador
                descriptors:
                  - key: remote_address
                    rate_limit: { unit: minute, requests_per_unit: 1 }
                """;
        try (MovedInstallation moved = move("version1", limits)) {
            assertThat(List.of(
                            moved.get(ANY_HOST, "/plain/", "x-forwarded-for: 1.1.1.1, 5.5.5.5")
                                    .status(),
                            moved.get(ANY_HOST, "/plain/", "x-forwarded-for: 2.2.2.2, 5.5.5.5")
                                    .status(),
                            moved.get(ANY_HOST, "/plain/", "x-forwarded-for: 1.1.1.1, 6.6.6.6")
                                    .status()))
                    .containsExactly(200, 200, 429);
        }
    }

    @Test
    void theLabelsOfVersion0BeginWithThoseThatItAlwaysHad() {
        String limits = """
                domain: ambassador
                descriptors:
                  - key: source_cluster
                    descriptors:
                      - key: destination_cluster
                        descriptors:
                          - key: remote_address
                            descriptors:
                              - key: generic_key
                                value: A test case
                                descriptors:
                                  - key: x-ambassador-test-allow
                                    rate_limit: { unit: minute, requests_per_unit: 1 }
                """;
        try (MovedInstallation moved = move("version0", limits)) {
            assertThat(moved.statuses(2, ANY_HOST, "/qotm/", "x-ambassador-test-allow: probably"))
                    .containsExactly(200, 429);
            assertThat(moved.statuses(2, ANY_HOST, "/qotm/")).containsOnly(200);
        }
    }

    @Test
    void routesAreTriedInTheOrderOfEmissary() {
        String limits = """
                domain: ambassador
                descriptors:
                  - key: generic_key
                    value: all
                    rate_limit: { unit: minute, requests_per_unit: 100 }
                """;
        try (MovedInstallation moved = move("routes", limits)) {
            assertThat(moved.get("other.org", "/").status()).isEqualTo(200);
            assertThat(moved.get("www.example.com", "/api/x").status()).isEqualTo(200);
            assertThat(moved.get("first.org", "/v1/items/2").status()).isEqualTo(200);
            assertThat(moved.backend().requests()).isEqualTo(3);
        }
    }

    @Test
    void descriptorsThatNoLimitMatchesAreLosses() {
        Path example = examples().resolve("checked-against-limits");

        try (ChildProcess command = translate(
                example.resolve("source.yaml"),
                "--limits",
                example.resolve("checked").toString())) {
            assertThat(command.awaitExit(Duration.ofMinutes(1))).isEqualTo(4);
            assertThat(command.output())
                    .contains("no limit of domain 'shop' can match (generic_key=other, plan=?)")
                    .contains("no limit file has domain 'other'");
        }
    }

    @Test
    void brokenYamlIsToldWithItsLine() throws IOException {
        Path broken = Files.writeString(folder.resolve("broken.yaml"), """
                apiVersion: getambassador.io/v2
                kind: Mapping
                name: foo-app
                prefix: /foo/
                service: foo
                - "my_first_label_group":
                - "my_label_specifier_1"
                """);

        try (ChildProcess command = translate(broken)) {
            assertThat(command.awaitExit(Duration.ofMinutes(1))).isEqualTo(1);
            assertThat(command.output())
                    .contains("broken.yaml:6: it is not YAML")
                    .contains("'labels:'")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void envoyAcceptsEveryTranslationOfTheExamples() {
        MovedInstallation.validateExamples("emissary", 10);
    }

    private static Path examples() {
        return MovedInstallation.examples("emissary");
    }

    private ChildProcess translate(Path source, String... more) {
        Path out = folder.resolve("out-" + moves++);
        List<String> arguments = Stream.concat(
                        Stream.of("translate", "emissary", source.toString(), "--out", out.toString()), Stream.of(more))
                .toList();
        return ChildProcess.tollgate("translate", arguments, Map.of());
    }

    private MovedInstallation move(String example, String... limits) {
        return new MovedInstallation(
                folder.resolve("moved-" + moves++),
                "emissary",
                List.of(examples().resolve(example).resolve("source.yaml")),
                List.of(limits));
    }
}
