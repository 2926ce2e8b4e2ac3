package io.tollgate.streams.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.runtime.http.HttpAnswer;
import io.tollgate.runtime.http.HttpEndpoint;
import io.tollgate.runtime.http.HttpRoutes;
import io.tollgate.runtime.http.HttpServer;
import io.tollgate.runtime.http.LoopbackOnly;
import io.tollgate.streams.ledger.export.FakeLedger;
import io.tollgate.streams.ledger.export.TestRow;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class LedgerEndpointTest {

    private static final String MARCH = "/v1/ledger?from=2026-03-01&to=2026-04-01";

    private final FakeLedger ledger = new FakeLedger(2);
    private final List<AutoCloseable> servers = new ArrayList<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private HttpServer server = start(ledger, "127.0.0.1", false, LedgerEndpoint.STALL);

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : servers) {
            each.close();
        }
    }

    @Test
    void streamsTheRowsInChunks() throws Exception {
        ledger.add(0, TestRow.of("a", 0, 1)).add(1, TestRow.of("b", 1, 2));

        HttpResponse<String> csv = get(MARCH);
        HttpResponse<String> jsonl = get(MARCH + "&format=jsonl&after=0-0");

        assertThat(csv.statusCode()).isEqualTo(200);
        assertThat(csv.headers().firstValue("Content-Type")).hasValue("text/csv; charset=utf-8; header=present");
        assertThat(csv.headers().firstValue("Transfer-Encoding")).hasValue("chunked");
        assertThat(csv.body().lines()).hasSize(3);
        assertThat(jsonl.headers().firstValue("Content-Type")).hasValue("application/jsonl; charset=utf-8");
        assertThat(jsonl.body()).startsWith("{\"position\":\"1-0\"").hasLineCount(1);
    }

    @Test
    void saysWhatIsWrongWithTheParameters() throws Exception {
        assertRejected("/v1/ledger", 400, "from: missing", "to: missing");
        assertRejected(MARCH + "&format=xml&until=x", 400, "format: 'xml'", "until: unknown");
        assertRejected(MARCH + "&from=2026-03-02", 400, "from: given twice (expected: once)");
        assertRejected(MARCH + "&format=%FC", 400, "'%FC' is not UTF-8");
        assertRejected(MARCH + "&after=9-0", 400, "after: 9-0, but tollgate.ledger has 2 partitions");
    }

    @Test
    void readsPlusSignsOfOffsetsHoweverTheyAreWritten() throws Exception {
        assertThat(get("/v1/ledger?from=2026-03-01T00:00:00%2B01:00&to=2026-04-01T00:00:00+02:00&")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void answersAThirdExportThatItComesTooEarlyAndMonitoringAtOnce() throws Exception {
        CountDownLatch underWay = new CountDownLatch(2);
        CountDownLatch release = new CountDownLatch(1);
        ledger.add(0, TestRow.of("a", 0, 1));
        ledger.onPoll = () -> {
            underWay.countDown();
            await(release);
        };
        CompletableFuture<HttpResponse<String>> first = client.sendAsync(request(MARCH), BodyHandlers.ofString());
        CompletableFuture<HttpResponse<String>> second = client.sendAsync(request(MARCH), BodyHandlers.ofString());
        await(underWay);

        HttpResponse<String> third = get(MARCH);

        assertThat(third.statusCode()).isEqualTo(503);
        assertThat(third.headers().firstValue("Retry-After")).hasValue("10");
        assertThat(third.body()).contains("2 exports are under way");
        assertThat(get("/ping").body()).isEqualTo("pong");
        release.countDown();
        assertThat(first.get().body().lines()).hasSize(2);
        assertThat(second.get().body().lines()).hasSize(2);
    }

    @Test
    void aFailureMidwayDoesNotLookLikeAnEnd() {
        AtomicInteger polls = new AtomicInteger();
        for (int i = 0; i < 100; i++) {
            ledger.add(0, TestRow.of("a".repeat(1000), i, 1));
        }
        ledger.onPoll = () -> {
            if (polls.incrementAndGet() == 40) {
                throw new KafkaException("gone");
            }
        };

        assertThatThrownBy(() -> get(MARCH)).isInstanceOf(IOException.class);
        assertThat(polls).hasValue(40);
    }

    @Test
    void aFailureBeforeTheFirstByteDoesNotEither() {
        ledger.add(0, TestRow.of("a", 0, 1));
        ledger.onPoll = () -> {
            throw new IllegalStateException("a bug");
        };

        assertThatThrownBy(() -> get(MARCH)).isInstanceOf(IOException.class);
    }

    @Test
    void saysWhyItCannotBegin() throws Exception {
        FakeLedger none = new FakeLedger(0);
        server = start(none, "127.0.0.1", false, LedgerEndpoint.STALL);

        assertRejected(MARCH, 503, "Kafka at kafka-1:9092 has no topic tollgate.ledger");
    }

    @Test
    void givesUpAClientThatTakesNothing() throws Exception {
        server = start(ledger, "127.0.0.1", false, Duration.ofMillis(100));
        for (int i = 0; i < 4000; i++) { // more than the kernel holds for a connection
            ledger.add(0, TestRow.of("a".repeat(4000), i % 700, 1));
        }
        try (Socket taker = new Socket()) {
            taker.setReceiveBufferSize(4096);
            taker.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
            ask(taker, "GET " + MARCH + " HTTP/1.1\r\nHost: x\r\n\r\n");

            await(ledger.closed);

            assertThat(ledger.read).hasSizeLessThan(4000);
        }
    }

    @Test
    void rejectsAClientThatCouldNotTellAnEndFromAFailure() throws Exception {
        try (Socket old = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            ask(old, "GET " + MARCH + " HTTP/1.0\r\n\r\n");

            assertThat(answer(old)).startsWith("HTTP/1.1 505 ").contains("needs HTTP/1.1");
        }
    }

    @Test
    void isClosedToOtherMachinesUnlessOpened() throws Exception {
        String host = addressThatOthersReach();

        HttpServer closed = start(ledger, host, false, LedgerEndpoint.STALL);
        HttpServer open = start(ledger, host, true, LedgerEndpoint.STALL);

        assertThat(get(host, closed.port(), MARCH).statusCode()).isEqualTo(403);
        assertThat(get(host, closed.port(), MARCH).body()).contains("set http.ledger.open=true");
        assertThat(get(host, open.port(), MARCH).statusCode()).isEqualTo(200);
    }

    private static String addressThatOthersReach() throws IOException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .map(InetAddress::getHostAddress)
                .findFirst()
                .orElseGet(() -> Assumptions.abort("this machine has loopback addresses only"));
    }

    private HttpServer start(FakeLedger of, String host, boolean open, Duration stall) {
        LedgerEndpoint endpoint = new LedgerEndpoint(of.source(), stall);
        try {
            HttpServer started = HttpServer.bind(HttpServer.Settings.plain("test", host, 0))
                    .serve(HttpRoutes.builder()
                            .get(
                                    LedgerEndpoint.PATH,
                                    LoopbackOnly.unless(open, "the ledger", "http.ledger.open", endpoint))
                            .get("/ping", HttpEndpoint.of(request -> HttpAnswer.ok("pong")))
                            .build());
            servers.add(started);
            servers.add(endpoint);
            return started;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void assertRejected(String path, int status, String... why) throws IOException, InterruptedException {
        HttpResponse<String> response = get(path);

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).contains(why);
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(request("127.0.0.1", server.port(), path), BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String host, int port, String path) throws IOException, InterruptedException {
        return client.send(request(host, port, path), BodyHandlers.ofString());
    }

    private HttpRequest request(String path) {
        return request("127.0.0.1", server.port(), path);
    }

    private static HttpRequest request(String host, int port, String path) {
        return HttpRequest.newBuilder(URI.create("http://" + host + ":" + port + path))
                .build();
    }

    private static void ask(Socket client, String request) throws IOException {
        client.getOutputStream().write(request.getBytes(UTF_8));
    }

    private static String answer(Socket client) throws IOException {
        return new String(client.getInputStream().readAllBytes(), UTF_8);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
