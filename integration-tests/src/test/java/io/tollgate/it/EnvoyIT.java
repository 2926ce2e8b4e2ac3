package io.tollgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EnvoyIT {

    private static final int LIMIT = 3;

    private static final String LIMITS = """
            domain: quota
            windows: calendar
            descriptors:
              - key: customer
                rate_limits:
                  - {name: daily, unit: day, requests_per_unit: 3}
                  - {name: monthly, unit: month, requests_per_unit: 100}
                  - {name: tried, unit: minute, requests_per_unit: 1, shadow_mode: true}
            """;

    private static final Map<String, String> TELLING =
            Map.of("TOLLGATE_RESPONSE_RATELIMIT_FIELDS", "true", "TOLLGATE_RESPONSE_PROBLEM", "true");

    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    @Test
    void envoyLetsRequestsThroughUntilTheLimitAndThenAnswers429() throws Exception {
        try (Installation installation = Installation.start(folder, EmbeddedKafka.start(folder.resolve("kafka")));
                EnvoyProcess envoy = EnvoyProcess.start(
                        folder, installation.gateway(LIMITS, TELLING).grpcPort())) {

            for (int sent = 1; sent <= LIMIT; sent++) {
                HttpResponse<String> admitted = get(envoy, "acme");
                assertThat(admitted.statusCode()).isEqualTo(200);
                assertThat(admitted.body()).isEqualTo("hello from the backend\n");
                assertThat(header(admitted, "x-ratelimit-remaining")).isEqualTo(Integer.toString(LIMIT - sent));
                assertTellsLimits(admitted, LIMIT - sent, 100 - sent);
                assertThat(admitted.headers().map()).doesNotContainKeys("retry-after", "cache-control");
                assertThat(admitted.headers().allValues("content-type")).containsExactly("text/plain");
            }
            HttpResponse<String> denied = get(envoy, "acme");

            assertThat(denied.statusCode()).isEqualTo(429);
            assertThat(header(denied, "x-envoy-ratelimited")).isEqualTo("true");
            assertThat(header(denied, "x-ratelimit-limit")).isEqualTo("3, 3;w=86400;name=\"daily\"");
            assertThat(header(denied, "x-ratelimit-remaining")).isEqualTo("0");
            assertThat(Long.parseLong(header(denied, "x-ratelimit-reset"))).isBetween(1L, 86_400L);
            assertSaysWhyAndUntilWhen(denied);
            assertSaysWhyToGrpc(callGrpc(envoy, "acme"));
            assertThat(get(envoy, "globex").statusCode()).isEqualTo(200);
        }
    }

    private static void assertTellsLimits(HttpResponse<String> response, int daily, int monthly) {
        assertThat(header(response, "ratelimit-policy"))
                .matches("\"daily\";q=3;w=86400, \"monthly\";q=100;w=2[0-9]{6}");
        assertThat(header(response, "ratelimit"))
                .matches("\"daily\";r=" + daily + ";t=[1-9][0-9]*, \"monthly\";r=" + monthly + ";t=[1-9][0-9]*");
    }

    private static void assertSaysWhyAndUntilWhen(HttpResponse<String> denied) throws IOException {
        String seconds = header(denied, "retry-after");
        JsonNode problem = JSON.readTree(denied.body());

        assertTellsLimits(denied, 0, 96);
        assertThat(header(denied, "ratelimit")).startsWith("\"daily\";r=0;t=" + seconds + ",");
        assertThat(denied.headers().allValues("content-type")).containsExactly("application/problem+json");
        assertThat(denied.headers().allValues("cache-control")).containsExactly("no-store");
        assertThat(problem.get("type").textValue())
                .isEqualTo("https://iana.org/assignments/http-problem-types#quota-exceeded");
        assertThat(problem.get("violated-policies")).map(JsonNode::textValue).containsExactly("daily");
        assertThat(problem.get("reset").asText()).isEqualTo(seconds);
    }

    /** Envoy has no body for gRPC, and makes the message of it. */
    private static void assertSaysWhyToGrpc(HttpResponse<String> denied) {
        assertThat(denied.statusCode()).isEqualTo(200);
        assertThat(denied.headers().allValues("content-type")).containsExactly("application/grpc");
        assertThat(header(denied, "grpc-status")).isEqualTo("14");
        assertThat(header(denied, "grpc-message")).contains("\"violated-policies\":[\"daily\"]");
        assertThat(header(denied, "retry-after")).isNotEmpty();
    }

    /** Envoy passes such a byte on as it is, and lets a request pass whose call fails. */
    @Test
    void aHeaderThatIsNotUtf8EvadesNoLimit() throws Exception {
        try (Installation installation = Installation.start(folder, EmbeddedKafka.start(folder.resolve("kafka")));
                EnvoyProcess envoy = EnvoyProcess.start(
                        folder, installation.gateway(LIMIT, "day").grpcPort())) {
            List<Integer> statuses = new ArrayList<>();

            for (int sent = 1; sent <= LIMIT + 1; sent++) {
                statuses.add(HttpGet.of(envoy.port(), "shop", "/orders", "x-customer: acme\u00ff")
                        .status());
            }

            assertThat(statuses).containsExactly(200, 200, 200, 429);
        }
    }

    /** A route that charges what a request may cost, and gives back at its end what it did not. */
    @Test
    void hitsThatEnvoyGivesBackAtTheEndOfAStreamAreThereForTheNextRequest() throws Exception {
        try (Installation installation = Installation.start(folder, EmbeddedKafka.start(folder.resolve("kafka")))) {
            GatewayProcess gateway = installation.gateway(100, "day");
            try (EnvoyProcess envoy = EnvoyProcess.start(folder, gateway.grpcPort(), EnvoyIT::chargingAndGivingBack)) {
                HttpResponse<String> first = get(envoy, "acme");

                assertThat(first.statusCode()).isEqualTo(200);
                assertThat(header(first, "x-ratelimit-remaining")).isEqualTo("92");
                Awaitility.await("what Envoy gives back when the stream is done")
                        .atMost(Duration.ofSeconds(20))
                        .untilAsserted(() ->
                                assertThat(gateway.client().remaining("acme")).isEqualTo(97));
                assertThat(header(get(envoy, "acme"), "x-ratelimit-remaining")).isEqualTo("89");
            }
        }
    }

    /** Envoy takes addends only from what a route says to the filter itself, not from the route's own rate limits. */
    private static String chargingAndGivingBack(String yaml) {
        int begin = yaml.lastIndexOf('\n', yaml.indexOf("# Each list of actions")) + 1;
        int end = yaml.lastIndexOf('\n', yaml.indexOf("http_filters:")) + 1;
        return yaml.substring(0, begin) + """
                typed_per_filter_config:
                  envoy.filters.http.ratelimit:
                    "@type": type.googleapis.com/envoy.extensions.filters.http.ratelimit.v3.RateLimitPerRoute
                    rate_limits:
                      - actions: [{request_headers: {header_name: x-customer, descriptor_key: customer}}]
                        hits_addend: {number: 8}
                      - actions: [{request_headers: {header_name: x-customer, descriptor_key: customer}}]
                        hits_addend: {number: 5, is_negative_hits: true}
                        apply_on_stream_done: true
                """.indent(26) + yaml.substring(end);
    }

    @Test
    void envoyAcceptsTheSampleConfigurationAsItIs() {
        EnvoyProcess.validate(EnvoyProcess.sample());
    }

    private HttpResponse<String> get(EnvoyProcess envoy, String customer) throws Exception {
        return client.send(request(envoy, customer).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> callGrpc(EnvoyProcess envoy, String customer) throws Exception {
        HttpRequest request = request(envoy, customer)
                .header("content-type", "application/grpc")
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(EnvoyProcess envoy, String customer) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + envoy.port() + "/orders"))
                .header("x-customer", customer);
    }

    private static String header(HttpResponse<String> response, String name) {
        return response.headers().firstValue(name).orElse("(no " + name + ")");
    }
}
