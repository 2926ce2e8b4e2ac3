package io.tollgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that may use one core, as in a small pod. */
final class OneCoreIT {

    private static final Duration START = Duration.ofMinutes(2);

    /** Those before it are counted from the end of the name, which may have blanks (proc(5)): nice is the 19th of all. */
    private static final int NICE_AFTER_NAME = 16;

    @TempDir
    private Path folder;

    @Test
    void rehearsesBeforeItIsReadyAndItsOptimizingCompilerGivesWay() throws IOException {
        int grpcPort = FreePorts.next();
        List<String> command = List.of(
                "taskset",
                "-c",
                "0",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                ChildProcess.classPath(),
                "io.tollgate.standalone.Tollgate",
                "gateway",
                "--host=127.0.0.1",
                "--grpc-port=" + grpcPort,
                "--http-port=0",
                "--debug-port=-1",
                "--limits=" + Installation.limits(folder.resolve("limits"), 100, "day"),
                "--data=" + folder.resolve("data"),
                "--bootstrap-servers=127.0.0.1:1");
        Map<String, String> environment =
                Map.of("TOLLGATE_WARM_UP_MAX_MS", "3000", "TOLLGATE_READY_TIMEOUT_MS", "0", "USE_STATSD", "false");
        try (ChildProcess gateway = ChildProcess.start("gateway", command, environment);
                Rls client = Rls.connect(grpcPort)) {
            gateway.awaitOutput("Ready", START);

            assertThat(gateway.output()).containsPattern("Warm-up: [1-9]\\d* requests in \\d");
            assertThat(client.remainingAfterHit("acme")).isEqualTo(99);
            assertThat(nice(gateway, "C2 ")).isEqualTo("10");
            assertThat(nice(gateway, "C1 ")).isEqualTo("0");
        }
    }

    /** @param threads what their names begin with; there is one */
    private static String nice(ChildProcess process, String threads) throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc", Long.toString(process.pid()), "task"))) {
            for (Path thread : all.toList()) {
                if (Files.readString(thread.resolve("comm")).startsWith(threads)) {
                    String stat = Files.readString(thread.resolve("stat"));
                    return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[NICE_AFTER_NAME];
                }
            }
        }
        throw new AssertionError("no thread whose name begins with " + threads);
    }
}
