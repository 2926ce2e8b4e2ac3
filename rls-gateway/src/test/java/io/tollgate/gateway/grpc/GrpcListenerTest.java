package io.tollgate.gateway.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.grpc.ChannelCredentials;
import io.grpc.ConnectivityState;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;
import io.grpc.protobuf.services.HealthStatusManager;
import io.tollgate.testkit.Certificates;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class GrpcListenerTest {

    private static final String LOOPBACK = "127.0.0.1";
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration RELOAD = Duration.ofMillis(20);

    @TempDir
    private Path folder;

    private @Nullable GrpcListener listener;
    private @Nullable ManagedChannel channel;

    @AfterEach
    void stop() {
        if (channel != null) {
            channel.shutdownNow();
        }
        if (listener != null) {
            listener.close();
        }
    }

    private GrpcListener start(GrpcSettings settings) throws IOException {
        listener = GrpcListener.start(settings, List.of(new HealthStatusManager().getHealthService()), List.of());
        return listener;
    }

    private static GrpcSettings plain(Duration maxConnectionAge) {
        return new GrpcSettings(LOOPBACK, 0, null, null, maxConnectionAge, Duration.ofSeconds(1));
    }

    private GrpcSettings unix(String name) {
        return new GrpcSettings(LOOPBACK, 0, folder.resolve(name), null, DAY, DAY);
    }

    private static GrpcSettings tls(GrpcSettings.Tls tls) {
        return new GrpcSettings(LOOPBACK, 0, null, tls, DAY, DAY);
    }

    private ManagedChannel connect(int port, ChannelCredentials credentials) {
        if (channel != null) {
            channel.shutdownNow();
        }
        channel = Grpc.newChannelBuilderForAddress(LOOPBACK, port, credentials).build();
        return channel;
    }

    private static ServingStatus ask(ManagedChannel channel) {
        return HealthGrpc.newBlockingStub(channel)
                .withDeadlineAfter(10, TimeUnit.SECONDS)
                .check(HealthCheckRequest.getDefaultInstance())
                .getStatus();
    }

    private static Status.Code rejection(ManagedChannel channel) {
        return catchThrowableOfType(StatusRuntimeException.class, () -> ask(channel))
                .getStatus()
                .getCode();
    }

    @Test
    void takesNoAgeForNoLimitAsTheReferenceDoes() throws IOException {
        GrpcListener started = start(new GrpcSettings(LOOPBACK, 0, null, null, Duration.ZERO, Duration.ZERO));
        ManagedChannel connected = connect(started.port(), InsecureChannelCredentials.create());

        assertThat(ask(connected)).isEqualTo(ServingStatus.SERVING);
        assertThat(ask(connected)).isEqualTo(ServingStatus.SERVING);
        assertThat(connected.getState(false)).isEqualTo(ConnectivityState.READY);
    }

    @Test
    void tellsClientsToConnectAnewAfterTheLongestAge() throws IOException {
        GrpcListener started = start(plain(Duration.ofMillis(50)));
        ManagedChannel connected = connect(started.port(), InsecureChannelCredentials.create());

        assertThat(ask(connected)).isEqualTo(ServingStatus.SERVING);

        await().until(() -> connected.getState(false) == ConnectivityState.IDLE);
    }

    @Test
    void rejectsRequestsAboveFourMebibytes() throws IOException {
        GrpcListener started = start(plain(DAY));
        ManagedChannel connected = connect(started.port(), InsecureChannelCredentials.create());
        HealthCheckRequest large =
                HealthCheckRequest.newBuilder().setService("x".repeat(4 << 20)).build();

        assertThat(catchThrowableOfType(
                                StatusRuntimeException.class,
                                () -> HealthGrpc.newBlockingStub(connected).check(large))
                        .getStatus()
                        .getCode())
                .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    }

    @Test
    void saysThatItsPortIsTaken() throws IOException {
        int port = start(plain(DAY)).port();
        GrpcSettings same = new GrpcSettings(LOOPBACK, port, null, null, DAY, DAY);

        assertThatThrownBy(() -> GrpcListener.start(same, List.of(), List.of())).isInstanceOf(IOException.class);
    }

    @Test
    void servesAUnixSocketAndTakesItsFileAwayAtTheEnd() throws IOException {
        GrpcListener started = start(unix("grpc.sock"));

        assertThat(askUnix(folder.resolve("grpc.sock"))).isEqualTo(ServingStatus.SERVING);
        assertThat(started.port()).isEqualTo(-1);

        started.close();
        assertThat(folder.resolve("grpc.sock")).doesNotExist();
    }

    private static ServingStatus askUnix(Path path) {
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        ManagedChannel connected = NettyChannelBuilder.forAddress(new DomainSocketAddress(path.toFile()))
                .channelType(EpollDomainSocketChannel.class)
                .eventLoopGroup(loops)
                .usePlaintext()
                .build();
        try {
            return ask(connected);
        } finally {
            connected.shutdownNow();
            assertThat(loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(5_000))
                    .isTrue();
        }
    }

    @Test
    void replacesASocketThatAnEarlierProcessLeftBehind() throws IOException {
        Path path = folder.resolve("grpc.sock");
        ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                .bind(UnixDomainSocketAddress.of(path))
                .close();
        assertThat(path).exists();

        start(unix("grpc.sock"));

        assertThat(askUnix(path)).isEqualTo(ServingStatus.SERVING);
    }

    @Test
    void leavesASocketAloneThatIsServed() throws IOException {
        start(unix("grpc.sock"));

        assertThatThrownBy(() -> GrpcListener.start(unix("grpc.sock"), List.of(), List.of()))
                .isInstanceOf(IOException.class)
                .hasMessage("another process listens there");
        assertThat(askUnix(folder.resolve("grpc.sock"))).isEqualTo(ServingStatus.SERVING);
    }

    @Test
    void leavesAFileAloneThatIsNoSocket() throws IOException {
        Path file = Files.writeString(folder.resolve("precious"), "data");

        assertThatThrownBy(() -> GrpcListener.start(unix("precious"), List.of(), List.of()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no socket");
        assertThat(file).hasContent("data");
    }

    private static TlsChannelCredentials.Builder trusting(Path root) throws IOException {
        return TlsChannelCredentials.newBuilder().trustManager(root.toFile());
    }

    @Test
    void servesTlsAndTakesANewCertificateWhenItsFilesChange() throws IOException {
        Certificates certificates = new Certificates(folder);
        Path first = certificates.root("first");
        certificates.signed("server", "tollgate.test", "first");
        Path certificate = certificates.certificate("server");
        Path key = certificates.key("server");
        int port = start(tls(new GrpcSettings.Tls(certificate, key, null, "", RELOAD)))
                .port();

        assertThat(ask(connect(port, trusting(first).build()))).isEqualTo(ServingStatus.SERVING);
        assertThat(rejection(connect(port, InsecureChannelCredentials.create())))
                .isEqualTo(Status.Code.UNAVAILABLE);

        Path second = certificates.root("second");
        certificates.signed("renewed", "tollgate.test", "second");
        Files.move(certificates.certificate("renewed"), certificate, StandardCopyOption.REPLACE_EXISTING);
        assertThat(ask(connect(port, trusting(first).build())))
                .as("the key is not there yet, so the pair before is in use")
                .isEqualTo(ServingStatus.SERVING);
        Files.move(certificates.key("renewed"), key, StandardCopyOption.REPLACE_EXISTING);

        await().ignoreException(StatusRuntimeException.class)
                .until(() -> ask(connect(port, trusting(second).build())) == ServingStatus.SERVING);
    }

    @Test
    void wantsAClientsCertificateOfTheRootAndWithTheName() throws IOException {
        Certificates certificates = new Certificates(folder);
        Path root = certificates.root("root");
        certificates.root("stranger");
        certificates.signed("server", "tollgate.test", "root");
        certificates.signed("envoy", "*.envoy.test", "root");
        certificates.signed("other", "other.test", "root");
        certificates.signed("forged", "edge.envoy.test", "stranger");
        int port = start(tls(new GrpcSettings.Tls(
                        certificates.certificate("server"),
                        certificates.key("server"),
                        root,
                        "edge.envoy.test",
                        RELOAD)))
                .port();

        assertThat(ask(connect(port, identified(certificates, root, "envoy")))).isEqualTo(ServingStatus.SERVING);
        assertThat(rejection(connect(port, trusting(root).build()))).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(rejection(connect(port, identified(certificates, root, "other"))))
                .isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(rejection(connect(port, identified(certificates, root, "forged"))))
                .isEqualTo(Status.Code.UNAVAILABLE);
    }

    private static ChannelCredentials identified(Certificates certificates, Path root, String name) throws IOException {
        return trusting(root)
                .keyManager(
                        certificates.certificate(name).toFile(),
                        certificates.key(name).toFile())
                .build();
    }

    @Test
    void saysWhichFileOfTlsCannotBeUsed() {
        GrpcSettings.Tls tls =
                new GrpcSettings.Tls(folder.resolve("no.crt"), folder.resolve("no.key"), null, "", RELOAD);

        assertThatThrownBy(() -> GrpcListener.start(tls(tls), List.of(), List.of()))
                .isInstanceOf(IOException.class)
                .hasMessage("TLS: certificate " + folder.resolve("no.crt") + ": there is no such file");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void servesTlsWithCertificateAndSec1KeyInOneFile(boolean keyFirst) throws IOException {
        Certificates certificates = new Certificates(folder);
        Path root = certificates.root("root");
        certificates.signed("server", "tollgate.test", "root");
        String certificate = Files.readString(certificates.certificate("server"));
        String key = certificates.sec1Key("server");
        Path both = Files.writeString(folder.resolve("both.pem"), keyFirst ? key + certificate : certificate + key);

        int port =
                start(tls(new GrpcSettings.Tls(both, both, null, "", RELOAD))).port();

        assertThat(ask(connect(port, trusting(root).build()))).isEqualTo(ServingStatus.SERVING);
    }

    @Test
    void saysWhatIsWrongWithAFileOfTls() throws IOException {
        Certificates certificates = new Certificates(folder);
        certificates.root("root");
        certificates.signed("server", "tollgate.test", "root");
        certificates.signed("other", "tollgate.test", "root");
        Path certificate = certificates.certificate("server");
        Path key = certificates.key("server");

        rejects(key, key, null, "certificate " + key + ": there is no certificate in it");
        rejects(
                certificate,
                certificate,
                null,
                "key " + certificate + ": there is no private key in it, but CERTIFICATE");
        rejects(
                certificate,
                certificates.key("other"),
                null,
                "other.key: it does not belong to the first certificate of " + certificate);
        rejects(certificate, key, key, "roots of clients " + key + ": there is no certificate in it");
        Path broken = Files.writeString(
                folder.resolve("broken.crt"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        rejects(broken, key, null, "certificate " + broken + ": its certificate number 1 is broken");
    }

    private static void rejects(Path certificate, Path key, @Nullable Path clientCa, String reason) {
        GrpcSettings.Tls tls = new GrpcSettings.Tls(certificate, key, clientCa, "", RELOAD);

        assertThatThrownBy(() -> GrpcListener.start(tls(tls), List.of(), List.of()))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("TLS: ")
                .hasMessageContaining(reason)
                .hasMessageNotContainingAny("Exception", "java.", "sun.");
    }
}
