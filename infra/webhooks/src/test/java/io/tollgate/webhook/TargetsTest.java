package io.tollgate.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.runtime.tls.KeyStores;
import io.tollgate.runtime.tls.TlsSettings;
import io.tollgate.testkit.Certificates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where attempts go to. */
@Timeout(120)
final class TargetsTest {

    private static final String NAME = "receiver.example";

    @TempDir
    private Path folder;

    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    private <T extends AutoCloseable> T opened(T each) {
        opened.add(0, each);
        return each;
    }

    private Sending open(URI url, WebhookConfig.Targets targets, Resolver resolver) {
        Sending sending = opened(new Sending(folder.resolve("store"))).webhook("ops", url);
        return sending.open(
                new WebhookConfig(targets, Sending.within(Duration.ofSeconds(20)), Sending.PLENTY), resolver);
    }

    private static Attempt first(Sending sending) {
        sending.deliveries().accept("ops", Sending.event("evt_1"));
        return sending.awaitAttempts("ops", "evt_1", 1).progress().attempts().get(0);
    }

    private static List<InetAddress> addresses(String... texts) throws UnknownHostException {
        List<InetAddress> addresses = new ArrayList<>();
        for (String text : texts) {
            addresses.add(InetAddress.getByName(text));
        }
        return addresses;
    }

    private static URI http(int port) {
        return URI.create("http://" + NAME + ":" + port + "/");
    }

    private static URI https(int port) {
        return URI.create("https://" + NAME + ":" + port + "/");
    }

    @Test
    void aNameThatLeadsIntoThePrivateNetworkIsNotConnectedTo() throws IOException {
        Receiver receiver = opened(new Receiver());
        WebhookConfig.Targets internet = new WebhookConfig.Targets(List.of(), true, null);

        Attempt attempt = first(open(http(receiver.port()), internet, host -> addresses("127.0.0.1")));

        assertThat(attempt.error()).isEqualTo("127.0.0.1 is not allowed: loopback, RFC 1122");
        assertThat(receiver.requests()).isEmpty();
    }

    @Test
    void oneAddressThatIsNotAllowedAmongOthersIsEnough() throws IOException {
        Receiver receiver = opened(new Receiver());

        Attempt attempt =
                first(open(http(receiver.port()), Sending.LOOPBACK, host -> addresses("127.0.0.1", "169.254.169.254")));

        assertThat(attempt.error()).contains("169.254.169.254 is not allowed");
        assertThat(receiver.requests()).isEmpty();
    }

    @Test
    void theNameIsLookedUpOnceSoAnAnswerThatChangesBehindTheCheckChangesNothing() throws IOException {
        Receiver receiver = opened(new Receiver());
        AtomicInteger lookups = new AtomicInteger();
        Resolver rebinding = host -> addresses(lookups.incrementAndGet() == 1 ? "127.0.0.1" : "169.254.169.254");

        Attempt attempt = first(open(http(receiver.port()), Sending.LOOPBACK, rebinding));

        assertThat(attempt.status()).isEqualTo(200);
        assertThat(lookups).hasValue(1);
        assertThat(receiver.requests().get(0).header("host")).isEqualTo(NAME + ":" + receiver.port());
    }

    @Test
    void eachAttemptLooksTheNameUpAnew() throws IOException {
        Receiver receiver = opened(new Receiver());
        receiver.answer(Receiver.status(500));
        AtomicInteger lookups = new AtomicInteger();
        Resolver rebinding = host -> addresses(lookups.incrementAndGet() == 1 ? "127.0.0.1" : "169.254.169.254");
        Sending sending = open(http(receiver.port()), Sending.LOOPBACK, rebinding);
        first(sending);

        sending.advance(Duration.ofSeconds(6));

        assertThat(sending.awaitAttempts("ops", "evt_1", 2)
                        .progress()
                        .attempts()
                        .get(1)
                        .error())
                .contains("169.254.169.254 is not allowed");
        assertThat(receiver.requests()).hasSize(1);
    }

    @Test
    void ofSeveralAllowedAddressesOneThatAnswersIsEnough() throws IOException {
        Receiver receiver = opened(new Receiver());

        Attempt attempt =
                first(open(http(receiver.port()), Sending.LOOPBACK, host -> addresses("127.0.0.9", "127.0.0.1")));

        assertThat(attempt.status()).isEqualTo(200);
    }

    @Test
    void aNameWithoutAddressIsAFailure() throws IOException {
        Resolver none = host -> {
            throw new UnknownHostException(host);
        };

        assertThat(first(open(http(8080), Sending.LOOPBACK, none)).error())
                .isEqualTo("DNS knows no address of " + NAME);
    }

    @Test
    void aLookUpThatHangsIsAFailureInTime() {
        CountDownLatch never = new CountDownLatch(1);
        Resolver hanging = host -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return List.of();
        };
        Sending sending = opened(new Sending(folder.resolve("store"))).webhook("ops", http(8080));
        WebhookConfig.Attempts quick =
                new WebhookConfig.Attempts(Duration.ofMillis(100), Duration.ofSeconds(20), 10, 1);
        sending.open(new WebhookConfig(Sending.LOOPBACK, quick, Sending.PLENTY), hanging);

        assertThat(first(sending).error()).isEqualTo("no answer in time");
    }

    @Test
    void anUrlThatIsNotAllowedIsAFailureWithoutALookUp() {
        AtomicInteger lookups = new AtomicInteger();
        Resolver counting = host -> {
            lookups.incrementAndGet();
            return List.of();
        };

        Attempt attempt = first(open(http(25), Sending.LOOPBACK, counting));

        assertThat(attempt.error()).startsWith("port 25");
        assertThat(lookups).hasValue(0);
    }

    private Receiver secured(Certificates certificates, String dnsName) throws IOException, GeneralSecurityException {
        certificates.signed("server", dnsName, "root");
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(
                KeyStores.identity(new TlsSettings(
                        certificates.certificate("server"), certificates.key("server"), null, Duration.ofSeconds(5))),
                KeyStores.PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        ServerSocket listening =
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        return opened(new Receiver(listening));
    }

    private static WebhookConfig.Targets trusting(Path root) {
        return new WebhookConfig.Targets(Network.parseAll(List.of("127.0.0.0/8")), false, root);
    }

    @Test
    void tlsVerifiesTheNameAndNotTheAddressThatWasConnectedTo() throws Exception {
        Certificates certificates = new Certificates(folder);
        Path root = certificates.root("root");
        Receiver receiver = secured(certificates, NAME);

        Attempt attempt = first(open(https(receiver.port()), trusting(root), host -> addresses("127.0.0.1")));

        assertThat(attempt.error()).isNull();
        assertThat(attempt.status()).isEqualTo(200);
    }

    @Test
    void aCertificateForAnotherNameIsNotEnoughAlthoughItIsForTheAddress() throws Exception {
        Certificates certificates = new Certificates(folder);
        Path root = certificates.root("root");
        Receiver receiver = secured(certificates, "other.example");

        Attempt attempt = first(open(https(receiver.port()), trusting(root), host -> addresses("127.0.0.1")));

        assertThat(attempt.error()).startsWith("TLS: ");
        assertThat(receiver.requests()).isEmpty();
    }

    @Test
    void aCertificateOfAnUnknownRootIsNotEnough() throws Exception {
        Certificates certificates = new Certificates(folder);
        certificates.root("root");
        Path another = certificates.root("another");
        Receiver receiver = secured(certificates, NAME);

        Attempt attempt = first(open(https(receiver.port()), trusting(another), host -> addresses("127.0.0.1")));

        assertThat(attempt.error()).startsWith("TLS: ");
        assertThat(receiver.requests()).isEmpty();
    }

    @Test
    void aFileOfRootsThatIsNotThereIsNamedAtTheStart() {
        WebhookConfig.Targets targets = trusting(folder.resolve("missing.pem"));

        assertThatThrownBy(() -> open(https(443), targets, Resolver.system()))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("webhooks.tls.ca")
                .hasMessageContaining("missing.pem");
    }
}
