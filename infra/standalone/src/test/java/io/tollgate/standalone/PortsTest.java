package io.tollgate.standalone;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PortsTest {

    private static final String LOOPBACK = "127.0.0.1";

    @Test
    void namesEveryPortThatIsTakenAndTheOptionThatChangesIt() throws IOException {
        try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket two = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<Ports.Claim> claims = List.of(
                    new Ports.Claim("gRPC", "--grpc-port", LOOPBACK, one.getLocalPort()),
                    new Ports.Claim("Kafka", "--kafka-port", LOOPBACK, two.getLocalPort()));

            assertThatThrownBy(() -> Ports.requireFree(claims))
                    .isInstanceOf(CannotStartException.class)
                    .hasMessageContaining("port " + one.getLocalPort() + " for gRPC")
                    .hasMessageContaining("--grpc-port")
                    .hasMessageContaining("port " + two.getLocalPort() + " for Kafka")
                    .hasMessageContaining("--kafka-port");
        }
    }

    @Test
    void rejectsOnePortForTwoParts() {
        int port = Ports.anyFree();
        List<Ports.Claim> claims = List.of(
                new Ports.Claim("gRPC", "--grpc-port", LOOPBACK, port),
                new Ports.Claim("HTTP", "--http-port", LOOPBACK, port));

        assertThatThrownBy(() -> Ports.requireFree(claims))
                .isInstanceOf(CannotStartException.class)
                .hasMessageContaining("port " + port + " for HTTP is also given to gRPC")
                .hasMessageContaining("--http-port");
    }

    @Test
    void leavesPortsOpenThatAreFree() {
        List<Ports.Claim> claims = List.of(new Ports.Claim("gRPC", "--grpc-port", LOOPBACK, Ports.anyFree()));

        Ports.requireFree(claims);

        assertThatCode(() -> Ports.requireFree(claims)).doesNotThrowAnyException();
    }

    @Test
    void doesNotCheckPortsThatAreClosedOrForTheSystemToChoose() {
        List<Ports.Claim> claims = List.of(
                new Ports.Claim("gRPC", "--grpc-port", LOOPBACK, 0),
                new Ports.Claim("HTTP", "--http-port", LOOPBACK, 0),
                new Ports.Claim("debug", "--debug-port", LOOPBACK, -1));

        assertThatCode(() -> Ports.requireFree(claims)).doesNotThrowAnyException();
    }

    @Test
    void namesAHostThatDoesNotExist() {
        List<Ports.Claim> claims =
                List.of(new Ports.Claim("gRPC", "--grpc-port", "no-such-host.invalid", Ports.anyFree()));

        assertThatThrownBy(() -> Ports.requireFree(claims))
                .isInstanceOf(CannotStartException.class)
                .hasMessageContaining("no-such-host.invalid");
    }
}
