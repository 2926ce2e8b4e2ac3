package io.tollgate.gateway.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.gateway.limits.LimitFileOptions;
import io.tollgate.gateway.limits.LimitTable;
import io.tollgate.gateway.rls.AnswerOptions;
import io.tollgate.gateway.rls.AskingGateway;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HttpListenerTest {

    private static final LimitTable LIMITS = LimitTable.parse("limits.yaml", """
            domain: shop
            descriptors:
              - key: user
                rate_limit: {unit: minute, requests_per_unit: 1, name: one}
            """, LimitFileOptions.defaults());
    private static final String LOOPBACK = "127.0.0.1";
    private static final long NOW = Instant.parse("2026-03-10T10:20:02Z").toEpochMilli();

    private final HttpClient client = HttpClient.newHttpClient();
    private final AtomicInteger refused = new AtomicInteger();
    private final AskingGateway gateway = new AskingGateway(LIMITS, NOW);
    private HttpListener listener;

    @BeforeEach
    void start() throws IOException {
        listener = HttpListener.start(
                new HttpListener.Settings("http-test", LOOPBACK, 0, 1),
                Map.of(
                        "/json",
                                new RateLimitJson(
                                        gateway.asker(AnswerOptions.NONE),
                                        refused::incrementAndGet,
                                        request -> RateLimitJson.Observer.NONE),
                        "/page", Route.page(() -> Page.ok("a page")),
                        "/empty", Route.page(() -> Page.text(500, ""))));
    }

    @AfterEach
    void stop() {
        listener.close();
    }

    private HttpResponse<String> send(String method, String path, String body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + LOOPBACK + ":" + listener.port() + path))
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
        assertThat(refused).hasValue(0);
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
        assertThat(refused).hasValue(1);
    }

    @Test
    void servesPagesAndNothingElse() throws IOException, InterruptedException {
        assertThat(send("GET", "/page?q=1", "").body()).isEqualTo("a page");
        assertThat(send("GET", "/empty", "").statusCode()).isEqualTo(500);
        assertThat(send("GET", "/empty", "").body()).isEmpty();
        assertThat(send("POST", "/nothing", "{}").statusCode()).isEqualTo(404);
    }

    @Test
    void refusesARequestThatIsLargerThanGrpcTakes() throws IOException, InterruptedException {
        assertThat(json("x".repeat((4 << 20) + 1)).statusCode()).isEqualTo(413);
    }

    @Test
    void refusesALargeRequestSoThatAClientHearsOfItThatFirstSendsAllItHas() throws IOException {
        byte[] moreThanSocketsHold = new byte[64 << 20];
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
            OutputStream toListener = socket.getOutputStream();
            toListener.write(("GET /page HTTP/1.1\r\nHost: x\r\n\r\n"
                            + "POST /json HTTP/1.1\r\nHost: x\r\nContent-Length: " + moreThanSocketsHold.length
                            + "\r\n\r\n")
                    .getBytes(US_ASCII));
            toListener.write(moreThanSocketsHold);
            toListener.write("GET /page HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(US_ASCII));

            String answers = new String(socket.getInputStream().readAllBytes(), US_ASCII);

            assertThat(answers).containsSubsequence("HTTP/1.1 200", "a page", "HTTP/1.1 413", "connection: close");
            assertThat(answers.split("HTTP/1.1 ", -1)).hasSize(3);
        }
    }

    @Test
    void answersOthersWhileManyClientsAreSlow() throws IOException, InterruptedException {
        Socket[] slow = new Socket[50];
        try {
            for (int i = 0; i < slow.length; i++) {
                slow[i] = new Socket(InetAddress.getLoopbackAddress(), listener.port());
                slow[i].getOutputStream()
                        .write("POST /json HTTP/1.1\r\nContent-Length: 100\r\n\r\n{".getBytes(US_ASCII));
            }

            assertThat(send("GET", "/page", "").statusCode()).isEqualTo(200);
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void answersRequestsThatCameAtOnceOneAfterTheOther() throws IOException {
        String request = "GET /page HTTP/1.1\r\nHost: x\r\n\r\n";
        String last = "GET /nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
            socket.getOutputStream().write((request + request + last).getBytes(US_ASCII));

            String answers = new String(socket.getInputStream().readAllBytes(), US_ASCII);

            assertThat(answers.split("HTTP/1.1 200 OK", -1)).hasSize(3);
            assertThat(answers).containsSubsequence("a page", "a page", "HTTP/1.1 404");
        }
    }

    @Test
    void saysThatItsPortIsTaken() {
        HttpListener.Settings same = new HttpListener.Settings("again", LOOPBACK, listener.port(), 1);

        assertThatThrownBy(() -> HttpListener.start(same, Map.of()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("in use");
    }
}
