package io.tollgate.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitRequest;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitServiceGrpc;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients that send nonsense or go away leave in the log of a gateway. */
final class BadClientsIT {

    private static final int EACH = 200;
    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    @TempDir
    private Path folder;

    @Test
    void theyLeaveNoStackTraceAndALineASecondOfEachKind() throws IOException {
        GatewayProcess.Setup setup = new GatewayProcess.Setup(
                Installation.limits(folder.resolve("limits"), 10, "day"),
                folder.resolve("data"),
                "127.0.0.1:" + FreePorts.next(),
                "it.");
        try (GatewayProcess gateway = GatewayProcess.start(setup)) {
            sendWhatIsTooLarge(gateway.grpcPort());
            goAwayBeforeTheAnswer(gateway.grpcPort());
            for (int i = 0; i < EACH; i++) {
                send(gateway.grpcPort(), "GET / HTTP/1.1\r\n\r\n");
                send(gateway.grpcPort(), PREFACE + "\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff");
                send(gateway.grpcPort(), "\u0016\u0003\u0001\u0002");
            }

            gateway.awaitOutput("more like this)");

            List<String> lines = gateway.output().lines().toList();
            assertThat(lines).noneMatch(line -> line.startsWith("\tat ") || line.startsWith("Caused by"));
            assertThat(lines)
                    .filteredOn(line -> line.contains("exceeds maximum size"))
                    .hasSizeLessThan(EACH / 2);
            assertThat(gateway.client().hits("acme", 12)).isEqualTo(10);
        }
    }

    private static void sendWhatIsTooLarge(int port) {
        RateLimitRequest request =
                RateLimitRequest.newBuilder().setDomain("x".repeat(5 << 20)).build();
        ManagedChannel channel = connect(port);
        for (int i = 0; i < EACH / 2; i++) {
            try {
                var unused = RateLimitServiceGrpc.newBlockingStub(channel).shouldRateLimit(request);
            } catch (StatusRuntimeException e) {
                assertThat(e.getStatus().getDescription()).doesNotContain("at io.");
            }
        }
        channel.shutdownNow();
    }

    private static void goAwayBeforeTheAnswer(int port) {
        ManagedChannel channel = connect(port);
        for (int i = 0; i < EACH * 10; i++) {
            RateLimitServiceGrpc.newFutureStub(channel)
                    .shouldRateLimit(
                            RateLimitRequest.newBuilder().setDomain("quota").build())
                    .cancel(true);
        }
        channel.shutdownNow();
    }

    private static ManagedChannel connect(int port) {
        return NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    }

    private static void send(int port, String bytes) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            OutputStream out = socket.getOutputStream();
            out.write(bytes.getBytes(ISO_8859_1));
            out.flush();
        }
    }
}
