package io.tollgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.envoy.service.ratelimit.v3.RateLimitResponse.Code;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitResponse.DescriptorStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The wall clock is stepped by hours and days while requests come in. */
final class ClockStepIT {

    private static final int LIMIT = 2000;
    private static final int SOME = 300;
    private static final int CLIENTS = 4;
    private static final Duration PHASE = Duration.ofMinutes(1);
    private static final long HOUR = 3600;
    private static final long DAY = 24 * HOUR;
    private static final long NOON = 1_790_683_200; // 2026-09-29 12:00 UTC

    /** What was answered, by the seconds left in the window: the tests read the clock at a second of its own in each. */
    private final Map<Long, Answers> byReset = new ConcurrentHashMap<>();

    private final AtomicBoolean stopped = new AtomicBoolean();

    @TempDir
    private Path folder;

    private Path clock = Path.of("");

    @BeforeEach
    void setTheClock() throws IOException {
        clock = folder.resolve("clock");
        set(NOON);
        Path limits = Files.createDirectories(folder.resolve("data/ratelimit/config"));
        Files.writeString(limits.resolve("quota.yaml"), """
                domain: quota
                descriptors:
                  - key: customer
                    rate_limit: {unit: hour, requests_per_unit: %d}
                """.formatted(LIMIT));
    }

    @AfterEach
    void stop() {
        stopped.set(true);
    }

    @Test
    void noStepDeniesBelowTheLimitOrAdmitsAboveIt() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try (DropInGateway gateway = DropInGateway.start(
                folder.resolve("gateway"), DropInGateway.filesBelow(folder.resolve("data")), clock)) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                running.add(clients.submit(() -> hitUntilStopped(gateway.grpcPort())));
            }

            await(running, () -> answers(HOUR).admitted.sum() >= SOME);
            set(NOON + HOUR + 1);
            await(running, () -> answers(HOUR - 1).admitted.sum() >= SOME);
            set(NOON + 2);
            await(running, () -> answers(HOUR - 2).denied.sum() >= SOME);
            set(NOON + DAY + 3);
            await(running, () -> answers(HOUR - 3).admitted.sum() >= SOME);
            set(NOON + HOUR + 4);
            await(running, () -> answers(HOUR - 4).denied.sum() >= SOME);
            set(NOON + DAY + 5);
            await(running, () -> answers(HOUR - 5).denied.sum() >= SOME);
            stopped.set(true);
            for (Future<?> client : running) {
                client.get();
            }
        } finally {
            stopped.set(true);
            clients.shutdownNow();
        }

        assertThat(admitted(HOUR, HOUR - 2)).as("at noon").isEqualTo(LIMIT);
        assertThat(admitted(HOUR - 1, HOUR - 4)).as("an hour later").isEqualTo(LIMIT);
        assertThat(admitted(HOUR - 3, HOUR - 5)).as("a day later").isEqualTo(LIMIT);
        assertThat(answers(HOUR).denied.sum()).isZero();
    }

    private void set(long seconds) throws IOException {
        Path next = folder.resolve("clock.next");
        Files.writeString(next, Long.toString(seconds));
        Files.move(next, clock, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private void hitUntilStopped(int port) {
        try (Rls client = Rls.connect(port)) {
            while (!stopped.get()) {
                DescriptorStatus status =
                        client.send(Rls.request("acme").build()).getStatuses(0);
                Answers answers = answers(status.getDurationUntilReset().getSeconds());
                (status.getCode() == Code.OK ? answers.admitted : answers.denied).increment();
            }
        }
    }

    private static void await(List<Future<?>> running, BooleanSupplier condition) {
        Awaitility.await("answers at this time")
                .atMost(PHASE)
                .until(() -> condition.getAsBoolean() || running.stream().anyMatch(Future::isDone));
    }

    private long admitted(long firstVisit, long secondVisit) {
        return answers(firstVisit).admitted.sum()
                + answers(secondVisit).admitted.sum();
    }

    private Answers answers(long reset) {
        return byReset.computeIfAbsent(reset, seconds -> new Answers());
    }

    /** Answers at one time of the clock. */
    private static final class Answers {
        private final LongAdder admitted = new LongAdder();
        private final LongAdder denied = new LongAdder();
    }
}
