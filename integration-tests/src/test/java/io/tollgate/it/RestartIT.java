package io.tollgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RestartIT {

    private static final int LIMIT = 100_000;
    private static final int CLIENTS = 8;
    private static final int HITS_BEFORE_THE_KILL = 2000;

    /** Of all tests: to start it takes longer than each of them. */
    @TempDir
    private static Path shared;

    private static EmbeddedKafka kafka;
    private static Installation installation;
    private static int tests;

    @TempDir
    private Path folder;

    /** Each test counts hits of a customer of its own. */
    private final String customer = "acme-" + tests++;

    @BeforeAll
    static void start() {
        kafka = EmbeddedKafka.start(shared.resolve("kafka"));
        installation = Installation.start(shared, kafka);
    }

    @AfterEach
    void stopGateways() {
        kafka.ensureRunning();
        installation.closeGateways();
    }

    @AfterAll
    static void stop() {
        installation.close();
    }

    @Test
    void eachPartInTurnKeepsTheCounts() {
        GatewayProcess one = installation.gateway(LIMIT, "day");
        GatewayProcess other = installation.gateway(LIMIT, "day");
        one.client().hits(customer, 10);
        awaitUsed(other, 10);

        one.stop();
        one.restart();
        one.awaitReady();
        assertThat(used(one)).isEqualTo(10);
        one.client().hits(customer, 10);
        awaitUsed(other, 20);

        installation.streams().stop();
        one.client().hits(customer, 10);
        installation.streams().restart();
        awaitUsed(other, 30);

        installation.streams().kill();
        other.client().hits(customer, 10);
        installation.streams().restart();
        awaitUsed(one, 40);

        kafka.stop();
        one.client().hits(customer, 10);
        assertThat(used(one)).isEqualTo(50);
        kafka.restart();
        awaitUsed(other, 50);
    }

    @Test
    void aKilledGatewayLosesNoAnsweredHit() throws Exception {
        GatewayProcess gateway = installation.gateway(LIMIT, "day");

        int answered = hitUntilKilled(gateway);
        gateway.restart();
        gateway.awaitReady();

        // a hit may have been counted without its answer getting out, but only one for each client
        assertThat(used(gateway)).isBetween(answered, answered + CLIENTS);
    }

    @Test
    void aGatewayThatIsKilledWhileKafkaIsAwayLosesNoAnsweredHit() throws Exception {
        GatewayProcess gateway = installation.gateway(LIMIT, "day");
        GatewayProcess other = installation.gateway(LIMIT, "day");

        kafka.stop();
        int answered = hitUntilKilled(gateway);
        gateway.restart();
        assertThat(used(gateway)).isBetween(answered, answered + CLIENTS);

        kafka.restart();
        awaitUsed(other, used(gateway));
    }

    @Test
    void aGatewayThatEndsWithoutKafkaNamesWhatWasNotSentAndSendsItLater() {
        GatewayProcess gateway = installation.gateway(LIMIT, "day");
        GatewayProcess other = installation.gateway(LIMIT, "day");
        gateway.client().hits(customer, 1);
        awaitUsed(other, 1);

        kafka.stop();
        gateway.client().hits(customer, 10);
        gateway.stop();
        assertThat(gateway.output())
                .contains("10 metered hits of this start wait, and 1 counters: ")
                .contains("quota customer " + customer);

        kafka.restart();
        gateway.restart();
        awaitUsed(other, 11);
    }

    @Test
    void aGatewayThatIsKilledTwiceKnowsItsFirstHitsWithoutKafka() {
        GatewayProcess gateway = installation.gateway(LIMIT, "day");
        gateway.client().hits(customer, 10);
        gateway.kill();
        gateway.restart();
        gateway.awaitOutput("Usage holds all that the start of");

        gateway.kill();
        kafka.stop();
        gateway.restart();

        assertThat(used(gateway)).isEqualTo(10);
    }

    @Test
    void aLimitOfACalendarMonthSurvivesARestartOfEverything() {
        Path limits = Installation.limits(folder.resolve("limits"), 1000, "month");
        Path data = folder.resolve("data");
        try (UpProcess up = UpProcess.start(limits, data);
                Rls client = Rls.connect(up.grpcPort())) {
            assertThat(client.hits("acme", 10)).isEqualTo(10);
            up.killEverything();
        }
        try (UpProcess up = UpProcess.start(limits, data);
                Rls client = Rls.connect(up.grpcPort())) {
            assertThat(client.remainingAfterHit("acme")).isEqualTo(989);
            up.process().stop();
        }
        try (UpProcess up = UpProcess.start(limits, data);
                Rls client = Rls.connect(up.grpcPort())) {
            assertThat(client.remainingAfterHit("acme")).isEqualTo(988);
        }
    }

    @Test
    void aBrokerThatIsKilledComesBackAndKeepsTheCounts() {
        Path limits = Installation.limits(folder.resolve("limits"), 1000, "month");
        try (UpProcess up = UpProcess.start(limits, folder.resolve("data"));
                Rls client = Rls.connect(up.grpcPort())) {
            assertThat(client.hits("acme", 10)).isEqualTo(10);

            up.process().children().forEach(ProcessHandle::destroyForcibly);
            assertThat(client.remainingAfterHit("acme")).isEqualTo(989);
            up.process().awaitOutput("Kafka is back", Duration.ofMinutes(1));

            assertThat(client.remainingAfterHit("acme")).isEqualTo(988);
        }
    }

    @Test
    void theBrokerEndsWithItsLauncher() {
        Path limits = Installation.limits(folder.resolve("limits"), 1000, "month");
        List<ProcessHandle> children;
        try (UpProcess up = UpProcess.start(limits, folder.resolve("data"))) {
            children = up.process().children();
            assertThat(children).hasSize(1);

            up.process().kill();
        }

        Awaitility.await("the end of the broker")
                .atMost(Duration.ofSeconds(20))
                .until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
    }

    private int hitUntilKilled(GatewayProcess gateway) throws Exception {
        AtomicInteger answered = new AtomicInteger();
        AtomicBoolean killed = new AtomicBoolean();
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                running.add(clients.submit(() -> hitUntilKilled(gateway, answered, killed)));
            }
            Awaitility.await("hits in flight")
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> answered.get() > HITS_BEFORE_THE_KILL
                            || running.stream().anyMatch(Future::isDone));
            killed.set(true);
            gateway.kill();
            for (Future<?> client : running) {
                client.get();
            }
            return answered.get();
        } finally {
            clients.shutdownNow();
        }
    }

    private void hitUntilKilled(GatewayProcess gateway, AtomicInteger answered, AtomicBoolean killed) {
        try (Rls client = Rls.connect(gateway.grpcPort())) {
            while (client.hit(customer)) {
                answered.incrementAndGet();
            }
            throw new AssertionError("over the limit after " + answered.get() + " hits");
        } catch (StatusRuntimeException e) {
            if (!killed.get()) {
                throw new AssertionError("a gateway that runs did not answer: " + gateway.output(), e);
            }
        }
    }

    private int used(GatewayProcess gateway) {
        return LIMIT - gateway.client().remaining(customer);
    }

    private void awaitUsed(GatewayProcess gateway, int expected) {
        Awaitility.await("the counts of the other gateway")
                .atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(
                        () -> assertThat(used(gateway)).as(gateway.output()).isEqualTo(expected));
    }
}
