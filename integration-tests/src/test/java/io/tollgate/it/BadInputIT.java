package io.tollgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BadInputIT {

    private static final Duration END = Duration.ofMinutes(1);
    private static final int REJECTED = 1;
    private static final int USAGE = 2;
    private static final int CANNOT_START = 3;

    @TempDir
    private Path folder;

    private Path limits = Path.of("");

    @BeforeEach
    void writeLimits() {
        limits = Installation.limits(folder.resolve("limits"), 10, "day");
    }

    @Test
    void aPortInUseIsNamedWithTheOptionThatChangesIt() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ChildProcess up = run(UpProcess.arguments(limits, folder.resolve("data"), taken.getLocalPort()))) {

            assertThat(up.awaitExit(END)).as(up.output()).isEqualTo(CANNOT_START);
            assertThat(up.output()).contains("port " + taken.getLocalPort(), "--grpc-port");
        }
    }

    @Test
    void aDataFolderThatIsInUseIsNamedWithTheProcessThatHasIt() {
        Path data = folder.resolve("data");
        try (UpProcess first = UpProcess.start(limits, data);
                ChildProcess second = run(UpProcess.arguments(limits, data, FreePorts.next()))) {

            assertThat(second.awaitExit(END)).as(second.output()).isEqualTo(CANNOT_START);
            assertThat(second.output())
                    .contains(
                            data.toString(), "in use", "pid " + first.process().pid(), "--data");
            assertThat(first.process().isAlive()).isTrue();
        }
    }

    @Test
    void aDataFolderThatCannotBeWrittenIsNamed() throws IOException {
        Path data = Files.createFile(folder.resolve("a file, not a folder"));
        try (ChildProcess up = run(UpProcess.arguments(limits, data, FreePorts.next()))) {

            assertThat(up.awaitExit(END)).as(up.output()).isEqualTo(CANNOT_START);
            assertThat(up.output()).contains(data.toString(), "cannot be written", "--data");
        }
    }

    @Test
    void badLimitsAreRejectedWithFileLineAndReason() throws IOException {
        Files.writeString(limits.resolve("bad.yaml"), """
                domain: bad
                descriptors:
                  - key: customer
                    rate_limit:
                      unit: fortnight
                      requests_per_unit: 1
                """);
        try (ChildProcess check = run(List.of("check", limits.toString()));
                ChildProcess up = run(UpProcess.arguments(limits, folder.resolve("data"), FreePorts.next()))) {

            assertThat(check.awaitExit(END)).as(check.output()).isEqualTo(REJECTED);
            assertThat(check.output())
                    .contains("bad.yaml:5:", "descriptors[0].rate_limit.unit", "invalid rate limit unit 'fortnight'");
            assertThat(up.awaitExit(END)).as(up.output()).isEqualTo(REJECTED);
            assertThat(up.output()).contains("bad.yaml:5:", "invalid rate limit unit 'fortnight'");
        }
    }

    @Test
    void theStreamsAppSaysWhichBrokerItCannotReach() {
        int nobody = FreePorts.next();
        try (ChildProcess streams = ChildProcess.tollgate(
                "streams",
                List.of(
                        "streams",
                        "--data",
                        folder.resolve("data").toString(),
                        "--bootstrap-servers",
                        "127.0.0.1:" + nobody),
                Map.of("TOLLGATE_STARTUP_TIMEOUT_MS", "3000"))) {

            assertThat(streams.awaitExit(END)).as(streams.output()).isEqualTo(CANNOT_START);
            assertThat(streams.output()).contains("cannot reach Kafka at 127.0.0.1:" + nobody);
        }
    }

    @Test
    void aGatewayDecidesWithoutABroker() {
        GatewayProcess.Setup setup =
                new GatewayProcess.Setup(limits, folder.resolve("data"), "127.0.0.1:" + FreePorts.next(), "it.");
        try (GatewayProcess gateway = GatewayProcess.start(setup)) {
            assertThat(gateway.client().hits("acme", 12)).isEqualTo(10);
        }
    }

    @Test
    void askSaysWhereItFoundNobody() {
        String address = "127.0.0.1:" + FreePorts.next();
        List<String> arguments = new ArrayList<>(List.of("ask", "--domain", "quota", "customer=acme"));
        arguments.addAll(List.of("--address", address));
        try (ChildProcess ask = run(arguments)) {
            assertThat(ask.awaitExit(END)).as(ask.output()).isEqualTo(CANNOT_START);
            assertThat(ask.output()).contains(address);
        }
    }

    @Test
    void anUnknownOptionIsAnErrorOfUsage() {
        try (ChildProcess up = run(List.of("up", "--no-such-option"))) {
            assertThat(up.awaitExit(END)).as(up.output()).isEqualTo(USAGE);
            assertThat(up.output()).contains("--no-such-option");
        }
    }

    private static ChildProcess run(List<String> arguments) {
        return ChildProcess.tollgate(arguments.get(0), arguments, Map.of());
    }
}
