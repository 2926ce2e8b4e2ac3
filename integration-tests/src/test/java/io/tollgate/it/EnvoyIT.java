package io.tollgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EnvoyIT {

    private static final int LIMIT = 3;

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    @Test
    void envoyLetsRequestsThroughUntilTheLimitAndThenAnswers429() throws Exception {
        try (Installation installation = Installation.start(folder, EmbeddedKafka.start(folder.resolve("kafka")));
                EnvoyProcess envoy = EnvoyProcess.start(
                        folder, installation.gateway(LIMIT, "day").grpcPort())) {

            for (int sent = 1; sent <= LIMIT; sent++) {
                HttpResponse<String> admitted = get(envoy, "acme");
                assertThat(admitted.statusCode()).isEqualTo(200);
                assertThat(admitted.body()).isEqualTo("hello from the backend\n");
                assertThat(header(admitted, "x-ratelimit-remaining")).isEqualTo(Integer.toString(LIMIT - sent));
            }
            HttpResponse<String> denied = get(envoy, "acme");

            assertThat(denied.statusCode()).isEqualTo(429);
            assertThat(header(denied, "x-envoy-ratelimited")).isEqualTo("true");
            assertThat(header(denied, "x-ratelimit-limit")).isEqualTo("3, 3;w=86400");
            assertThat(header(denied, "x-ratelimit-remaining")).isEqualTo("0");
            assertThat(Long.parseLong(header(denied, "x-ratelimit-reset"))).isBetween(1L, 86_400L);
            assertThat(get(envoy, "globex").statusCode()).isEqualTo(200);
        }
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
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + envoy.port() + "/orders"))
                .header("x-customer", customer)
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private static String header(HttpResponse<String> response, String name) {
        return response.headers().firstValue(name).orElse("(no " + name + ")");
    }
}
