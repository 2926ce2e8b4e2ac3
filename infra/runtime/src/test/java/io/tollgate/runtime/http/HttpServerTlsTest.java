package io.tollgate.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tollgate.runtime.tls.ReloadedClient;
import io.tollgate.runtime.tls.TlsFilesException;
import io.tollgate.runtime.tls.TlsSettings;
import io.tollgate.testkit.Certificates;
import io.tollgate.testkit.RawClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class HttpServerTlsTest {

    private static final Duration QUICK = Duration.ofMillis(20);

    /** What a record of a handshake begins with: RFC 8446, 5.1. */
    private static final String HANDSHAKE = "\u0016";

    @TempDir
    private Path folder;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private Certificates certificates;
    private Path root;
    private Path certificate;
    private Path key;

    @BeforeEach
    void makeCertificates() throws IOException {
        certificates = new Certificates(folder);
        root = certificates.root("root");
        certificates.signed("server", "localhost", "root");
        certificate = Files.copy(certificates.certificate("server"), folder.resolve("tls.crt"));
        key = Files.copy(certificates.key("server"), folder.resolve("tls.key"));
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    private HttpServer start(@Nullable Path clientCa, HttpLimits limits) throws IOException {
        TlsSettings tls = new TlsSettings(certificate, key, clientCa, QUICK);
        HttpServer server = HttpServer.bind(new HttpServer.Settings("test-tls", "127.0.0.1", 0, limits, tls))
                .serve(HttpRoutes.builder()
                        .get("/healthcheck", HttpEndpoint.of(request -> HttpAnswer.ok("OK")))
                        .build());
        opened.add(server);
        return server;
    }

    private HttpServer start(@Nullable Path clientCa) throws IOException {
        return start(clientCa, HttpLimits.defaults());
    }

    /** Returns a client that shows a certificate, and trusts a root. */
    private HttpClient client(String identity, Path trusted) {
        TlsSettings tls = new TlsSettings(
                certificates.certificate(identity), certificates.key(identity), trusted, Duration.ofHours(1));
        ReloadedClient client = ReloadedClient.of(tls, HttpClient.newBuilder());
        opened.add(client);
        return client.get();
    }

    private static HttpResponse<String> get(HttpClient client, HttpServer server)
            throws IOException, InterruptedException {
        URI uri = URI.create("https://localhost:" + server.port() + "/healthcheck");
        return client.send(java.net.http.HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }

    private static String servedBy(HttpClient client, HttpServer server) throws Exception {
        try {
            return ((X509Certificate)
                            get(client, server).sslSession().orElseThrow().getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        } catch (SSLPeerUnverifiedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void replace(Path file, Path by) throws IOException {
        Path copy = Files.copy(by, folder.resolve("new"), StandardCopyOption.REPLACE_EXISTING);
        Files.setLastModifiedTime(
                copy,
                java.nio.file.attribute.FileTime.fromMillis(
                        Files.getLastModifiedTime(file).toMillis() + 1_000));
        Files.move(copy, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    @Test
    void answersOverTlsAndNothingInPlainText() throws Exception {
        HttpServer server = start(null);

        assertThat(get(client("server", root), server).body()).isEqualTo("OK");
        try (RawClient plain = new RawClient(server.port())) {
            assertThat(plain.send("GET /healthcheck HTTP/1.1\r\nHost: x\r\n\r\n")
                            .readUntilClosed())
                    .doesNotContain("OK");
        }
    }

    @Test
    void takesANewCertificateOnceItsKeyIsThereToo() throws Exception {
        HttpServer server = start(null);
        certificates.signed("next", "localhost", "root");
        assertThat(servedBy(client("server", root), server)).isEqualTo("CN=server");

        replace(certificate, certificates.certificate("next"));
        assertThat(servedBy(client("server", root), server)).isEqualTo("CN=server");
        replace(key, certificates.key("next"));

        await().untilAsserted(() ->
                assertThat(servedBy(client("server", root), server)).isEqualTo("CN=next"));
    }

    @Test
    void takesClientsOfItsRootsOnlyAndOfNewRootsOnceTheyChange() throws Exception {
        Path other = certificates.root("other");
        certificates.signed("friend", "friend", "root");
        certificates.signed("stranger", "stranger", "other");
        Path clientCa = Files.copy(root, folder.resolve("ca.crt"));
        HttpServer server = start(clientCa);
        HttpClient friend = client("friend", root);

        assertThat(get(friend, server).body()).isEqualTo("OK");
        assertThatThrownBy(() -> get(client("stranger", root), server)).isInstanceOf(IOException.class);

        replace(clientCa, other);

        await().untilAsserted(() ->
                assertThat(get(client("stranger", root), server).body()).isEqualTo("OK"));
        assertThatThrownBy(() -> get(client("friend", root), server)).isInstanceOf(IOException.class);
    }

    @Test
    void cutsOffAHandshakeThatDoesNotEnd() throws Exception {
        HttpServer server =
                start(null, new HttpLimits(10, Duration.ofSeconds(60), Duration.ofMillis(200), Duration.ofSeconds(60)));
        try (RawClient raw = new RawClient(server.port())) {
            raw.send(HANDSHAKE + "\u0003\u0001");

            assertThat(raw.readUntilClosed()).as("an alert at most").doesNotContain(HANDSHAKE);
        }
    }

    @Test
    void saysWhichFileCannotBeUsed() throws Exception {
        Files.delete(key);

        assertThatThrownBy(() -> start(null))
                .isInstanceOf(TlsFilesException.class)
                .hasMessageContaining(key.toString());
    }
}
