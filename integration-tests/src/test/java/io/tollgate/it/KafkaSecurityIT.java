package io.tollgate.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The walk of docs/operate/kafka.md as it stands there: SASL_SSL with SCRAM, and no more ACLs than it lists. */
final class KafkaSecurityIT {

    private static final Duration SOON = Duration.ofMinutes(1);

    @TempDir
    private Path folder;

    private SecuredKafka kafka;
    private final List<AutoCloseable> running = new ArrayList<>();

    @BeforeEach
    void walk() throws IOException {
        kafka = SecuredKafka.byTheWalk(folder);
    }

    @AfterEach
    void end() throws Exception {
        for (int i = running.size() - 1; i >= 0; i--) {
            running.get(i).close();
        }
        kafka.close();
    }

    private <T extends AutoCloseable> T closing(T started) {
        running.add(started);
        return started;
    }

    private ChildProcess tollgate(String... arguments) {
        return closing(ChildProcess.tollgate(arguments[0], List.of(arguments), Map.of("USE_STATSD", "false")));
    }

    private ChildProcess gateway(String data, int port, Path config) {
        ChildProcess gateway = tollgate(
                "gateway",
                "--config",
                config.toString(),
                "--host",
                "127.0.0.1",
                "--grpc-port",
                Integer.toString(port),
                "--http-port",
                "0",
                "--debug-port",
                "-1",
                "--partitions",
                "2",
                "--limits",
                Installation.limits(folder.resolve("limits"), 100, "day").toString(),
                "--data",
                folder.resolve(data).toString());
        gateway.awaitOutput("Gateway answers", SOON);
        return gateway;
    }

    private ChildProcess streams(Path config) {
        return tollgate(
                "streams",
                "--config",
                config.toString(),
                "--partitions",
                "2",
                "--data",
                folder.resolve("streams").toString());
    }

    private ChildProcess ledger(String command, Path config) {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        return closing(ChildProcess.tollgate(
                command,
                List.of(
                        "ledger",
                        command,
                        "--config",
                        config.toString(),
                        "--from",
                        today.minusDays(1).toString(),
                        "--to",
                        today.plusDays(2).toString()),
                Map.of()));
    }

    @Test
    void everythingWorksWithTheAclsOfTheWalkAndNothingIsShown() {
        ChildProcess streams = streams(kafka.file("streams.properties"));
        streams.awaitOutput("Ready", SOON);
        int onePort = FreePorts.next();
        int otherPort = FreePorts.next();
        ChildProcess one = gateway("one", onePort, kafka.file("gateway.properties"));
        ChildProcess other = gateway("other", otherPort, kafka.file("gateway.properties"));
        one.awaitOutput("Ready", SOON);
        other.awaitOutput("Ready", SOON);
        Rls asked = closing(Rls.connect(onePort));
        Rls listening = closing(Rls.connect(otherPort));

        assertThat(asked.hits("acme", 7)).isEqualTo(7);

        await().atMost(SOON).until(() -> listening.remaining("acme") == 93);
        ChildProcess export = ledger("export", kafka.file("billing.properties"));
        assertThat(export.awaitExit(SOON)).as(export.output()).isZero();
        ChildProcess reconcile = ledger("reconcile", kafka.file("billing.properties"));
        assertThat(reconcile.awaitExit(SOON)).as(reconcile.output()).isBetween(0, 1);
        assertThat(streams.output() + one.output() + export.output() + reconcile.output())
                .doesNotContain("-secret", "changeit", "Exception");
    }

    @Test
    void aWrongPasswordAnUntrustedCertificateAndAMissingAclEachGiveOneLineAndTheGatewayDecidesOn() throws IOException {
        Path jaas = kafka.file("gateway.jaas");
        String right = Files.readString(jaas);
        Path untrusting = kafka.copy("gateway.properties", "untrusting.properties", "trust.p12", "other.p12");

        Files.writeString(jaas, right.replace("gateway-secret", "another"));
        assertRejected(kafka.file("gateway.properties"), "Kafka does not take the user or the password");
        Files.writeString(jaas, right);
        assertRejected(untrusting, "a certificate is not trusted");
        kafka.deny("gateway", "tollgate.usage");
        assertRejected(kafka.file("gateway.properties"), "this user may not");
    }

    private void assertRejected(Path config, String reason) {
        int port = FreePorts.next();
        ChildProcess gateway = gateway("rejected-" + port, port, config);
        Rls asked = closing(Rls.connect(port));

        gateway.awaitOutput(reason, SOON);

        assertThat(asked.hits("acme", 3)).isEqualTo(3);
        gateway.awaitOutput("Ready", SOON); // ten seconds of attempts
        assertThat(gateway.output().lines().filter(line -> line.contains("WARN") || line.contains("ERROR")))
                .as(gateway.output())
                .hasSizeLessThanOrEqualTo(2)
                .filteredOn(line -> line.contains(reason))
                .hasSize(1);
        assertThat(gateway.output()).doesNotContain("\tat ", "org.apache.kafka");
        gateway.kill();
    }
}
