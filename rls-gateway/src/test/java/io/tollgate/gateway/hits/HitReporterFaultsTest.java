package io.tollgate.gateway.hits;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.accounting.HitTotals;
import io.tollgate.accounting.Incarnation;
import io.tollgate.event.HitEvent;
import io.tollgate.event.Mark;
import io.tollgate.gateway.decision.Counter;
import io.tollgate.gateway.decision.CounterWindow;
import io.tollgate.gateway.decision.Counters;
import io.tollgate.gateway.decision.HitOutcome;
import io.tollgate.gateway.decision.OwnTotals;
import io.tollgate.gateway.journal.AdaptiveInterval;
import io.tollgate.gateway.journal.OwnTotalsStore;
import io.tollgate.gateway.usage.UsageStore;
import io.tollgate.model.ChargeMode;
import io.tollgate.model.CounterKey;
import io.tollgate.model.Window;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A reporter whose log blocks or fails. */
final class HitReporterFaultsTest {

    private static final long NOW = 1_000_000_000_000L;

    @TempDir
    Path folder;

    private final AtomicLong clock = new AtomicLong(NOW);
    private final Incarnation sender = new Incarnation(UUID.randomUUID(), NOW, 1);
    private final Counters counters = new Counters(sender);
    private OwnTotalsStore own;
    private UsageStore usage;

    @BeforeEach
    void open() {
        own = new OwnTotalsStore(folder.resolve("own"));
        usage = new UsageStore(folder.resolve("usage"), 1 << 20);
    }

    @AfterEach
    void close() {
        own.close();
        usage.close();
    }

    private HitPublisher publisher(HitLog log, int maxInFlight) {
        StoredTotalsSender stored = new StoredTotalsSender(log, own, usage, counters, clock::get);
        HitReporter.Settings settings = new HitReporter.Settings(
                new AdaptiveInterval(Duration.ofMillis(400), Duration.ofMillis(400), 1),
                Duration.ofMillis(5),
                Duration.ofMillis(20),
                maxInFlight,
                Duration.ofMillis(10),
                "");
        return new HitPublisher(log, settings, stored, clock::get);
    }

    @Test
    void aStopTakesAboutTheDrainTimeoutWhenKafkaWasNeverReached() {
        AtomicInteger tries = new AtomicInteger();
        HitLog unreachable = log((event, outcome) -> {
            tries.incrementAndGet();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500)); // max.block.ms: no metadata
            outcome.failed(new IllegalStateException("unreachable"));
        });
        HitPublisher publisher = publisher(unreachable, 20_000);
        for (int i = 0; i < 40; i++) { // a gateway has thousands: then it is hours
            Counter counter = new Counter(key("c" + i), NOW);
            counters.add(counter);
            CounterWindow window = requireNonNull(counter.findOrAdd(new Window(NOW, NOW + 3_600_000), sender));
            window.account();
            window.resume(new Fixed(new HitTotals(1, 0, 0, 0, 0)));
            publisher.reporter().dirty(window, NOW, true);
        }
        publisher.start(() -> true);
        await(() -> tries.get() > 1);
        long start = System.nanoTime();
        publisher.drain(Duration.ofSeconds(1));
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
        publisher.close();
        assertThat(seconds).isLessThan(5);
    }

    private static CounterKey key(String value) {
        return CounterKey.descriptor("shop", 1).entry("customer", value, false).build();
    }

    private static void await(BooleanSupplier met) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(3);
        while (!met.getAsBoolean() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    private interface Sending {
        void send(HitEvent event, HitLog.SendCallback outcome);
    }

    private static HitLog log(Sending sending) {
        return new HitLog() {
            @Override
            public void send(byte[] key, HitEvent event, SendCallback outcome) {
                sending.send(event, outcome);
            }

            @Override
            public void sendTo(int partition, byte[] key, HitEvent event, SendCallback outcome) {
                if (event.getEvent() instanceof Mark) {
                    sending.send(event, outcome);
                }
            }

            @Override
            public int partitions() {
                return 1;
            }

            @Override
            public void close() {}
        };
    }

    private record Fixed(HitTotals totals) implements OwnTotals {
        @Override
        public void add(HitOutcome outcome, long hits, long wouldDeny) {}

        @Override
        public long charged() {
            return totals.net(ChargeMode.ALL);
        }

        @Override
        public HitTotals snapshot() {
            return totals;
        }

        @Override
        public void markAccounted() {}

        @Override
        public void release() {}
    }
}
