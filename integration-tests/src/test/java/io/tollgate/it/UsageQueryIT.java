package io.tollgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two instances of the streams app, either of which is asked for any counter, also while the other is gone. */
final class UsageQueryIT {

    private static final String PREFIX = "it.";
    private static final int CUSTOMERS = 16;

    @TempDir
    private Path folder;

    private Certificates certificates;
    private HttpClient client;

    /** Instances ask each other as their clients ask them: over TLS, each with a certificate. */
    @BeforeEach
    void secure() {
        certificates = Certificates.in(folder.resolve("certificates"));
        client = HttpClient.newBuilder()
                .sslContext(certificates.client(certificates.issue("client")))
                .build();
    }

    @Test
    void anyInstanceAnswersForAnyCounterAndNoneEverAnswersWithLessThanWasCounted() throws Exception {
        int first = FreePorts.next();
        int second = FreePorts.next();
        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"));
                StreamsProcess one = streams(kafka, "one", first);
                StreamsProcess other = streams(kafka, "other", second);
                GatewayProcess gateway = gateway(kafka)) {
            for (int customer = 0; customer < CUSTOMERS; customer++) {
                assertThat(gateway.client().hits("customer-" + customer, customer + 1))
                        .isEqualTo(customer + 1);
            }
            awaitAllFromActive(first, Set.of("127.0.0.1:" + first, "127.0.0.1:" + second));
            awaitAllFromActive(second, Set.of("127.0.0.1:" + first, "127.0.0.1:" + second));

            other.kill();

            awaitAllFromActive(first, Set.of("127.0.0.1:" + first));
            other.restart();
            awaitAllFromActive(second, Set.of("127.0.0.1:" + first, "127.0.0.1:" + second));
            one.stop();
            awaitAllFromActive(second, Set.of("127.0.0.1:" + second));
        }
    }

    /** Meanwhile each answer must be whole or none at all. */
    private void awaitAllFromActive(int port, Set<String> instances) {
        Awaitility.await("all counters are accounted by " + instances)
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> answering(port).equals(instances));
    }

    private Set<String> answering(int port) throws IOException, InterruptedException {
        Set<String> instances = new HashSet<>();
        for (int customer = 0; customer < CUSTOMERS; customer++) {
            HttpResponse<String> response =
                    UsageQuery.ask(client, "https://127.0.0.1:" + port, "customer", "customer-" + customer);
            if (response.statusCode() == 503) {
                assertThat(response.headers().firstValue("Retry-After")).isPresent();
                instances.add("none");
                continue;
            }
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            JsonNode answer = new ObjectMapper().readTree(response.body());
            JsonNode window = answer.get("windows").path(0);
            int usage = window.path("usage").intValue();
            if (usage <= customer && !counted.contains(customer)) {
                instances.add("none"); // a gateway reports a first hit at once, and others a moment later
                continue;
            }
            counted.add(customer);
            assertThat(usage).isEqualTo(customer + 1);
            assertThat(window.get("limit").intValue()).isEqualTo(1_000);
            instances.add(
                    answer.get("copy").textValue().equals("active")
                            ? answer.get("answered_by").textValue()
                            : "standby");
        }
        return instances;
    }

    /** Customers all of whose hits were seen: from then on an answer with less would be wrong. */
    private final Set<Integer> counted = new HashSet<>();

    private StreamsProcess streams(EmbeddedKafka kafka, String name, int port) {
        Certificates.Identity identity = certificates.issue(name);
        return StreamsProcess.start(
                folder.resolve(name),
                kafka.bootstrapServers(),
                PREFIX,
                Map.of(
                        "TOLLGATE_HTTP_PORT",
                        String.valueOf(port),
                        "TOLLGATE_STANDBY_REPLICAS",
                        "1",
                        "TOLLGATE_HTTP_TLS_CERT",
                        identity.certificate().toString(),
                        "TOLLGATE_HTTP_TLS_KEY",
                        identity.key().toString(),
                        "TOLLGATE_HTTP_TLS_CLIENT_CA",
                        certificates.authority().toString()));
    }

    private GatewayProcess gateway(EmbeddedKafka kafka) {
        Path data = folder.resolve("gateway");
        return GatewayProcess.start(new GatewayProcess.Setup(
                        Installation.limits(data.resolve("limits"), 1_000, "day"),
                        data,
                        kafka.bootstrapServers(),
                        PREFIX))
                .awaitReady();
    }
}
