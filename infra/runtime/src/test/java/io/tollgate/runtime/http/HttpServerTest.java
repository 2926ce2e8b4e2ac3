package io.tollgate.runtime.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tollgate.testkit.HttpServerContract;
import io.tollgate.testkit.RawClient;
import java.io.IOException;
import java.io.UncheckedIOException;
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
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HttpServerTest extends HttpServerContract {

    private static final Duration SHORT = Duration.ofMillis(200);
    private static final Duration LONG = Duration.ofSeconds(60);

    private final HttpClient client = HttpClient.newHttpClient();
    private final BoundedWork work = new BoundedWork("test-work", 2);
    private final CountDownLatch release = new CountDownLatch(1);
    private final CountDownLatch underWay = new CountDownLatch(1);
    private final AtomicReference<@Nullable Throwable> streamEnd = new AtomicReference<>();
    private final ScheduledExecutorService drops = Executors.newSingleThreadScheduledExecutor();
    private HttpServer server = start(HttpLimits.defaults());

    private HttpServer start(HttpLimits limits) {
        try {
            return HttpServer.bind(new HttpServer.Settings("test-http", "127.0.0.1", 0, limits, null))
                    .serve(routes());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpRoutes routes() {
        return HttpRoutes.builder()
                .any("/healthcheck", 100, HttpEndpoint.of(request -> HttpAnswer.ok("OK")))
                .any("/echo", 4 << 20, HttpEndpoint.of(request -> HttpAnswer.ok(new String(request.body(), UTF_8))))
                .get("/v1/path", HttpEndpoint.of(request -> HttpAnswer.ok("exact")))
                .post("/v1/path", 10, HttpEndpoint.of(request -> HttpAnswer.text(201, "made")))
                .getBelow("/v1/path/", HttpEndpoint.of(request -> HttpAnswer.ok(request.path())))
                .putBelow("/v1/path/", 10, HttpEndpoint.of(request -> HttpAnswer.text(201, "put")))
                .postBelow("/v1/path/", 10, HttpEndpoint.of(request -> HttpAnswer.ok("posted")))
                .deleteBelow("/v1/path/", HttpEndpoint.of(request -> HttpAnswer.text(204, "")))
                .get("/fails", HttpEndpoint.of(request -> {
                    throw new IllegalStateException("a bug");
                }))
                .get(
                        "/late",
                        (request, reply) -> work.begin(() -> {
                            underWay.countDown();
                            awaitRelease();
                            reply.send(HttpAnswer.ok("late"));
                        }))
                .get("/large", HttpEndpoint.of(request -> HttpAnswer.ok("x".repeat(32 << 20))))
                .get("/stream", (request, reply) -> work.begin(() -> stream(request, reply)))
                .build();
    }

    private void stream(io.tollgate.runtime.http.HttpRequest request, HttpReply reply) {
        try (StreamedBody body = reply.stream(HttpAnswer.ok(""), SHORT)) {
            if ("endless".equals(request.query())) {
                while (true) {
                    body.write(new byte[64 << 10]);
                }
            }
            body.write("first,".getBytes(UTF_8));
            underWay.countDown();
            awaitRelease();
            body.write("second".getBytes(UTF_8));
            if (!"broken".equals(request.query())) {
                body.end();
            }
        } catch (IOException e) {
            streamEnd.set(e);
        }
    }

    /** Also returns when the test is over. */
    private void awaitRelease() {
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void restart(HttpLimits limits) {
        server.close();
        server = start(limits);
    }

    @AfterEach
    void stop() {
        release.countDown();
        server.close();
        work.close();
        drops.shutdownNow();
    }

    @Override
    protected int port() {
        return server.port();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .version(HttpClient.Version.HTTP_1_1);
    }

    private HttpResponse<String> send(String method, String path, String body)
            throws IOException, InterruptedException {
        return client.send(
                request(path)
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(request(path).build(), BodyHandlers.ofString());
    }

    @Test
    void findsTheEndpointOfAPathAndAMethodAndSaysWhichMethodsThereAre() throws Exception {
        assertThat(get("/v1/path").body()).isEqualTo("exact");
        assertThat(send("POST", "/v1/path", "{}").statusCode()).isEqualTo(201);
        assertThat(get("/v1/path/").statusCode()).isEqualTo(404);
        assertThat(get("/v1/pathx").statusCode()).isEqualTo(404);
        assertThat(get("/v1/%70ath").statusCode()).isEqualTo(404);
        assertThat(send("PUT", "/v1/path/x", "{}").statusCode()).isEqualTo(201);
        assertThat(send("PUT", "/v1/path/x", "01234567890").statusCode()).isEqualTo(413);
        assertThat(send("POST", "/v1/path/x/verb", "{}").body()).isEqualTo("posted");
        assertThat(send("DELETE", "/v1/path/x", "").headers().firstValue("Content-Length"))
                .isEmpty();
        assertThat(send("PATCH", "/v1/path/x", "").headers().firstValue("Allow"))
                .hasValue("DELETE, GET, HEAD, POST, PUT");

        HttpResponse<String> wrong = send("DELETE", "/v1/path", "");
        assertThat(wrong.statusCode()).isEqualTo(405);
        assertThat(wrong.headers().firstValue("Allow")).hasValue("GET, HEAD, POST");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a%2Fb",
                "a%2fb/c",
                "a%25b",
                "%2e%2e",
                "a;b",
                "a//b",
                "%C3%A9",
                "a%3Fb%23c%3B",
                "a+b:c@d!$&'()*,="
            })
    void comparesAndGivesPathsAsTheyStandInTheUrl(String rest) throws Exception {
        try (RawClient raw = new RawClient(port())) {
            raw.send("GET /v1/path/" + rest + "?q HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

            assertThat(raw.readUntilClosed()).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\n/v1/path/" + rest);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a%2", "a%zz", "a%", "a b", "a\u0000b", "a\u00e9", "a\\b"})
    void rejectsPathsThatAreNone(String rest) throws Exception {
        try (RawClient raw = new RawClient(port())) {
            raw.send("GET /v1/path/" + rest + " HTTP/1.1\r\nHost: x\r\n\r\n");

            assertThat(raw.readUntilClosed()).startsWith("HTTP/1.1 400 ");
        }
    }

    @Test
    void saysProblemsInJsonBelowV1AndTextElsewhere() throws Exception {
        HttpResponse<String> problem = get("/v1/nothing");
        HttpResponse<String> text = get("/nothing");

        assertThat(problem.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(problem.body()).isEqualTo("""
                        {"type":"about:blank","title":"Not Found","status":404,"detail":"nothing is served at this path"}
                        """);
        assertThat(text.headers().firstValue("Content-Type")).hasValue("text/plain; charset=utf-8");
        assertThat(text.body()).isEqualTo("404 page not found\n");
    }

    @Test
    void answersAFailureWith500AndGoesOn() throws Exception {
        assertThat(get("/fails").statusCode()).isEqualTo(500);
        assertThat(get("/fails").body()).isEqualTo("Internal Server Error\n");
        assertThat(get("/v1/path").statusCode()).isEqualTo(200);
    }

    @Test
    void takesBodiesUpToTheLimitOfTheirRoute() throws Exception {
        assertThat(send("POST", "/v1/path", "0123456789").statusCode()).isEqualTo(201);
        assertThat(send("POST", "/v1/path", "01234567890").statusCode()).isEqualTo(413);
        assertThat(send("PUT", "/echo", "é".repeat(1 << 20)).body()).isEqualTo("é".repeat(1 << 20));
        try (RawClient raw = new RawClient(port())) {
            raw.send("POST /v1/path HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
            raw.send("4\r\nabcd\r\n7\r\nefghijk\r\n");

            assertThat(raw.readUntilClosed()).startsWith("HTTP/1.1 413 ");
        }
    }

    @Test
    void aClientThatFirstSendsAllItHasHearsThatItIsTooMuch() throws Exception {
        String large = "x".repeat(64 << 20); // more than sockets hold
        try (RawClient raw = new RawClient(port())) {
            raw.send("GET /v1/path HTTP/1.1\r\nHost: x\r\n\r\nPOST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: "
                    + large.length() + "\r\n\r\n");
            raw.send(large);
            raw.send("GET /v1/path HTTP/1.1\r\nHost: x\r\n\r\n");

            String answers = raw.readUntilClosed();

            assertThat(answers).containsSubsequence("HTTP/1.1 200", "exact", "HTTP/1.1 413");
            assertThat(answers.split("HTTP/1.1 ", -1)).hasSize(3);
        }
    }

    @Test
    void doesNotAskForABodyThatItRejects() throws Exception {
        try (RawClient raw = new RawClient(port())) {
            raw.send("POST /v1/path HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 11\r\n\r\n");

            assertThat(raw.readUntilClosed()).startsWith("HTTP/1.1 413 ").doesNotContain("HTTP/1.1 100");
        }
        try (RawClient raw = new RawClient(port())) {
            raw.send("POST /v1/path HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
            raw.readUntil("HTTP/1.1 100 Continue\r\n\r\n");
            raw.send("{}");

            assertThat(raw.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 201 ");
        }
    }

    @Test
    void cutsOffHeadersThatDrip() throws Exception {
        restart(new HttpLimits(100, LONG, SHORT, LONG));
        try (RawClient raw = new RawClient(port())) {
            drip(raw, "GET /healthcheck HTTP/1.1\r\nHost: x\r\nX-Slow: ");

            assertThat(raw.readUntilClosed()).startsWith("HTTP/1.1 408 ");
        }
    }

    @Test
    void cutsOffHeadersThatDripBehindAnAnswer() throws Exception {
        restart(new HttpLimits(100, SHORT, SHORT, LONG));
        try (RawClient raw = new RawClient(port())) {
            raw.send("GET /healthcheck HTTP/1.1\r\nHost: x\r\n\r\n").readUntil("\r\n\r\nOK");
            drip(raw, "GET /healthcheck HTTP/1.1\r\nHost: x\r\nX-Slow: ");

            assertThat(raw.readUntilClosed()).startsWith("HTTP/1.1 408 ");
        }
    }

    @Test
    void cutsOffABodyThatDrips() throws Exception {
        restart(new HttpLimits(100, LONG, SHORT, LONG));
        try (RawClient raw = new RawClient(port())) {
            drip(raw, "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n");

            assertThat(raw.readUntilClosed()).startsWith("HTTP/1.1 408 ");
        }
    }

    /** Sends a byte again and again until the server has had enough. */
    @SuppressWarnings("FutureReturnValueIgnored") // it ends by what it throws
    private void drip(RawClient raw, String begin) throws IOException {
        raw.send(begin);
        drops.scheduleAtFixedRate(
                () -> {
                    try {
                        raw.send("a");
                    } catch (IOException e) {
                        throw new UncheckedIOException(e); // ends it
                    }
                },
                0,
                20,
                TimeUnit.MILLISECONDS);
    }

    @Test
    void closesConnectionsThatAreIdle() throws Exception {
        restart(new HttpLimits(100, SHORT, LONG, LONG));
        try (RawClient raw = new RawClient(port())) {
            assertThat(raw.readUntilClosed()).isEmpty();
        }
        try (RawClient raw = new RawClient(port())) {
            raw.send("GET /healthcheck HTTP/1.1\r\nHost: x\r\n\r\n");

            assertThat(raw.readUntilClosed()).startsWith("HTTP/1.1 200 ").endsWith("OK");
        }
    }

    @Test
    void givesAnEndpointTheTimeThatItTakes() throws Exception {
        restart(new HttpLimits(100, SHORT, SHORT, SHORT));
        CompletableFuture<HttpResponse<String>> late =
                client.sendAsync(request("/late").build(), BodyHandlers.ofString());
        underWay.await();
        try (RawClient idle = new RawClient(port())) {
            idle.readUntilClosed(); // longer than each of the times
        }
        release.countDown();

        assertThat(late.get().body()).isEqualTo("late");
    }

    @Test
    void givesUpAClientThatDoesNotReadItsAnswer() throws Exception {
        restart(new HttpLimits(100, LONG, LONG, SHORT));
        try (RawClient raw = new RawClient(port())) {
            raw.send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
            raw.readUntil("\r\n\r\n");

            await().until(() -> server.connections() == 0);
        }
    }

    @Test
    void makesRoomForANewConnectionByClosingTheOneThatWaitedLongest() throws Exception {
        restart(new HttpLimits(3, LONG, LONG, LONG));
        List<RawClient> idle = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            idle.add(new RawClient(port()).send("GET /healthcheck HTTP/1.1\r\nHost: x\r\n\r\n"));
            idle.get(i).readUntil("\r\n\r\nOK");
        }

        assertThat(get("/healthcheck").body()).isEqualTo("OK");

        assertThat(idle.get(0).readUntilClosed()).isEmpty();
        assertThat(idle.get(2)
                        .send("GET /healthcheck HTTP/1.1\r\nHost: x\r\n\r\n")
                        .readUntil("\r\n\r\nOK"))
                .contains("200");
        for (RawClient each : idle) {
            each.close();
        }
    }

    @Test
    void streamsSoThatAnEndCanBeTold() throws Exception {
        CompletableFuture<HttpResponse<String>> whole =
                client.sendAsync(request("/stream").build(), BodyHandlers.ofString());
        underWay.await();
        release.countDown();

        assertThat(whole.get().body()).isEqualTo("first,second");
        assertThat(whole.get().headers().firstValue("Transfer-Encoding")).hasValue("chunked");
        assertThatThrownBy(() -> get("/stream?broken")).isInstanceOf(IOException.class);
    }

    @Test
    void sendsEachPartOfAStreamAtOnce() throws Exception {
        try (RawClient raw = new RawClient(port())) {
            raw.send("GET /stream HTTP/1.1\r\nHost: x\r\n\r\n");

            assertThat(raw.readUntil("first,")).startsWith("HTTP/1.1 200 ");
            release.countDown();
            raw.readUntil("second\r\n0\r\n\r\n");
            raw.send("GET /healthcheck HTTP/1.1\r\nHost: x\r\n\r\n").readUntil("\r\n\r\nOK");
        }
    }

    @Test
    void givesUpAClientThatTakesNothingOfAStream() throws Exception {
        try (RawClient raw = new RawClient(port())) {
            raw.send("GET /stream?endless HTTP/1.1\r\nHost: x\r\n\r\n");
            raw.readUntil("\r\n\r\n");

            await().until(() -> streamEnd.get() instanceof IOException);
            await().until(() -> server.connections() == 0);
        }
    }

    @Test
    void answersWhatIsUnderWayWhenItStopsAndNothingElse() throws Exception {
        CompletableFuture<HttpResponse<String>> late =
                client.sendAsync(request("/late").build(), BodyHandlers.ofString());
        underWay.await();
        int port = port();
        try (RawClient idle = new RawClient(port).send("GET /heal")) {
            CompletableFuture<Void> stopped = CompletableFuture.runAsync(server::close);

            assertThat(idle.readUntilClosed()).isEmpty();
            assertThat(stopped).isNotDone();
            release.countDown();
            assertThat(late.get().body()).isEqualTo("late");
            stopped.get(20, TimeUnit.SECONDS);
        }
        assertThatThrownBy(() -> new RawClient(port)).isInstanceOf(IOException.class);
    }

    @Test
    void stopsThoughARequestIsNeverAnswered() throws Exception {
        CompletableFuture<HttpResponse<String>> late =
                client.sendAsync(request("/late").build(), BodyHandlers.ofString());
        underWay.await();

        server.close();

        assertThatThrownBy(late::get).hasCauseInstanceOf(IOException.class);
    }

    @Test
    void saysThatItsPortIsTaken() {
        HttpServer.Settings same = HttpServer.Settings.plain("again", "127.0.0.1", port());

        assertThatThrownBy(() -> HttpServer.bind(same))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("in use");
    }

    @Test
    void keepsWaitingWhoConnectsBeforeItServes() throws Exception {
        try (HttpServer later = HttpServer.bind(HttpServer.Settings.plain("later", "127.0.0.1", 0));
                RawClient raw = new RawClient(later.port())) {
            raw.send("GET /healthcheck HTTP/1.1\r\nHost: x\r\n\r\n");
            later.serve(routes());

            assertThat(raw.readUntil("\r\n\r\nOK")).startsWith("HTTP/1.1 200 ");
        }
    }
}
