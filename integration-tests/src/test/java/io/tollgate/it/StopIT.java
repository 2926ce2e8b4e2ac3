package io.tollgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stop takes at most 20 s, whatever Kafka does. */
final class StopIT {

    private static final Duration LONGEST_STOP = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    @Test
    void aGatewayWhoseKafkaTakesConnectionsAndNeverAnswersStopsInTime() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress());
                ChildProcess gateway = ChildProcess.tollgate(
                        "gateway",
                        List.of(
                                "gateway",
                                "--host",
                                "127.0.0.1",
                                "--grpc-port",
                                "0",
                                "--http-port",
                                "0",
                                "--limits",
                                Installation.limits(folder.resolve("limits"), 10, "day")
                                        .toString(),
                                "--data",
                                folder.resolve("data").toString(),
                                "--bootstrap-servers",
                                "127.0.0.1:" + silent.getLocalPort()),
                        Map.of())) {
            gateway.awaitOutput("Ready", Duration.ofMinutes(1));

            terminate(gateway.pid());

            gateway.awaitExit(LONGEST_STOP);
        }
    }

    @Test
    void everythingStopsInTimeThoughTheBrokerHangs() throws Exception {
        Path limits = Installation.limits(folder.resolve("limits"), 10, "day");
        try (UpProcess up = UpProcess.start(limits, folder.resolve("data"));
                Rls client = Rls.connect(up.grpcPort())) {
            List<ProcessHandle> broker = up.process().children();
            assertThat(client.hits("acme", 3)).isEqualTo(3);
            for (ProcessHandle process : broker) {
                signal("STOP", process.pid());
            }
            assertThat(client.hits("acme", 3)).isEqualTo(3);

            terminate(up.process().pid());

            try {
                up.process().awaitExit(LONGEST_STOP);
            } finally {
                broker.forEach(ProcessHandle::destroyForcibly);
            }
        }
    }

    private static void terminate(long pid) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
    }

    private static void signal(String name, long pid) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                        .start()
                        .waitFor())
                .isZero();
    }
}
