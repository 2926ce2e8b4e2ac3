package io.tollgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code GET /v1/usage} shows right after the gateway or the streams app started anew, and after adjustments. */
final class UsageWindowsIT {

    private static final String PREFIX = "it.";
    private static final String LIMITS = """
        domain: quota
        descriptors:
          - key: customer
            rate_limit: {unit: day, requests_per_unit: 10}
          - key: seen
            observe: true
        """;

    @TempDir
    private Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private final int port = FreePorts.next();
    private final AtomicInteger adjustments = new AtomicInteger();

    @Test
    void onlyWindowsOfLimitsAndHoursOfObservedHitsAreShownAndTheyAreWhole() throws Exception {
        awaitAnHourWithTimeLeft();
        Instant at = Instant.now();
        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"));
                StreamsProcess streams = streams(kafka);
                GatewayProcess gateway = gateway(kafka)) {
            hit(gateway, "customer", 4);
            hit(gateway, "seen", 3);
            awaitShown("customer", "24h usage 4 limit 10 given_back 0");
            awaitShown("seen", "1h usage 3 limit null given_back 0");

            gateway.kill();
            gateway.restart();
            gateway.awaitReady();
            assertThat(shown("customer")).isEqualTo("24h usage 4 limit 10 given_back 0");
            hit(gateway, "customer", 1);
            hit(gateway, "seen", 1);
            awaitShown("customer", "24h usage 5 limit 10 given_back 0");
            awaitShown("seen", "1h usage 4 limit null given_back 0");

            giveBack("customer", at);
            giveBack("seen", at);
            awaitShown("customer", "24h usage 4 limit 10 given_back 1");
            awaitShown("seen", "1h usage 3 limit null given_back 1");

            streams.kill();
            streams.restart();
            awaitShown("customer", "24h usage 4 limit 10 given_back 1");
            awaitShown("seen", "1h usage 3 limit null given_back 1");
        }
    }

    private static void awaitAnHourWithTimeLeft() {
        long hourMillis = Duration.ofHours(1).toMillis();
        Awaitility.await("an hour that does not end within this test")
                .atMost(Duration.ofMinutes(6))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> hourMillis - System.currentTimeMillis() % hourMillis
                        > Duration.ofMinutes(5).toMillis());
    }

    private static void hit(GatewayProcess gateway, String key, int times) {
        for (int i = 0; i < times; i++) {
            gateway.client().send(Rls.request("quota", key, "a+b c").build());
        }
    }

    private void awaitShown(String key, String windows) {
        Awaitility.await("usage of " + key)
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> assertThat(shown(key)).isEqualTo(windows));
    }

    private String shown(String key) throws IOException, InterruptedException {
        HttpResponse<String> response = UsageQuery.ask(client, "http://127.0.0.1:" + port, key, "a+b c");
        if (response.statusCode() != 200) {
            return response.statusCode() + " " + response.body();
        }
        JsonNode answer = new ObjectMapper().readTree(response.body());
        return StreamSupport.stream(answer.get("windows").spliterator(), false)
                .map(window -> length(window) + "h usage " + window.get("usage") + " limit " + window.get("limit")
                        + " given_back " + window.get("given_back"))
                .collect(Collectors.joining(", "));
    }

    private static long length(JsonNode window) {
        return Duration.between(
                        Instant.parse(window.get("window_start").textValue()),
                        Instant.parse(window.get("window_end").textValue()))
                .toHours();
    }

    private void giveBack(String key, Instant at) {
        Awaitility.await("the ledger has counted the hour of " + key)
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() -> {
                    HttpResponse<String> made = client.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/adjustments"))
                                    .header("Authorization", "Bearer secret")
                                    .POST(BodyPublishers.ofString("{\"id\":\"refund-" + adjustments.incrementAndGet()
                                            + "\",\"domain\":\"quota\",\"descriptor\":[{\"key\":\"" + key
                                            + "\",\"value\":\"a+b c\"}],\"at\":\"" + at
                                            + "\",\"hits\":-1,\"reason\":\"outage\"}"))
                                    .build(),
                            BodyHandlers.ofString());
                    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
                });
    }

    private StreamsProcess streams(EmbeddedKafka kafka) {
        return StreamsProcess.start(
                folder.resolve("streams"),
                kafka.bootstrapServers(),
                PREFIX,
                Map.of("TOLLGATE_HTTP_PORT", String.valueOf(port), "TOLLGATE_ADMIN_TOKEN", "secret"));
    }

    private GatewayProcess gateway(EmbeddedKafka kafka) throws IOException {
        Path data = folder.resolve("gateway");
        Path limits = Files.createDirectories(data.resolve("limits"));
        Files.writeString(limits.resolve("quota.yaml"), LIMITS);
        return GatewayProcess.start(new GatewayProcess.Setup(limits, data, kafka.bootstrapServers(), PREFIX))
                .awaitReady();
    }
}
