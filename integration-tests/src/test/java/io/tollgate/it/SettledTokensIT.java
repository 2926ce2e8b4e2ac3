package io.tollgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens that an Envoy tells of at the end of a stream, with the descriptor by which it asked at its start. */
final class SettledTokensIT {

    private static final String PREFIX = "it.";
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final String LIMITS = """
            domain: quota
            windows: calendar
            descriptors:
              - key: customer
                rate_limit: {unit: year, requests_per_unit: 100}
              - key: tenant
                hits: reported
                rate_limit: {unit: year, requests_per_unit: 100}
            """;

    private final HttpClient client = HttpClient.newHttpClient();

    /** Ended by the machine's clock, so that the ledger has it as soon as the gateway's clock is beyond. */
    private final Instant hourEnd = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(1, ChronoUnit.HOURS);

    private final Instant hour = hourEnd.minus(1, ChronoUnit.HOURS);
    private final int httpPort = FreePorts.next();

    @TempDir
    private Path folder;

    @Test
    void acrossTheLimitAreDeniedInTheLedgerUnlessTheRuleSaysThatTheyAreReported() throws Exception {
        setClock(hour.plusSeconds(600));
        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"));
                StreamsProcess streams = streams(kafka);
                DropInGateway gateway = gateway(kafka);
                EnvoyProcess envoy = EnvoyProcess.start(folder, gateway.grpcPort(), SettledTokensIT::settling)) {
            for (String key : List.of("customer", "tenant")) {
                assertThat(get(envoy, key, 60)).isEqualTo(200);
                awaitUsage(key, 60, streams);
                assertThat(get(envoy, key, 90)).as("40 remain").isEqualTo(200);
                awaitUsage(key, 150, streams);
                assertThat(get(envoy, key, 7)).as("nothing remains").isEqualTo(429);
            }

            assertThat(hits(window("customer"), "limit", "admitted", "denied_here"))
                    .containsExactly(100, 60, 90);
            assertThat(hits(window("tenant"), "limit", "admitted", "denied_here"))
                    .containsExactly(100, 150, 0);
            assertThat(window("tenant").get("over_limit").booleanValue()).isTrue();

            setClock(hourEnd.plusSeconds(60));
            await("the hour to be closed", streams)
                    .untilAsserted(() -> assertThat(ledger("customer")).containsExactly(60, 90, 60));
            await("the hour to be closed", streams)
                    .untilAsserted(() -> assertThat(ledger("tenant")).containsExactly(150, 0, 150));
        }
    }

    /** The route's own limits as the guide has them, and a backend whose answers say what they cost. */
    private static String settling(String yaml) {
        int begin = yaml.lastIndexOf('\n', yaml.indexOf("# Each list of actions")) + 1;
        int end = yaml.lastIndexOf('\n', yaml.indexOf("http_filters:")) + 1;
        String limits = """
                typed_per_filter_config:
                  envoy.filters.http.ratelimit:
                    "@type": type.googleapis.com/envoy.extensions.filters.http.ratelimit.v3.RateLimitPerRoute
                    rate_limits:
                """ + lookAndReport("customer") + lookAndReport("tenant");
        return (yaml.substring(0, begin) + limits.indent(26) + yaml.substring(end))
                .replace(
                        "direct_response:",
                        "response_headers_to_add: [{header: {key: x-tokens, value: \"%REQ(x-tokens)%\"}}]\n"
                                + "direct_response:".indent(26).stripTrailing());
    }

    private static String lookAndReport(String key) {
        return """
                - actions: [{request_headers: {header_name: x-%1$s, descriptor_key: %1$s}}]
                  hits_addend: {number: 0}
                - actions: [{request_headers: {header_name: x-%1$s, descriptor_key: %1$s}}]
                  hits_addend: {format: "%%RESP(x-tokens)%%"}
                  apply_on_stream_done: true
                """.formatted(key).indent(6);
    }

    private int get(EnvoyProcess envoy, String key, int tokens) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + envoy.port() + "/chat"))
                .header("x-" + key, "acme")
                .header("x-tokens", Integer.toString(tokens))
                .build();
        return client.send(request, BodyHandlers.discarding()).statusCode();
    }

    /** The gateway has what is told here, so what Envoy asks next is decided by it. */
    private void awaitUsage(String key, int usage, StreamsProcess streams) {
        await("what Envoy tells at the end of the stream", streams)
                .untilAsserted(
                        () -> assertThat(window(key).path("usage").intValue()).isEqualTo(usage));
    }

    private JsonNode window(String key) throws IOException, InterruptedException {
        String answer = UsageQuery.ask(client, "http://127.0.0.1:" + httpPort, key, "acme")
                .body();
        return new ObjectMapper().readTree(answer).path("windows").path(0);
    }

    /** Returns what the ledger's hour has of a counter as admitted, denied here and billable; empty if there is no row. */
    private List<Integer> ledger(String key) throws IOException, InterruptedException {
        URI uri = URI.create(
                "http://127.0.0.1:" + httpPort + "/v1/ledger?from=" + hour + "&to=" + hourEnd + "&format=jsonl");
        String rows = client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                .body();
        List<Integer> hits = new ArrayList<>();
        for (String line : rows.lines()
                .filter(row -> row.contains("\"key\":\"" + key + "\""))
                .toList()) {
            hits.addAll(hits(new ObjectMapper().readTree(line), "admitted", "denied_here", "billable"));
        }
        return hits;
    }

    private static List<Integer> hits(JsonNode of, String... names) {
        return Stream.of(names).map(name -> of.path(name).intValue()).toList();
    }

    private static ConditionFactory await(String what, StreamsProcess streams) {
        return Awaitility.await(what)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .conditionEvaluationListener(condition -> {
                    if (condition.getRemainingTimeInMS() <= 0) {
                        System.err.println(streams.output());
                    }
                });
    }

    private void setClock(Instant instant) throws IOException {
        Path next = folder.resolve("clock.next");
        Files.writeString(next, Long.toString(instant.getEpochSecond()));
        Files.move(next, folder.resolve("clock"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private StreamsProcess streams(EmbeddedKafka kafka) {
        return StreamsProcess.start(
                folder.resolve("streams"),
                kafka.bootstrapServers(),
                PREFIX,
                Map.of("TOLLGATE_HTTP_PORT", Integer.toString(httpPort)));
    }

    private DropInGateway gateway(EmbeddedKafka kafka) throws IOException {
        Path limits = Files.createDirectories(folder.resolve("limits/ratelimit/config"));
        Files.writeString(limits.resolve("quota.yaml"), LIMITS);
        Map<String, String> environment = new TreeMap<>(DropInGateway.filesBelow(folder.resolve("limits")));
        environment.putAll(Map.of(
                "TOLLGATE_BOOTSTRAP_SERVERS",
                kafka.bootstrapServers(),
                "TOLLGATE_TOPIC_PREFIX",
                PREFIX,
                "TOLLGATE_TOPIC_PARTITIONS",
                "4"));
        return DropInGateway.start(folder.resolve("gateway"), environment, folder.resolve("clock"));
    }
}
