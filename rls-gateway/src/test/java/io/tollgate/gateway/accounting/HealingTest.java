package io.tollgate.gateway.accounting;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.accounting.HitTotals;
import io.tollgate.accounting.Incarnation;
import io.tollgate.accounting.KnownUsage;
import io.tollgate.event.HitEvent;
import io.tollgate.event.Hits;
import io.tollgate.gateway.HalfGateway;
import io.tollgate.gateway.decision.CounterWindow;
import io.tollgate.gateway.decision.RateLimitQuery;
import io.tollgate.gateway.hits.HitLog;
import io.tollgate.gateway.hits.HitPublisher;
import io.tollgate.gateway.hits.HitReporter;
import io.tollgate.gateway.hits.StoredTotalsSender;
import io.tollgate.gateway.journal.AdaptiveInterval;
import io.tollgate.gateway.limits.LimitTable;
import io.tollgate.gateway.limits.file.LimitFileOptions;
import io.tollgate.gateway.usage.UsageHeard;
import io.tollgate.gateway.usage.UsageStaleness;
import io.tollgate.model.CounterKey;
import io.tollgate.model.DescriptorEntry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway whose usage turns out to hold less than it reported, or hits that it never counted. */
final class HealingTest {

    private static final long NOW = 1_800_000_000_000L;
    private static final long HEALED_AFTER_MS = 5_000;
    private static final Incarnation SELF = new Incarnation(new UUID(1, 2), 3, 4);
    private static final Incarnation FRESH = new Incarnation(new UUID(1, 2), 3, 5);

    /** A record that the log holds. */
    private record Taken(CounterKey counter, HitEvent event) {}

    @TempDir
    Path folder;

    private final List<Taken> taken = new CopyOnWriteArrayList<>();
    private final HitLog log = new HitLog() {
        @Override
        public void send(byte[] key, HitEvent event, SendCallback outcome) {
            taken.add(new Taken(CounterKey.ofBytes(key), event));
            outcome.acknowledged(0, taken.size() - 1);
        }

        @Override
        public void sendTo(int partition, byte[] key, HitEvent event, SendCallback outcome) {
            send(key, event, outcome);
        }

        @Override
        public int partitions() {
            return 1;
        }

        @Override
        public void close() {}
    };
    private final UsageStaleness staleness = new UsageStaleness(() -> 0);
    private final List<String> registered = new ArrayList<>();
    private volatile long nowMillis = NOW;
    private HalfGateway gateway;
    private HitPublisher publisher;
    private UsageRepair repair;
    private IdentityGuard guard;
    private CounterWindow window;

    /** Five hits were counted by a limit of the day, reported, and acknowledged. */
    @BeforeEach
    void countAndReport() {
        LimitTable table = LimitTable.parse(
                "f.yaml",
                "domain: d\ndescriptors: [{key: k, rate_limit: {unit: day, requests_per_unit: 1000}}]",
                LimitFileOptions.defaults());
        gateway = new HalfGateway(folder, SELF, () -> nowMillis, () -> table) {
            @Override
            protected void dirty(CounterWindow charged, long atMillis, boolean report, boolean urgent) {
                publisher.reporter().dirty(charged, atMillis, urgent);
            }
        };
        StoredTotalsSender stored =
                new StoredTotalsSender(log, gateway.own, gateway.usage, gateway.counters, () -> nowMillis);
        HitReporter.Settings settings = new HitReporter.Settings(
                AdaptiveInterval.every(Duration.ofMillis(1)),
                Duration.ofMillis(1),
                Duration.ofMillis(20),
                100,
                Duration.ofHours(1),
                "");
        publisher = new HitPublisher(log, settings, stored, () -> nowMillis);
        OverAdmissionEstimate estimate = new OverAdmissionEstimate(() -> 1, () -> Duration.ofSeconds(1));
        repair = new UsageRepair(publisher, staleness, estimate);
        guard = new IdentityGuard(
                gateway.counters,
                publisher.reporter(),
                gateway.evictor,
                estimate,
                () -> FRESH,
                () -> registered.add("impersonated"));
        window = count("v");
        publisher.start(() -> true);
        awaitHits("v", 1);
    }

    private CounterWindow count(String value) {
        RateLimitQuery.Descriptor five =
                new RateLimitQuery.Descriptor(List.of(new DescriptorEntry("k", value)), 5, null);
        gateway.ask(new RateLimitQuery("d", List.of(five)));
        return requireNonNull(gateway.counters.find(key(value))).windows().stream()
                .filter(CounterWindow::isLimiting)
                .findFirst()
                .orElseThrow();
    }

    private static CounterKey key(String value) {
        return CounterKey.descriptor("d", 1).entry("k", value, false).build();
    }

    @AfterEach
    void close() {
        publisher.close();
        gateway.close();
    }

    /** Waits until the log has so many records with hits of a counter. */
    private void awaitHits(String value, int count) {
        await(() -> hitsTaken(value).size() >= count);
    }

    /** Waits until all that was asked for before is in the log: it is on its way before the second of these. */
    private void awaitAllThatWasAskedFor() {
        CounterWindow other = count("w");
        awaitHits("w", 1);
        publisher.reporter().sendAgain(other);
        awaitHits("w", 2);
        publisher.reporter().sendAgain(other);
        awaitHits("w", 3);
    }

    private List<Hits> hitsTaken(String value) {
        return taken.stream()
                .filter(record -> record.counter().equals(key(value)))
                .map(record -> record.event().getEvent())
                .filter(Hits.class::isInstance)
                .map(Hits.class::cast)
                .toList();
    }

    private static void await(Callable<Boolean> met) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(1))
                .until(met);
    }

    private void usageShows(long admitted) {
        window.others()
                .learn(new KnownUsage(
                        window.window(), HitTotals.ZERO, Map.of(SELF, new HitTotals(admitted, 0, 0, 0, 0))));
    }

    /** Usage says that it holds all that was acknowledged, whatever it shows. */
    private void usageIsRead() {
        UsageHeard.heard(staleness, 0, 100);
    }

    private void visitLater(long millis) {
        nowMillis = NOW + millis;
        repair.visited(window, nowMillis);
    }

    @Test
    void totalsThatUsageDoesNotShowAreSentAgain() {
        usageShows(3);
        usageIsRead();

        visitLater(HEALED_AFTER_MS);

        awaitHits("v", 2);
        assertThat(hitsTaken("v").get(1).getWindows())
                .isEqualTo(hitsTaken("v").get(0).getWindows());
    }

    @Test
    void totalsAreNotSentAgainBeforeUsageHadTheTimeToShowThem() {
        usageShows(3);
        visitLater(HEALED_AFTER_MS); // usage is not read so far
        usageIsRead();
        visitLater(HEALED_AFTER_MS - 1); // they were acknowledged just now

        awaitAllThatWasAskedFor();
        assertThat(hitsTaken("v")).hasSize(1);
    }

    @Test
    void totalsThatUsageShowsAreNotSentAgain() {
        usageShows(5);
        usageIsRead();
        visitLater(2 * HEALED_AFTER_MS);

        awaitAllThatWasAskedFor();
        assertThat(hitsTaken("v")).hasSize(1);
    }

    @Test
    void whoeverUsesThisIdentityTooMakesItCountUnderAnother() {
        guard.impersonated(window, new HitTotals(6, 0, 0, 0, 0));
        guard.impersonated(window, new HitTotals(7, 0, 0, 0, 0));

        assertThat(gateway.counters.sender()).isEqualTo(FRESH);
        assertThat(gateway.counters.isOwn(SELF)).isTrue();
        assertThat(registered).hasSize(2); // each is an alarm, but one identity is enough
        assertThat(window.sender())
                .as("hits that were counted keep their identity")
                .isEqualTo(SELF);
    }

    @Test
    void hitsThatOthersTurnOutToNeedAreReported() {
        window.resume(requireNonNull(
                gateway.journal.allocate(key("v"), window.window(), SELF, false, new HitTotals(9, 0, 0, 0, 0))));

        guard.shared(window, NOW);

        awaitHits("v", 2);
        assertThat(hitsTaken("v").get(1).getWindows().get(0).getTotals().getAdmitted())
                .isEqualTo(9);
    }
}
