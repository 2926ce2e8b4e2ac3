package io.tollgate.gateway.hits;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.accounting.Incarnation;
import io.tollgate.event.HitEvent;
import io.tollgate.event.Hits;
import io.tollgate.event.Mark;
import io.tollgate.event.WindowHits;
import io.tollgate.event.WindowUse;
import io.tollgate.gateway.HalfGateway;
import io.tollgate.gateway.decision.Counter;
import io.tollgate.gateway.decision.CounterWindow;
import io.tollgate.gateway.decision.RateLimitQuery;
import io.tollgate.gateway.journal.AdaptiveInterval;
import io.tollgate.gateway.limits.LimitTable;
import io.tollgate.gateway.limits.file.LimitFileOptions;
import io.tollgate.model.CounterKey;
import io.tollgate.model.DescriptorEntry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The reporter is driven round by round; the test is the log and the clock. */
final class HitReporterTest {

    private static final String LIMITS = """
            domain: shop
            descriptors:
              - key: customer
                rate_limit: {unit: month, requests_per_unit: 1000000, windows: calendar}
              - key: address
                rate_limit: {unit: minute, requests_per_unit: 100}
              - key: branch
                rate_limit: {unit: hour, requests_per_unit: 100, windows: calendar, time_zone: Asia/Kolkata}
              - key: seen
                observe: true
              - key: desk
                rate_limit: {unit: minute, requests_per_unit: 5, algorithm: sliding_window}
            """;

    private static final HitReporter.Settings SETTINGS = new HitReporter.Settings(
            new AdaptiveInterval(Duration.ofSeconds(1), Duration.ofSeconds(5), 100),
            Duration.ofMillis(10),
            Duration.ofMillis(20),
            100,
            Duration.ofSeconds(10),
            "gw");

    @TempDir
    Path folder;

    private final FakeHitLog log = new FakeHitLog();
    private HalfGateway gateway;
    private HitReporter reporter;
    private long timeMillis = Instant.parse("2026-02-03T10:30:00Z").toEpochMilli();
    private int liveGateways = 1;

    @BeforeEach
    void open() {
        LimitTable table = LimitTable.parse("shop.yaml", LIMITS, LimitFileOptions.defaults());
        gateway = new HalfGateway(folder, new Incarnation(new UUID(1, 2), 0, 1), () -> timeMillis, () -> table) {
            @Override
            protected void dirty(CounterWindow window, long nowMillis, boolean report, boolean urgent) {
                if (report) {
                    reporter.dirty(window, nowMillis, urgent);
                }
            }

            @Override
            protected int liveGateways() {
                return liveGateways;
            }
        };
        StoredTotalsSender stored =
                new StoredTotalsSender(log, gateway.own, gateway.usage, gateway.counters, () -> timeMillis);
        stored.pass();
        WatermarkPublisher watermarks =
                new WatermarkPublisher(log, SETTINGS, stored::incarnations, () -> timeMillis, nanos());
        reporter = new HitReporter(log, SETTINGS, () -> timeMillis, watermarks, stored::isDone);
        round();
        log.take(); // the first mark
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void reportsAFirstMeteredHitAtOnceAndLaterOnesTogetherWhenTheAgeHasPassed() {
        hit("customer", "acme", 1);
        round();
        assertThat(admitted(log.take())).isEqualTo(1);

        for (int i = 0; i < 49; i++) {
            hit("customer", "acme", 1);
            passMillis(20);
        }
        assertThat(log.onTheWay()).isZero();

        passMillis(20);
        assertThat(admitted(log.take())).isEqualTo(50);
    }

    @Test
    void saysWhatEachWindowIsKeptFor() {
        hit("customer", "acme", 1);
        round();
        assertThat(uses(log.take())).containsExactlyInAnyOrder(WindowUse.LIMIT_AND_ACCOUNTING, WindowUse.ACCOUNTING);

        hit("address", "acme", 50);
        passMillis(1_000);
        assertThat(uses(log.take())).containsExactly(WindowUse.LIMIT);

        hit("seen", "acme", 1);
        passMillis(1_000);
        assertThat(uses(log.take())).containsExactly(WindowUse.OBSERVATION);
    }

    @Test
    void makesAboutARecordASecondOfFiftyHitsASecond() {
        for (int i = 0; i < 500; i++) {
            hit("customer", "acme", 1);
            passMillis(20);
            takeAll();
        }

        assertThat(records()).isBetween(9L, 11L);
    }

    @Test
    void keepsItsPaceOfReportsWhereManyCountersAreInUse() {
        int customers = 300;
        int seconds = 20;
        for (int step = 0; step < seconds * 10; step++) {
            for (int customer = 0; customer < customers; customer++) {
                hit("customer", "c" + customer, 1);
            }
            passMillis(100);
            takeAll();
        }

        assertThat(reporter.reportAge()).isEqualTo(Duration.ofSeconds(3));
        assertThat(records() - customers).as("after the first hits, at once").isBetween(1_500L, 2_000L);
    }

    @Test
    void waitsNoLongerThanTheLongestAgeHoweverManyCountersAreInUse() {
        for (int customer = 0; customer < 2_000; customer++) {
            hit("customer", "c" + customer, 1);
        }
        round();
        takeAll();
        hit("customer", "c7", 1);
        passMillis(4_999);
        assertThat(log.onTheWay()).isZero();

        passMillis(1);

        assertThat(log.onTheWay()).isEqualTo(1);
    }

    @Test
    void hasOneRecordOfACounterOnItsWayHoweverManyHitsItTakes() {
        liveGateways = 2;
        for (int i = 0; i < 5_000; i++) {
            hit("customer", "acme", 200);
            passMillis(1);
        }
        assertThat(log.onTheWay()).isEqualTo(1);

        log.take();
        passMillis(20);
        assertThat(admitted(log.take())).isEqualTo(1_000_000);
    }

    @Test
    void tellsOthersOfACrossingAtOnceAndOfFurtherDenialsByAge() {
        for (int i = 0; i < 100; i++) {
            hit("address", "10.0.0.1", 1);
        }
        round();
        takeAll();
        hit("address", "10.0.0.1", 1);
        passMillis(10);
        assertThat(log.onTheWay()).isEqualTo(1);
        takeAll();

        hit("address", "10.0.0.1", 1);
        passMillis(10);
        assertThat(log.onTheWay()).isZero();
        passMillis(1_000);
        assertThat(log.onTheWay()).isEqualTo(1);
    }

    @Test
    void doesNotReportAnUnmeteredCounterFarBelowItsLimit() {
        for (int i = 0; i < 19; i++) {
            hit("address", "10.0.0.1", 1);
            passMillis(1_000);
        }

        assertThat(records() + log.onTheWay()).isEqualTo(log.onTheWay()).isLessThanOrEqualTo(1); // a mark
    }

    @Test
    void sendsAnHourOfALimitApartFromTheHoursOfItsZoneByWhichTheLedgerHoldsItsHits() {
        hit("branch", "pune", 3);
        passMillis(1);

        assertThat(((Hits) log.take().getEvent()).getWindows())
                .extracting(window -> Instant.ofEpochMilli(window.getStart()) + " " + window.getUse() + " "
                        + window.getTotals().getAdmitted())
                .containsExactlyInAnyOrder("2026-02-03T10:00:00Z LIMIT 3", "2026-02-03T10:30:00Z ACCOUNTING 3");
    }

    @Test
    void reportsTheLastHitsOfAWindowAfterItsEndWhereALimitSlides() {
        hit("desk", "a", 1);
        passMillis(59_999);
        gateway.counters.all().forEach(Counter::slide); // as its loader does
        takeAll();
        hit("desk", "a", 3);
        passMillis(2_000);
        takeAll();

        assertThat(log.taken().stream().filter(event -> event.getEvent() instanceof Hits))
                .last()
                .satisfies(event -> assertThat(admitted(event)).isEqualTo(4));
    }

    @Test
    void saysInAMarkWhenItWasSent() {
        passMillis(10_007);

        assertThat(log.take().getEvent())
                .isInstanceOfSatisfying(
                        Mark.class,
                        mark -> assertThat(mark.getSentAt())
                                .isEqualTo(Instant.parse("2026-02-03T10:30:10.007Z")
                                        .toEpochMilli()));
    }

    @Test
    void sendsAgainWhatTheLogDidNotTake() {
        hit("customer", "acme", 7);
        round();
        log.reject();

        passMillis(1);
        passMillis(600);

        assertThat(admitted(log.take())).isEqualTo(7);
    }

    @Test
    void knowsHowManyMeteredHitsTheLogDoesNotHoldYet() {
        hit("customer", "acme", 7);
        hit("customer", "globex", 2);
        hit("address", "10.0.0.1", 100);
        assertThat(gateway.counters.unacknowledgedHits()).isEqualTo(9);

        round();
        assertThat(gateway.counters.unacknowledgedHits()).isEqualTo(9);
        takeAll();
        assertThat(gateway.counters.unacknowledgedHits()).isZero();
    }

    /** What the log holds is never less than a mark says, and in the end it holds everything. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void marksOnlyWhatTheLogHoldsAndLosesNothing(long seed) {
        Random random = new Random(seed);
        liveGateways = 1 + random.nextInt(2);
        Map<String, Long> counted = new HashMap<>();
        Map<Long, Map<String, Long>> countedUpTo = new HashMap<>();
        for (int step = 0; step < 20_000; step++) {
            int event = random.nextInt(100);
            if (event < 50) {
                String customer = "c" + random.nextInt(5);
                int hits = 1 + random.nextInt(3);
                hit("customer", customer, hits);
                counted.merge(customer, (long) hits, Long::sum);
            } else if (event < 80) {
                passMillis(random.nextInt(30));
            } else if (log.onTheWay() > 0) {
                answer(random);
            }
            countedUpTo.put(timeMillis, Map.copyOf(counted));
        }
        do {
            passMillis(100);
            takeAll();
        } while (reporter.waiting() > 0);

        assertThat(held(log.taken().size())).isEqualTo(counted);
        for (int i = 0; i < log.taken().size(); i++) {
            if (log.taken().get(i).getEvent() instanceof Mark mark) {
                Map<String, Long> held = held(i);
                latest(countedUpTo, mark.getReportedUpTo())
                        .forEach((customer, hits) ->
                                assertThat(held.getOrDefault(customer, 0L)).isGreaterThanOrEqualTo(hits));
            }
        }
    }

    private void answer(Random random) {
        switch (random.nextInt(4)) {
            case 0 -> log.reject();
            case 1 -> log.takeAndLoseTheAnswer();
            default -> log.take();
        }
    }

    /** Returns what was counted strictly before a time. */
    private static Map<String, Long> latest(Map<Long, Map<String, Long>> countedUpTo, long beforeMillis) {
        return countedUpTo.entrySet().stream()
                .filter(entry -> entry.getKey() < beforeMillis)
                .max(Map.Entry.comparingByKey())
                .map(Map.Entry::getValue)
                .orElse(Map.of());
    }

    /** Returns the month's hits by customer that the first records of the log say, the larger of each. */
    private Map<String, Long> held(int records) {
        Map<String, Long> held = new HashMap<>();
        for (HitEvent event : log.taken().subList(0, records)) {
            if (event.getEvent() instanceof Hits hits) {
                held.merge(log.customerOf(event), month(hits), Math::max);
            }
        }
        return held;
    }

    private static List<WindowUse> uses(HitEvent event) {
        return ((Hits) event.getEvent())
                .getWindows().stream().map(WindowHits::getUse).toList();
    }

    private static long admitted(HitEvent event) {
        return month((Hits) event.getEvent());
    }

    private static long month(Hits hits) {
        return hits.getWindows().stream()
                .max((a, b) -> Long.compare(a.getEnd() - a.getStart(), b.getEnd() - b.getStart()))
                .map(WindowHits::getTotals)
                .orElseThrow()
                .getAdmitted();
    }

    private long records() {
        return log.taken().stream()
                .filter(event -> event.getEvent() instanceof Hits)
                .count();
    }

    private void hit(String key, String value, int hits) {
        RateLimitQuery query = new RateLimitQuery(
                "shop", List.of(new RateLimitQuery.Descriptor(List.of(new DescriptorEntry(key, value)), hits, null)));
        CounterKey counter =
                CounterKey.descriptor("shop", 1).entry(key, value, false).build();
        if (gateway.counters.find(counter) == null) {
            gateway.counters.add(new Counter(counter, timeMillis));
        }
        assertThat(gateway.engine.prepare(query).tryDecide(timeMillis)).isNotNull();
    }

    private void passMillis(int millis) {
        timeMillis += millis;
        round();
    }

    private void round() {
        reporter.round(nanos());
    }

    private long nanos() {
        return timeMillis * 1_000_000;
    }

    private void takeAll() {
        while (log.onTheWay() > 0) {
            log.take();
            round();
        }
    }
}
