package io.tollgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.streams.StreamsApp;
import io.tollgate.streams.StreamsAppConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hits given back over HTTP, through the ledger, to a gateway. */
final class AdjustmentIT {

    private static final String PREFIX = "it.";

    @TempDir
    private Path folder;

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void whatIsGivenBackIsFreeAgainAtTheGatewayAndAnIdStandsForOneAdjustment() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"));
                StreamsApp app = StreamsApp.start(config(kafka));
                GatewayProcess gateway = gateway(kafka)) {
            Instant at = Instant.now();
            assertThat(gateway.client().hits("acme", 60)).isEqualTo(60);
            AtomicInteger attempts = new AtomicInteger();
            Awaitility.await("the ledger has counted the hour")
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(200))
                    .untilAsserted(() -> {
                        HttpResponse<String> made = post(app, body("refund-" + attempts.incrementAndGet(), at, -40));
                        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
                    });

            Awaitility.await("the gateway has heard of it")
                    .atMost(Duration.ofSeconds(20))
                    .pollInterval(Duration.ofMillis(20))
                    .untilAsserted(
                            () -> assertThat(gateway.client().remaining("acme")).isEqualTo(80));
            String id = "refund-" + attempts.get();
            assertThat(post(app, body(id, at, -40)).statusCode()).isEqualTo(200);
            assertThat(post(app, body(id, at, -41)).statusCode()).isEqualTo(409);
            assertThat(get(app, id).body()).contains("\"status\":\"applied\"");
            assertThat(get(app, "unknown").statusCode()).isEqualTo(404);
            assertThat(gateway.client().remaining("acme")).isEqualTo(80);

            gateway.stop();
            assertThat(post(app, body("refund-late", at, -10)).statusCode()).isEqualTo(201);
            Awaitility.await("usage knows that nothing comes behind the transaction")
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(200))
                    .untilAsserted(() -> assertThat(UsageQuery.ask(
                                            client,
                                            "http://127.0.0.1:" + app.httpPort().orElseThrow(),
                                            "customer",
                                            "acme")
                                    .body())
                            .contains("\"age_ms\":0,")
                            .contains("\"usage\":10,\"limit\":100,")
                            .contains("\"given_back\":50"));
        }
    }

    private static String body(String id, Instant at, int hits) {
        return "{\"id\":\"" + id + "\",\"domain\":\"quota\",\"descriptor\":[{\"key\":\"customer\",\"value\":\"acme\"}],"
                + "\"at\":\"" + at + "\",\"hits\":" + hits + ",\"reason\":\"outage\"}";
    }

    private static URI uri(StreamsApp app, String path) {
        return URI.create("http://127.0.0.1:" + app.httpPort().orElseThrow() + "/v1/adjustments" + path);
    }

    private HttpResponse<String> post(StreamsApp app, String body) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(uri(app, ""))
                        .header("Authorization", "Bearer secret")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> get(StreamsApp app, String id) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(uri(app, "/" + id)).build(), BodyHandlers.ofString());
    }

    private GatewayProcess gateway(EmbeddedKafka kafka) {
        Path data = folder.resolve("gateway");
        return GatewayProcess.start(new GatewayProcess.Setup(
                        Installation.limits(data.resolve("limits"), 100, "day"),
                        data,
                        kafka.bootstrapServers(),
                        PREFIX))
                .awaitReady();
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
                "http.port",
                "0",
                "admin.token",
                "secret"));
    }
}
