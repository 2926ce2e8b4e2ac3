package io.tollgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.event.LedgerEvent;
import io.tollgate.event.LedgerWindow;
import io.tollgate.event.Totals;
import io.tollgate.model.CounterKey;
import io.tollgate.model.Window;
import io.tollgate.topic.LedgerRowKey;
import io.tollgate.topic.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
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
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The ledger of a real gateway against its hits, by the command and by the job within the streams app: first as it is,
 * then with a row that somebody wrote into it. Takes minutes, since the job looks a minute after its start at first.
 */
@Execution(ExecutionMode.CONCURRENT) // it waits for rounds of a minute
final class ReconcileIT {

    private static final Topics TOPICS = new Topics("it.");
    private static final Duration END = Duration.ofMinutes(1);

    /** A minute until the job's first round, half of one for the ledger to settle, and a slow machine. */
    private static final Duration ROUND = Duration.ofMinutes(4);

    private static final int ACME_HITS = 7;
    private static final int GLOBEX_HITS = 5;
    private static final int PLANTED = 3;

    /** Ended by the machine's clock, and seen by the first round of the job even if an hour ends meanwhile. */
    private final Instant hourEnd = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(1, ChronoUnit.HOURS);

    private final Instant hour = hourEnd.minus(1, ChronoUnit.HOURS);
    private final int httpPort = FreePorts.next();

    @TempDir
    private Path folder;

    @Test
    void commandAndJobFindNothingUntilARowIsWrong() throws Exception {
        setClock(hour.plusSeconds(600));
        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"));
                StreamsProcess streams = streams(kafka);
                DropInGateway gateway = gateway(kafka)) {
            count(gateway);

            assertThat(reconcile(kafka, 0))
                    .isEqualTo("2 windows compared with " + (ACME_HITS + GLOBEX_HITS)
                            + " hits in them, 0 open, 0 different");
            await("a round of the job", streams)
                    .untilAsserted(() -> assertThat(metric("compared_windows")).isEqualTo(2));
            assertThat(metric("differences")).isZero();

            plant(kafka, partitionOf("globex"));
            streams.stop();
            streams.restart();

            assertThat(reconcile(kafka, 1).lines())
                    .containsExactly(
                            "quota/customer=globex from " + hour + " to " + hourEnd + ": admitted hits " + GLOBEX_HITS
                                    + ", ledger " + (GLOBEX_HITS + PLANTED),
                            "2 windows compared with " + (ACME_HITS + GLOBEX_HITS)
                                    + " hits in them, 0 open, 1 different by " + PLANTED + " hits");
            await("the alarm of the job", streams)
                    .untilAsserted(() -> assertThat(metric("differences")).isEqualTo(1));
            assertThat(metric("difference_hits")).isEqualTo(PLANTED);
            assertThat(streams.output()).contains("the ledger is not the sum of the hits: quota/customer=globex from ");
        }
    }

    /** Hits are counted, their hour ends, and the ledger has it. */
    private void count(DropInGateway gateway) throws IOException {
        try (Rls client = Rls.connect(gateway.grpcPort())) {
            assertThat(client.hits("acme", ACME_HITS)).isEqualTo(ACME_HITS);
            assertThat(client.hits("globex", GLOBEX_HITS)).isEqualTo(GLOBEX_HITS);
        }
        setClock(hourEnd.plusSeconds(60));
        Awaitility.await("the hour to be closed")
                .atMost(END)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> rows().size() == 2);
    }

    private static ConditionFactory await(String what, StreamsProcess streams) {
        return Awaitility.await(what)
                .atMost(ROUND)
                .pollInterval(Duration.ofMillis(500))
                .conditionEvaluationListener(condition -> {
                    if (condition.getRemainingTimeInMS() <= 0) {
                        System.err.println(streams.output());
                    }
                });
    }

    /** Runs the command, which must end with an exit code, and returns what it printed. */
    private String reconcile(EmbeddedKafka kafka, int exitCode) {
        List<String> command = List.of(
                "ledger",
                "reconcile",
                "--from",
                hour.toString(),
                "--to",
                hourEnd.toString(),
                "--settle",
                "1",
                "--bootstrap-servers",
                kafka.bootstrapServers(),
                "--topic-prefix",
                TOPICS.prefix());
        try (ChildProcess process = ChildProcess.tollgate("reconcile", command, Map.of())) {
            assertThat(process.awaitExit(END)).as(process.output()).isEqualTo(exitCode);
            return process.output();
        }
    }

    /** Writes a second revision of the hour that says more than was counted. */
    private void plant(EmbeddedKafka kafka, int partition) throws InterruptedException, ExecutionException {
        CounterKey counter = CounterKey.descriptor("quota", 1)
                .entry("customer", "globex", false)
                .build();
        Window window = new Window(hour.toEpochMilli(), hourEnd.toEpochMilli());
        LedgerEvent row = new LedgerEvent(
                LedgerWindow.ACCOUNTING,
                new Totals((long) GLOBEX_HITS + PLANTED, 0L, 0L, 0L, 0L),
                new Totals(0L, 0L, 0L, 0L, 0L),
                hourEnd.toEpochMilli(),
                List.of(),
                0,
                null,
                null);
        try (Producer<byte[], LedgerEvent> producer = new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()),
                new ByteArraySerializer(),
                TOPICS.ledger().value().serializer())) {
            producer.send(new ProducerRecord<>(
                            TOPICS.ledger().name(), partition, new LedgerRowKey(counter, window, 2).bytes(), row))
                    .get();
        }
    }

    private int partitionOf(String customer) {
        String row = rows().stream()
                .filter(line -> line.contains(customer))
                .findFirst()
                .orElseThrow();
        return Integer.parseInt(row.substring(0, row.indexOf('-')));
    }

    private List<String> rows() {
        return get("/v1/ledger?from=" + hour + "&to=" + hourEnd).lines().skip(1).toList();
    }

    private long metric(String name) {
        String start = "tollgate_reconcile_" + name + " ";
        return get("/metrics")
                .lines()
                .filter(line -> line.startsWith(start))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(start.length())))
                .findFirst()
                .orElseThrow();
    }

    private String get(String path) {
        URI uri = URI.create("http://127.0.0.1:" + httpPort + path);
        try {
            return HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException("no answer at " + uri, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
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
                TOPICS.prefix(),
                Map.of("TOLLGATE_HTTP_PORT", Integer.toString(httpPort), "TOLLGATE_RECONCILE_INTERVAL_MINUTES", "1"));
    }

    private DropInGateway gateway(EmbeddedKafka kafka) {
        Installation.limits(folder.resolve("limits/ratelimit/config"), 100, "hour");
        Map<String, String> environment = new TreeMap<>(DropInGateway.filesBelow(folder.resolve("limits")));
        environment.putAll(Map.of(
                "TOLLGATE_BOOTSTRAP_SERVERS",
                kafka.bootstrapServers(),
                "TOLLGATE_TOPIC_PREFIX",
                TOPICS.prefix(),
                "TOLLGATE_TOPIC_PARTITIONS",
                "4"));
        return DropInGateway.start(folder.resolve("gateway"), environment, folder.resolve("clock"));
    }
}
