package io.tollgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.event.LedgerEvent;
import io.tollgate.event.LedgerWindow;
import io.tollgate.event.Totals;
import io.tollgate.model.CounterKey;
import io.tollgate.model.Window;
import io.tollgate.streams.StreamsApp;
import io.tollgate.streams.StreamsAppConfig;
import io.tollgate.topic.LedgerRowKey;
import io.tollgate.topic.Topics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that transactions wrote, exported by the command and over HTTP. */
final class LedgerExportIT {

    private static final Topics TOPICS = new Topics("it.");
    private static final Instant MARCH = Instant.parse("2026-03-01T00:00:00Z");
    private static final Duration END = Duration.ofMinutes(1);

    @TempDir
    private Path folder;

    @Test
    void bothWaysGiveTheCommittedRowsAndGoOnBehindAnyOfThem() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"));
                StreamsApp app = StreamsApp.start(config(kafka));
                Producer<byte[], LedgerEvent> settled = producer(kafka, "settled");
                Producer<byte[], LedgerEvent> pending = producer(kafka, "pending")) {
            settled.beginTransaction();
            settled.send(row(0, "a", 0)).get();
            settled.send(row(0, "b", 0)).get();
            settled.send(row(1, "c", 0)).get();
            settled.commitTransaction();
            settled.beginTransaction();
            settled.send(row(0, "aborted", 0)).get();
            settled.send(row(3, "aborted", 0)).get();
            settled.abortTransaction();
            settled.beginTransaction();
            settled.send(row(2, "d", 1)).get();
            settled.commitTransaction();
            pending.beginTransaction();
            pending.send(row(0, "pending", 0)).get();

            String whole = get(app, "");
            assertThat(whole.lines().skip(1).map(line -> line.substring(0, line.indexOf(','))))
                    .containsExactly("0-0", "0-1", "1-0", "2-0");
            assertThat(whole).doesNotContain("aborted", "pending");
            assertThat(whole).endsWith(get(app, "&after=0-1"));
            assertThat(get(app, "&after=0-1")).hasLineCount(2);
            assertThat(exportToFile(kafka)).isEqualTo(whole);

            pending.commitTransaction();
            assertThat(exportToFile(kafka)).contains("pending");
        }
    }

    private String exportToFile(EmbeddedKafka kafka) throws IOException {
        Path file = folder.resolve("march.csv");
        List<String> command = List.of(
                "ledger",
                "export",
                "--from",
                "2026-03-01",
                "--to",
                "2026-03-02",
                "--bootstrap-servers",
                kafka.bootstrapServers(),
                "--topic-prefix",
                TOPICS.prefix(),
                "--output",
                file.toString());
        try (ChildProcess process = ChildProcess.tollgate("export", command, Map.of())) {
            assertThat(process.awaitExit(END)).as(process.output()).isZero();
            assertThat(process.output())
                    .contains("note: the last window that is closed ends at 2026-03-01T")
                    .doesNotContain("WARN", "last stable offset");
        }
        return Files.readString(file);
    }

    private static String get(StreamsApp app, String more) throws IOException, InterruptedException {
        URI uri = URI.create(
                "http://127.0.0.1:" + app.httpPort().orElseThrow() + "/v1/ledger?from=2026-03-01&to=2026-03-02" + more);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                .body();
    }

    private StreamsAppConfig config(EmbeddedKafka kafka) {
        return StreamsAppConfig.of(Map.of(
                "bootstrap.servers",
                kafka.bootstrapServers(),
                "topic.prefix",
                TOPICS.prefix(),
                "topic.partitions",
                "4",
                "data.dir",
                folder.resolve("streams").toString(),
                "http.port",
                "0"));
    }

    private static Producer<byte[], LedgerEvent> producer(EmbeddedKafka kafka, String id) {
        Producer<byte[], LedgerEvent> producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        kafka.bootstrapServers(),
                        ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                        id),
                new ByteArraySerializer(),
                TOPICS.ledger().value().serializer());
        producer.initTransactions();
        return producer;
    }

    private static ProducerRecord<byte[], LedgerEvent> row(int partition, String tenant, int hour) {
        long start = MARCH.plus(Duration.ofHours(hour)).toEpochMilli();
        CounterKey counter =
                CounterKey.descriptor("api", 1).entry("tenant", tenant, false).build();
        LedgerRowKey key = new LedgerRowKey(counter, new Window(start, start + 3_600_000), 1);
        Totals none = new Totals(0L, 0L, 0L, 0L, 0L);
        LedgerEvent event = new LedgerEvent(
                LedgerWindow.ACCOUNTING, new Totals(5L, 0L, 0L, 0L, 0L), none, start, List.of(), 0, null, null);
        return new ProducerRecord<>(TOPICS.ledger().name(), partition, key.bytes(), event);
    }
}
