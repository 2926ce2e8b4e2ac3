package io.tollgate.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LedgerReconcileCommandTest {

    @Test
    void isNamedByTheLedgerCommand() {
        assertThat(Run.of("ledger").err()).contains("reconcile");
        assertThat(Run.of("--help").out()).contains("ledger reconcile: it differs");
    }

    @Test
    void wantsBothTimes() {
        Run run = Run.of("ledger", "reconcile");

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("Missing required options: '--from=INSTANT', '--to=INSTANT'");
    }

    @Test
    void saysAllThatIsWrongWithTheTimes() {
        Run run = Run.of("ledger", "reconcile", "--from", "march", "--to", "2026-04-31");

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("--from: 'march' (expected: an instant", "--to: '2026-04-31' (expected: ");
    }

    @Test
    void rejectsWaitsThatCannotBe() {
        assertRejected("--timeout: 0 (expected: 1 to 3600)", "--timeout", "0");
        assertRejected("--settle: -1 (expected: 0 to 3600)", "--settle=-1");
    }

    @Test
    void rejectsAPrefixThatCannotBe() {
        assertRejected("topic.prefix (TOLLGATE_TOPIC_PREFIX): 'a b' (expected: ", "--topic-prefix", "a b");
    }

    @Test
    void saysWhichKafkaItCannotReach() throws IOException {
        String nowhere;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nowhere = "127.0.0.1:" + closed.getLocalPort();
        }

        Run run = Run.in(
                Map.of("TOLLGATE_BOOTSTRAP_SERVERS", nowhere, "TOLLGATE_TOPIC_PREFIX", "eu."),
                arguments("--timeout", "1"));

        assertThat(run.exitCode()).isEqualTo(ExitCode.CANNOT_START);
        assertThat(run.err()).startsWith("tollgate: cannot read eu.hits: no answer from Kafka at " + nowhere);
    }

    private static void assertRejected(String why, String... options) {
        Run run = Run.of(arguments(options));

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains(why);
    }

    private static String[] arguments(String... options) {
        List<String> all =
                new ArrayList<>(List.of("ledger", "reconcile", "--from", "2026-03-01", "--to", "2026-04-01"));
        all.addAll(List.of(options));
        return all.toArray(String[]::new);
    }
}
