package io.tollgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tollgate.streams.StreamsApp;
import io.tollgate.streams.StreamsAppConfig;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes on to the next window of a subscription, at gateways and at the API. */
final class CarriedOnIT {

    private static final String PREFIX = "it.";
    private static final Duration DAY = Duration.ofDays(1);

    private final Instant now = Instant.now();

    @TempDir
    private Path folder;

    @Test
    void allGatewaysAndTheApiKnowWhatIsLeftOfEarlierWindows() throws Exception {
        awaitADayWithTimeLeft();
        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"));
                StreamsApp app = StreamsApp.start(config(kafka))) {
            apply(app, documents(false));
            try (GatewayProcess one = gateway(kafka, "one");
                    GatewayProcess other = gateway(kafka, "other")) {
                awaitRemaining(one, 9);

                assertThat(one.client().hits("key-a", 7)).isEqualTo(7);
                awaitRemaining(other, 2);
                assertTold(app, "{\"in\":3}", 9, 2);
                assertThat(other.client().hits("key-a", 4)).isEqualTo(2);
                assertTold(app, "{\"in\":3}", 9, 0);

                apply(app, documents(true));
                awaitRemaining(one, 0);
                assertTold(app, "{\"in\":3}", 5, 0);
            }
        }
    }

    private static void awaitADayWithTimeLeft() {
        Awaitility.await("a day that does not end within this test")
                .atMost(Duration.ofMinutes(6))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> DAY.toMillis() - System.currentTimeMillis() % DAY.toMillis()
                        > Duration.ofMinutes(5).toMillis());
    }

    private String documents(boolean voided) {
        return "{\"documents\":["
                + "{\"kind\":\"Plan\",\"key\":\"gold\",\"version\":1,\"features\":[{\"key\":\"calls\",\"limits\":[{\"name\":\"daily\","
                + "\"unit\":\"day\",\"amount\":2,\"rollover\":{\"cap\":3,\"max_periods\":2}}]}]},"
                + "{\"kind\":\"Customer\",\"key\":\"acme\",\"subjects\":[\"key-a\"]},"
                + "{\"kind\":\"Subscription\",\"key\":\"s\",\"customer\":\"acme\",\"plan\":\"gold@1\",\"from\":\"2026-01-01\"},"
                + "{\"kind\":\"Grant\",\"key\":\"g\",\"customer\":\"acme\",\"feature\":\"calls\",\"amount\":4,\"effective\":\""
                + now.minus(DAY) + "\",\"expires\":\"" + now.plus(DAY.multipliedBy(9)) + "\",\"voided\":" + voided
                + "}]}";
    }

    private GatewayProcess gateway(EmbeddedKafka kafka, String name) throws Exception {
        Path data = folder.resolve(name);
        Path limits = Files.createDirectories(data.resolve("limits"));
        Files.writeString(
                limits.resolve("quota.yaml"),
                "domain: quota\ndescriptors: [{key: customer, limits_from: subscription}]\n");
        return GatewayProcess.start(new GatewayProcess.Setup(limits, data, kafka.bootstrapServers(), PREFIX))
                .awaitReady();
    }

    private static void awaitRemaining(GatewayProcess gateway, int expected) {
        Awaitility.await("what remains")
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> assertThat(gateway.client().remaining("key-a"))
                        .as(gateway.output())
                        .isEqualTo(expected));
    }

    private static void assertTold(StreamsApp app, String rollover, long limit, long remaining) {
        Awaitility.await("what the API tells")
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() -> {
                    JsonNode told = send(app, "GET", "/v1/usage?subscription=s&feature=calls", "")
                            .path("limits")
                            .path(0);
                    JsonNode access = send(app, "POST", "/v1/access", "{\"customers\":[\"acme\"]}")
                            .path("answers")
                            .path(0)
                            .path("limits")
                            .path(0);
                    assertThat(told.path("rollover")).hasToString(rollover);
                    assertThat(told.path("limit").longValue())
                            .as(told.toString())
                            .isEqualTo(limit);
                    assertThat(told.path("remaining").longValue()).isEqualTo(remaining);
                    assertThat(access).isEqualTo(told);
                });
    }

    private static void apply(StreamsApp app, String documents) {
        Awaitility.await("documents are applied")
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() -> send(app, "POST", "/v1/apply", documents));
    }

    private static JsonNode send(StreamsApp app, String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + app.httpPort().orElseThrow() + path))
                .header("Authorization", "Bearer secret")
                .method(method, BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> response = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return new JsonMapper().readTree(response.body());
    }

    private StreamsAppConfig config(EmbeddedKafka kafka) {
        return StreamsAppConfig.of(Map.of(
                "bootstrap.servers",
                kafka.bootstrapServers(),
                "topic.prefix",
                PREFIX,
                "topic.partitions",
                "4",
                "data.dir",
                folder.resolve("streams").toString(),
                "http.host",
                "127.0.0.1",
                "http.port",
                "0",
                "admin.token",
                "secret"));
    }
}
