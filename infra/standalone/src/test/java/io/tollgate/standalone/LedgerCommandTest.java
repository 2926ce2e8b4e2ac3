package io.tollgate.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LedgerCommandTest {

    @TempDir
    private Path folder;

    @Test
    void saysWhatCanBeDoneWithTheLedger() {
        Run run = Run.of("ledger");

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("no command given", "Usage: tollgate ledger", "export");
    }

    @Test
    void wantsBothTimes() {
        Run run = Run.of("ledger", "export");

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("Missing required options: '--from=INSTANT', '--to=INSTANT'");
    }

    @Test
    void saysAllThatIsWrongWithWhatIsAskedFor() {
        Run run =
                Run.of("ledger", "export", "--from", "march", "--to", "2026-04-31", "--format", "xml", "--after", "7");

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err())
                .contains(
                        "--from: 'march' (expected: an instant such as 2026-03-01T00:00:00Z, or a date",
                        "--to: '2026-04-31' (expected: ",
                        "--format: 'xml' (expected: csv or jsonl)",
                        "--after: '7' (expected: PARTITION-OFFSET");
    }

    @Test
    void saysWhichKafkaItCannotReachAndLeavesNoFile() throws IOException {
        String nowhere = nowhere();
        Path file = folder.resolve("march.csv");

        Run run = export("--bootstrap-servers", nowhere, "--output", file.toString());

        assertThat(run.exitCode()).isEqualTo(ExitCode.CANNOT_START);
        assertThat(run.err())
                .startsWith("tollgate: cannot read tollgate.ledger: no answer from Kafka at " + nowhere
                        + " within 1.0 s; start it, or set bootstrap.servers");
        assertThat(run.out()).isEmpty();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void takesKafkaAndPrefixFromTheEnvironment() throws IOException {
        String nowhere = nowhere();

        Run run = in(Map.of("TOLLGATE_BOOTSTRAP_SERVERS", nowhere, "TOLLGATE_TOPIC_PREFIX", "eu."));

        assertThat(run.err()).contains("cannot read eu.ledger: no answer from Kafka at " + nowhere);
    }

    @Test
    void rejectsAPrefixThatCannotBe() {
        assertRejected("topic.prefix (TOLLGATE_TOPIC_PREFIX): 'a b' (expected: ", "--topic-prefix", "a b");
    }

    @Test
    void rejectsATimeoutThatCannotBe() {
        assertRejected("--timeout: 0 (expected: 1 to 3600)", "--timeout", "0");
    }

    @Test
    void rejectsAnOutputThatIsNoFile() {
        assertRejected("--output: " + folder + " is no file (expected: a file, or - ", "--output", folder.toString());
        assertRejected(
                "--output: there is no folder for ",
                "--output",
                folder.resolve("no").resolve("march.csv").toString());
    }

    @Test
    void doesNotReplaceAnExportByItsRest() throws IOException {
        Path file = Files.writeString(folder.resolve("march.csv"), "position\r\n0-0\r\n");

        assertRejected("would be replaced by the rows behind 0-0", "--after", "0-0", "--output", file.toString());

        assertThat(file).hasContent("position\r\n0-0\r\n");
    }

    private static void assertRejected(String why, String... options) {
        Run run = export(options);

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains(why);
    }

    private static Run export(String... options) {
        return in(Map.of(), options);
    }

    private static Run in(Map<String, String> environment, String... options) {
        List<String> all = new ArrayList<>(List.of("ledger", "export", "--from", "2026-03-01", "--to", "2026-04-01"));
        all.addAll(List.of(options));
        if (!all.contains("--timeout")) {
            all.addAll(List.of("--timeout", "1"));
        }
        return Run.in(environment, all.toArray(String[]::new));
    }

    private static String nowhere() throws IOException {
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "127.0.0.1:" + closed.getLocalPort();
        }
    }
}
