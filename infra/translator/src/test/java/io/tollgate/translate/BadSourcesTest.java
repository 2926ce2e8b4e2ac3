package io.tollgate.translate;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.translate.envoy.Address;
import io.tollgate.translate.source.SourceException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BadSourcesTest {

    private static final TranslationOptions OPTIONS =
            new TranslationOptions(10000, new Address("127.0.0.1", 8081), null);

    private static final String POLICY = """
            type: MeshGlobalRateLimit
            mesh: default
            name: demo
            spec:
              targetRef: {kind: MeshService, name: a_b_svc_80}
              from:
                - targetRef: {kind: Mesh}
                  default:
                    http:
                      requestRate: {num: 10, interval: 1m}
                      onRateLimit: {status: 423, headers: {set: [{name: x-a, value: b}]}}
                    mode: Limit
                    backend: {rateLimitService: {url: "http://a:1", timeout: 25ms, limitOnServiceFail: true}}
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "num: 10 | num: ten | policy.yaml:10: spec.from[0].default.http.requestRate.num: expected a whole number",
                "1m | 5m | policy.yaml:10: spec.from[0].default.http.requestRate.interval: unknown interval '5m'",
                "interval: 1m | x: 1m | policy.yaml:10: spec.from[0].default.http.requestRate.num: a rate needs 'interval'",
                "kind: MeshService | kind: Meshservice | policy.yaml:5: spec.targetRef.kind: unknown kind 'Meshservice'",
                "mode: Limit | mode: Block | policy.yaml:12: spec.from[0].default.mode: expected Limit or Shadow",
                "name: x-a | name: X-A | policy.yaml:11: spec.from[0].default.http.onRateLimit.headers.set[0].name",
                "25ms | fast | policy.yaml:13: spec.from[0].default.backend.rateLimitService.timeout: expected a duration",
                "Fail: true | Fail: perhaps | expected true or false, found 'perhaps'",
                "{kind: MeshService, name: a_b_svc_80} | [Mesh] | policy.yaml:5: spec.targetRef: expected a map, found a list",
                "spec: | spec: [ | policy.yaml:",
                "name: demo | nome: demo | policy.yaml:1: 'name' is missing",
                "mesh: default | 'mesh: \"\"' | policy.yaml:1: the name of a mesh must not be empty",
            })
    void aMistakeHasFileLineAndField(String right, String wrong, String message) {
        String text = POLICY.replace(right, wrong);

        assertThatThrownBy(() -> Source.KONG_MESH.translate("policy.yaml", text, OPTIONS))
                .isInstanceOf(SourceException.class)
                .hasMessageContaining(message);
    }
}
