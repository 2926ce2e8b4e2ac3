package io.tollgate.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every server of ours bears, whatever it serves. Its health page is the measure. */
@Timeout(60)
public abstract class HttpServerContract {

    private static final String HEALTH = "/healthcheck";
    private static final String REQUEST = "GET " + HEALTH + " HTTP/1.1\r\nHost: x\r\n\r\n";

    private final HttpClient client = HttpClient.newHttpClient();

    /** Returns the port of a server that is healthy. */
    protected abstract int port();

    private HttpResponse<String> health(String method) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + HEALTH))
                .version(HttpClient.Version.HTTP_1_1)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private void assertHealthy() throws IOException, InterruptedException {
        HttpResponse<String> health = health("GET");

        assertThat(health.statusCode()).isEqualTo(200);
        assertThat(health.body()).isEqualTo("OK");
    }

    /** Sends, and returns all that comes until the server closes. */
    private String answers(String request) throws IOException {
        try (RawClient raw = new RawClient(port())) {
            return raw.send(request).readUntilClosed();
        }
    }

    @Test
    void halfARequestLineHoldsUpNobody() throws Exception {
        List<RawClient> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 64; i++) {
                slow.add(new RawClient(port()).send("GET /heal"));
                slow.add(new RawClient(port()).send("GET /healthcheck HTTP/1.1\r\nHost: x\r\nX-Slow: "));
                slow.add(new RawClient(port())
                        .send("POST /healthcheck HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{"));
            }

            assertHealthy();
        } finally {
            closeAll(slow);
        }
    }

    @Test
    void thousandsOfOpenConnectionsHoldUpNobody() throws Exception {
        List<RawClient> idle = new ArrayList<>();
        try {
            for (int i = 0; i < 3_000; i++) {
                idle.add(new RawClient(port()));
            }

            assertHealthy();
        } finally {
            closeAll(idle);
        }
        assertHealthy();
    }

    private static void closeAll(List<RawClient> clients) throws IOException {
        for (RawClient each : clients) {
            each.close();
        }
    }

    static Stream<Named<String>> smuggling() {
        String post = "POST " + HEALTH + " HTTP/1.1\r\nHost: x\r\n";
        String get = "GET " + HEALTH + " HTTP/1.1\r\nHost: x\r\n";
        return Stream.of(
                Named.of(
                        "length and chunks", post + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                Named.of(
                        "chunks and length", post + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n"),
                Named.of("two lengths", post + "Content-Length: 0\r\nContent-Length: 4\r\n\r\nabcd"),
                Named.of("two equal lengths", post + "Content-Length: 4\r\nContent-Length: 4\r\n\r\nabcd"),
                Named.of("a list of lengths", post + "Content-Length: 4, 4\r\n\r\nabcd"),
                Named.of("a length with a sign", post + "Content-Length: +4\r\n\r\nabcd"),
                Named.of("a length below zero", post + "Content-Length: -1\r\n\r\n"),
                Named.of("a length in hexadecimal", post + "Content-Length: 0x4\r\n\r\nabcd"),
                Named.of("a length past all bounds", post + "Content-Length: 99999999999999999999\r\n\r\n"),
                Named.of("no length in the header of one", post + "Content-Length: \r\n\r\n"),
                Named.of(
                        "a coding before chunked twice", post + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n"),
                Named.of("a coding behind chunked", post + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n"),
                Named.of("an unknown coding", post + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
                Named.of("a tab in a coding", post + "Transfer-Encoding: \u000bchunked\r\n\r\n0\r\n\r\n"),
                Named.of("a space before the colon", post + "Content-Length : 4\r\n\r\nabcd"),
                Named.of("a folded header", get + "X-Folded: a\r\n b\r\n\r\n"),
                Named.of("a folded coding", post + "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n"),
                Named.of("bare line feeds", "GET " + HEALTH + " HTTP/1.1\nHost: x\n\n"),
                Named.of("one bare line feed", get + "X-One: a\nX-Two: b\r\n\r\n"),
                Named.of("a bare carriage return", get + "X-One: a\rX-Two: b\r\n\r\n"),
                Named.of("a zero byte in a value", get + "X-One: a\u0000b\r\n\r\n"),
                Named.of("a header without a name", get + ": a\r\n\r\n"),
                Named.of("a header without a colon", get + "X-One\r\n\r\n"),
                Named.of("a space in a name", get + "X One: a\r\n\r\n"),
                Named.of("no host", "GET " + HEALTH + " HTTP/1.1\r\n\r\n"),
                Named.of("two hosts", get + "Host: y\r\n\r\n"),
                Named.of(
                        "a chunk size with a sign", post + "Transfer-Encoding: chunked\r\n\r\n+4\r\nabcd\r\n0\r\n\r\n"),
                Named.of("a chunk size below zero", post + "Transfer-Encoding: chunked\r\n\r\n-1\r\nabcd\r\n0\r\n\r\n"),
                Named.of("a chunk size of 0x4", post + "Transfer-Encoding: chunked\r\n\r\n0x4\r\nabcd\r\n0\r\n\r\n"),
                Named.of(
                        "a chunk size past all bounds",
                        post + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\nabcd\r\n0\r\n\r\n"),
                Named.of("a chunk that ends late", post + "Transfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n"),
                Named.of("a chunk with bare line feeds", post + "Transfer-Encoding: chunked\r\n\r\n4\nabcd\n0\n\n"),
                Named.of("no chunk size", post + "Transfer-Encoding: chunked\r\n\r\n\r\nabcd\r\n0\r\n\r\n"),
                Named.of("the protocol before HTTP/1.0", "GET " + HEALTH + "\r\n\r\n"),
                Named.of("a line that is no request", "\u0016\u0003\u0001\u0002\r\n\r\n"));
    }

    @ParameterizedTest
    @MethodSource("smuggling")
    void whatTwoServersCouldReadInTwoWaysIsRejectedAndNothingBehindItRead(String request) throws Exception {
        String answers = answers(request + REQUEST);

        assertThat(answers).matches("(?s)HTTP/1.1 (4|505).*").containsIgnoringCase("connection: close");
        assertThat(answers.split("HTTP/1\\.[01] ", -1)).hasSize(2);
        assertThat(answers).doesNotContain("\r\n\r\nOK");
    }

    @Test
    void requestsThatComeAtOnceAreAnsweredOneAfterTheOther() throws Exception {
        String chunked = "GET " + HEALTH + " HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "4;name=value\r\nabcd\r\n0\r\n\r\n";
        String last = "GET /nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

        String answers = answers(REQUEST + chunked + REQUEST + last);

        assertThat(answers).containsSubsequence("HTTP/1.1 200", "HTTP/1.1 ", "HTTP/1.1 200", "HTTP/1.1 404");
        assertThat(answers.split("HTTP/1.1 ", -1)).hasSize(5);
    }

    @Test
    void aFloodOfHeadersIsRejected() throws Exception {
        String many = "X-Flood: 1\r\n".repeat(1_000);
        String long1 = "X-Flood: " + "a".repeat(1 << 20) + "\r\n";
        String path = "/" + "a".repeat(1 << 20);

        assertThat(answers("GET " + HEALTH + " HTTP/1.1\r\nHost: x\r\n" + many + "\r\n"))
                .startsWith("HTTP/1.1 431 ");
        assertThat(answers("GET " + HEALTH + " HTTP/1.1\r\nHost: x\r\n" + long1 + "\r\n"))
                .matches("(?s)(HTTP/1.1 431 .*)?");
        assertThat(answers("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n")).matches("(?s)(HTTP/1.1 414 .*)?");
        assertHealthy();
    }

    @Test
    void aBodyPastAllBoundsIsRejectedBeforeItCame() throws Exception {
        String answer = answers("POST " + HEALTH + " HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000000\r\n\r\n");

        assertThat(answer).matches("(?s)HTTP/1.1 4(13|05) .*").containsIgnoringCase("connection: close");
    }

    @Test
    void nothingIsToldOfWhatServes() throws Exception {
        assertThat(health("GET").headers().map()).doesNotContainKeys("server", "x-powered-by");
        assertThat(answers("nonsense\r\n\r\n").toLowerCase(Locale.ROOT)).doesNotContain("jetty", "server:");
    }

    @Test
    void aRequestForHeadersHasTheHeadersOfItsAnswerAndNoBody() throws Exception {
        HttpResponse<String> head = health("HEAD");

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValue("content-length")).hasValue("2");
    }
}
