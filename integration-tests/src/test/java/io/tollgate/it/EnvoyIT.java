package io.tollgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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

    @Test
    void envoyAcceptsTheSampleConfigurationAsItIs() {
        try (ChildProcess validation = ChildProcess.start(
                "envoy",
                List.of(
                        EnvoyProcess.binary(),
                        "--mode",
                        "validate",
                        "-c",
                        EnvoyProcess.sample().toString()),
                Map.of())) {
            int exit = validation.awaitExit(Duration.ofSeconds(20));

            assertThat(exit).as(validation.output()).isZero();
        }
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
