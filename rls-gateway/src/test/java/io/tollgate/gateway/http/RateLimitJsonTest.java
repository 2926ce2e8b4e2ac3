package io.tollgate.gateway.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.gateway.limits.LimitTable;
import io.tollgate.gateway.limits.file.LimitFileOptions;
import io.tollgate.gateway.rls.HandlingGateway;
import io.tollgate.gateway.rls.ResponseOptions;
import io.tollgate.runtime.http.HttpRoutes;
import io.tollgate.runtime.http.HttpServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RateLimitJsonTest {

    private static final LimitTable LIMITS = LimitTable.parse("limits.yaml", """
            domain: shop
            descriptors:
              - key: user
                rate_limit: {unit: minute, requests_per_unit: 1, name: one}
            """, LimitFileOptions.defaults());
    private static final String LOOPBACK = "127.0.0.1";
    private static final long NOW = Instant.parse("2026-03-10T10:20:02Z").toEpochMilli();

    private final HttpClient client = HttpClient.newHttpClient();
    private final AtomicInteger rejected = new AtomicInteger();
    private final HandlingGateway gateway = new HandlingGateway(LIMITS, NOW);
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        start(ResponseOptions.NONE);
    }

    private void start(ResponseOptions options) throws IOException {
        RateLimitJson json = new RateLimitJson(
                gateway.handler(options), rejected::incrementAndGet, request -> RateLimitJson.Observer.NONE);
        server = HttpServer.bind(HttpServer.Settings.plain("http-test", LOOPBACK, 0))
                .serve(HttpRoutes.builder()
                        .any("/json", RateLimitJson.MOST_BYTES, json)
                        .build());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpResponse<String> send(String method, String path, String body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + LOOPBACK + ":" + server.port() + path))
                .version(HttpClient.Version.HTTP_1_1)
                .method(method, BodyPublishers.ofString(body))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private HttpResponse<String> json(String body) throws IOException, InterruptedException {
        return send("POST", "/json", body);
    }

    private static String ask(String user) {
        return "{\"domain\":\"shop\",\"descriptors\":[{\"entries\":[{\"key\":\"user\",\"value\":\"" + user + "\"}]}]}";
    }

    @Test
    void answersInJsonAndLeavesOutWhatHasItsDefault() throws IOException, InterruptedException {
        HttpResponse<String> answer = json(ask("a"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
        assertThat(answer.body()).isEqualTo("""
                {"overallCode":"OK","statuses":[{"code":"OK","currentLimit":{"requestsPerUnit":1,"unit":"MINUTE",\
                "name":"one"},"durationUntilReset":"58s"}]}""");
    }

    @Test
    void answersTooManyRequestsWithTheSameBody() throws IOException, InterruptedException {
        json(ask("a"));

        HttpResponse<String> answer = json(ask("a"));

        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.body()).startsWith("{\"overallCode\":\"OVER_LIMIT\"");
        assertThat(rejected).hasValue(0);
    }

    @Test
    void showsWhatEnvoyIsToAddToItsAnswer() throws IOException, InterruptedException {
        server.close();
        start(new ResponseOptions(null, false, true, true));
        json(ask("a"));

        HttpResponse<String> answer = json(ask("a"));

        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
        assertThat(answer.body())
                .contains("\"responseHeadersToAdd\":[{\"key\":\"RateLimit-Policy\",")
                .contains("\"rawBody\":\"" + base64("{\"type\":\"https://iana.org/a"));
    }

    /** @param begin of a text; has a multiple of three characters */
    private static String base64(String begin) {
        return Base64.getEncoder().encodeToString(begin.getBytes(UTF_8));
    }

    @Test
    void givesHitsBackWhereADescriptorSaysThatItsHitsAreNegative() throws IOException, InterruptedException {
        json(ask("a"));
        assertThat(json(ask("a").replace("}]}]", "}],\"hitsAddend\":\"0\"}]")).body())
                .doesNotContain("limitRemaining");

        HttpResponse<String> answer =
                json(ask("a").replace("}]}]", "}],\"hitsAddend\":\"1\",\"isNegativeHits\":true}]"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"limitRemaining\":1,");
        assertThat(json(ask("a")).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "DELETE"})
    void takesAnyMethodAndNamesInEitherSpelling(String method) throws IOException, InterruptedException {
        String body = "{\"domain\":\"shop\",\"hits_addend\":1,\"descriptors\":[{\"entries\":[{\"key\":\"user\"}],"
                + "\"hitsAddend\":\"0\"}]}";

        assertThat(send(method, "/json", body).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "}",
                "",
                "null",
                "[]",
                "{\"domain\":\"shop\"}",
                "{\"domain\":\"\",\"descriptors\":[{\"entries\":[{\"key\":\"k\"}]}]}",
                "{\"domain\":\"shop\",\"descriptors\":[{\"entries\":[{\"key\":\"k\"}]}],\"bogus\":1}",
                "{\"domain\":\"shop\",\"descriptors\":[{\"entries\":[{\"key\":\"k\"}]}]} trailing",
                "{\"domain\":\"shop\",\"domain\":\"shop\",\"descriptors\":[{\"entries\":[{\"key\":\"k\"}]}]}",
                "{\"domain\":\"shop\",\"descriptors\":[{\"entries\":[{\"key\":\"\\ud800\"}]}]}",
                "{'domain':'shop','descriptors':[{'entries':[{'key':'k'}]}]}",
                "{\"domain\":\"shop\",\"descriptors\":[{\"limit\":{\"unit\":\"FORTNIGHT\"}}]}",
                "{\"domain\":\"shop\",\"descriptors\":[{\"entries\":[{\"key\":\"k\"}],\"limit\":{\"unit\":\"UNKNOWN\"}}]}"
            })
    void saysBadRequestWhateverIsWrong(String body) throws IOException, InterruptedException {
        HttpResponse<String> answer = json(body);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("content-type")).contains("text/plain; charset=utf-8");
        assertThat(answer.body()).isEqualTo("Bad Request\n");
    }

    @Test
    void saysBadRequestWhileThereAreNoLimits() throws IOException, InterruptedException {
        gateway.unload();

        assertThat(json(ask("a")).statusCode()).isEqualTo(400);
        assertThat(rejected).hasValue(1);
    }

    @Test
    void rejectsARequestThatIsLargerThanGrpcTakes() throws IOException, InterruptedException {
        assertThat(json("x".repeat((4 << 20) + 1)).statusCode()).isEqualTo(413);
    }
}
