package io.tollgate.translate;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.translate.envoy.Address;
import io.tollgate.translate.source.SourceException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot be read is told with its file, line and field, whatever it is. */
final class RejectedSourcesTest {

    private static final TranslationOptions OPTIONS =
            new TranslationOptions(10000, new Address("127.0.0.1", 8081), null);

    private static final String MAPPING = """
            kind: Mapping
            metadata: { name: shop }
            spec:
              prefix: /shop/
              service: shop
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'  precedence: high' | source.yaml:6: spec.precedence: expected a whole number",
                "'  prefix_exact: maybe' | source.yaml:6: spec.prefix_exact: expected true or false",
                "'  headers: [a]' | source.yaml:6: spec.headers: expected a map, found a list",
                "'  headers: { \"\": a }' | source.yaml:6: spec.headers.: '' is no name of a header",
                "'  hostname: \"\"' | source.yaml:6: spec.hostname: expected the name of a host",
                "'  retry_policy: { retry_on: always }' | source.yaml:6: spec.retry_policy.retry_on: expected one of 5xx",
                "'  labels: shop' | source.yaml:6: spec.labels: expected a map, found 'shop'",
                "'  labels: { \"\": [] }' | source.yaml:6: spec.labels.: a domain must not be empty",
                "'  labels: { shop: { a: b } }' | source.yaml:6: spec.labels.shop.a: expected a list, found 'b'",
                "'  rate_limits: [{ headers: [\"a b\"] }]' | 'spec.rate_limits[0].headers[0]: ''a b'' is no name of a header'",
                "'  tls: [a]' | source.yaml:6: spec.tls: expected text, found a list",
            })
    void aFieldOfAMappingIsTold(String line, String message) {
        assertRejected(Source.EMISSARY, MAPPING + line + "\n", message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"shop:99999", "http://", "a b", "shop:x", "user@shop"})
    void aServiceThatIsNoAddressIsTold(String service) {
        assertRejected(
                Source.EMISSARY,
                "kind: Mapping\nmetadata: { name: shop }\nspec:\n  prefix: /\n  service: '" + service + "'\n",
                "source.yaml:5: spec.service: expected");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kind: Mapping | source.yaml:1: 'name' is missing",
                "'kind: Mapping\nname: a' | source.yaml:1: 'prefix' is missing",
                "'kind: Mapping\nname: a\nprefix: /' | source.yaml:1: 'service' is missing",
                "'kind: RateLimitService\nname: a' | source.yaml:1: 'service' is missing",
                "'kind: Module\nname: ambassador\nconfig: { default_labels: [a] }' | source.yaml:3: config.default_labels:"
                        + " expected a map",
                "'kind: Listener\nname: a\nspec: { l7Depth: -1 }' | source.yaml:3: spec.l7Depth: expected a whole number",
            })
    void aMissingOrWrongFieldOfAResourceIsTold(String text, String message) {
        assertRejected(Source.EMISSARY, text, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'- seconds: 1' | source.yaml:1: [0]: 'namespace' is missing",
                "'- namespace: a' | source.yaml:1: [0]: 'seconds' is missing",
                "'- {namespace: \"\", seconds: 1}' | source.yaml:1: [0].namespace: a namespace must not be empty",
                "'- {namespace: a, seconds: 0}' | source.yaml:1: [0].seconds: expected a whole number from 1",
                "'- {namespace: a, seconds: 1, max_value: -1}' | source.yaml:1: [0].max_value: expected a whole number",
                "'- {namespace: a, seconds: 1, conditions: b}' | source.yaml:1: [0].conditions: expected a list",
                "'kind: RateLimitPolicy\nname: a' | source.yaml:1: 'targetRef' is missing",
                "'kind: RateLimitPolicy\nname: a\ntargetRef: {kind: Pod, name: b}' | source.yaml:3: targetRef.kind:"
                        + " expected HTTPRoute, GRPCRoute or Gateway",
                "'kind: RateLimitPolicy\nname: a\ntargetRef: {kind: Gateway, name: b}\nlimits: {c: {rates: [{limit: 1, window:"
                        + " 1x}]}}' | source.yaml:4: limits.c.rates[0].window: expected a duration",
                "'static_resources: {rate_limits: [{actions: [{request_headers: {header_name: \"a b\", descriptor_key:"
                        + " c}}]}]}' | ' b'' is no name of a header'",
            })
    void aFieldOfALimitOfLimitadorIsTold(String text, String message) {
        assertRejected(Source.LIMITADOR, text, message);
    }

    /** As they stand in two documents that people copy from. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                """
                apiVersion: getambassador.io/v2
                kind: Mapping
                name: foo-app
                prefix: /foo/
                service: foo
                - "my_first_label_group":
                - "my_label_specifier_1"
                """,
                """
                apiVersion: getambassador.io/v2
                kind: Module
                name: ambassador
                - "my_label_specifier_a"
                - "my_label_specifier_b"
                """,
                """
                apiVersion: getambassador.io/v3alpha1
                kind: Mapping
                metadata:
                  name: rate-limited-mapping
                spec:
                  service: popular-service
                  - bels:
                      "emissary":
                """,
            })
    void aListWhoseNameWasLostIsExplained(String text) {
        assertRejected(Source.EMISSARY, text, "as 'labels:' or 'spec:', is missing before it");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                """
                labels:
                  ambassador:
                  - group:
                    - remote_address
                      remote_address: {}
                """,
            })
    void aMissingColonIsExplained(String text) {
        assertRejected(Source.EMISSARY, text, "the line before it lacks a ':'");
    }

    @Test
    void aLineWithinAnAnnotationIsThatOfTheFile() {
        String annotated = """
                kind: Service
                metadata:
                  name: shop
                  annotations:
                    getambassador.io/config: |
                      ---
                      kind: Mapping
                      name: shop
                      prefix: []
                """;

        assertRejected(Source.EMISSARY, annotated, "source.yaml:9: prefix: expected text, found a list");
        assertRejected(
                Source.EMISSARY, annotated.replace("prefix: []", "prefix: a: b"), "source.yaml:9: it is not YAML");
    }

    @Test
    void aLineWithinAFoldedAnnotationIsThatOfTheAnnotation() {
        assertRejected(Source.EMISSARY, """
                kind: Service
                metadata:
                  name: shop
                  annotations:
                    getambassador.io/config: "---\\nkind: Mapping\\nname: shop\\nprefix: []"
                """, "source.yaml:5: prefix: expected text, found a list");
    }

    @ParameterizedTest
    @EnumSource(Source.class)
    void whatIsNoYamlIsRejected(Source source) {
        assertRejected(source, "kind: [", "source.yaml:1: it is not YAML");
        assertRejected(
                source,
                "- a\n- b",
                source == Source.LIMITADOR
                        ? "source.yaml:1: [0]: expected a limit"
                        : "source.yaml:1: expected a resource");
        assertRejected(source, "kind: {}", "source.yaml:1: kind: expected text");
        assertRejected(source, "a: *b", "source.yaml:1: it is not YAML");
    }

    private static void assertRejected(Source source, String text, String message) {
        assertThatThrownBy(() -> source.translate("source.yaml", text, OPTIONS))
                .isInstanceOf(SourceException.class)
                .hasMessageContaining(message);
    }
}
