package io.tollgate.gateway.decision;

import static io.tollgate.gateway.decision.DecidingGateway.hits;
import static io.tollgate.gateway.decision.DecidingGateway.override;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.model.Unit;
import io.tollgate.model.Window;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each metered hit is in one accounting window, whatever becomes of the zone by whose hours it is accounted. */
final class AccountedOnceTest {

    private static final List<String> ZONES = List.of(
            "UTC", "Asia/Kolkata", "Asia/Kathmandu", "America/St_Johns", "Australia/Lord_Howe", "Europe/Berlin");
    private static final RateLimitQuery.Descriptor DESK = hits(1, "desk", "a");

    private static String limits(String domainZone, String ruleZone) {
        return """
                windows: calendar
                time_zone: %s
                descriptors:
                  - key: desk
                    rate_limits:
                      - {name: hour, unit: hour, requests_per_unit: 5, time_zone: %s}
                      - {name: half, unit: minute, unit_multiplier: 30, requests_per_unit: 4, time_zone: %s}
                      - {name: day, unit: day, requests_per_unit: 1000, time_zone: %s}
                """.formatted(domainZone, ruleZone, ruleZone, ruleZone);
    }

    private static String limits(String zone) {
        return limits(zone, zone);
    }

    private static Window window(String from, String to) {
        return new Window(
                Instant.parse("2026-02-03T" + from + ":00Z").toEpochMilli(),
                Instant.parse("2026-02-03T" + to + ":00Z").toEpochMilli());
    }

    private static Map<Window, Long> accounted(DecidingGateway gateway) {
        Map<Window, Long> accounted = new HashMap<>();
        for (CounterWindow window : gateway.counter(DESK).windows()) {
            if (window.isAccounting() && window.own() != null) {
                accounted.put(
                        window.window(), requireNonNull(window.ownTotals()).decided());
            }
        }
        return accounted;
    }

    private static void ask(DecidingGateway gateway, String at, int hits) {
        gateway.setClock("2026-02-03T" + at + ":00Z");
        gateway.ask(hits(hits, "desk", "a"));
    }

    @Test
    void aZoneThatLosesItsFullHoursGoesOnInTheHourUnderWayAndThenAtItsEnd() {
        DecidingGateway gateway = new DecidingGateway(limits("UTC"));
        ask(gateway, "10:20", 1);
        gateway.reload(limits("Asia/Kolkata"));
        ask(gateway, "10:40", 2);
        ask(gateway, "11:10", 4);
        ask(gateway, "11:40", 8);

        assertThat(accounted(gateway))
                .isEqualTo(Map.of(
                        window("10:00", "11:00"), 3L, window("11:00", "11:30"), 4L, window("11:30", "12:30"), 8L));
    }

    @Test
    void aZoneThatGainsFullHoursDoesSoToo() {
        DecidingGateway gateway = new DecidingGateway(limits("Asia/Kolkata"));
        ask(gateway, "10:40", 1);
        gateway.reload(limits("UTC"));
        ask(gateway, "10:50", 2);
        ask(gateway, "11:10", 4);
        ask(gateway, "11:40", 8);
        ask(gateway, "12:10", 16);

        assertThat(accounted(gateway))
                .isEqualTo(Map.of(
                        window("10:30", "11:30"), 7L, window("11:30", "12:00"), 8L, window("12:00", "13:00"), 16L));
    }

    @Test
    void anHourSomeOfWhoseHitsAreAccountedElsewhereIsNeverAccountedThoughThatLeftTheHeap() {
        DecidingGateway gateway = new DecidingGateway(limits("Asia/Kolkata"));
        ask(gateway, "11:10", 1);
        gateway.reload(limits("UTC"));
        gateway.setClock("2026-02-03T11:40:00Z");
        assertThat(drop(gateway)).isEqualTo(1);
        ask(gateway, "11:40", 2);

        assertThat(accounted(gateway)).isEqualTo(Map.of(window("11:30", "12:00"), 2L));
    }

    @Test
    void aLimitInTheRequestIsAccountedWhereTheHitsOfItsRuleAre() {
        DecidingGateway gateway = new DecidingGateway(limits("UTC", "Asia/Kolkata"));
        ask(gateway, "10:40", 1);
        gateway.ask(override(100, Unit.HOUR, "desk", "a"));
        gateway.ask(override(100, Unit.DAY, "desk", "a"));
        ask(gateway, "10:50", 2);
        assertThat(accounted(gateway)).isEqualTo(Map.of(window("10:30", "11:30"), 5L));

        gateway.setClock("2026-02-03T11:40:00Z");
        gateway.ask(override(100, Unit.HOUR, "desk", "a"));
        ask(gateway, "11:50", 2);
        assertThat(accounted(gateway)).isEqualTo(Map.of(window("10:30", "11:30"), 5L, window("11:30", "12:00"), 3L));
    }

    /** Takes windows that ended off the heap, as the keeper does; returns what is accounted in them. */
    private static long drop(DecidingGateway gateway) {
        long dropped = 0;
        Counter counter = gateway.counters.all().iterator().next();
        for (CounterWindow window : counter.windows()) {
            if (window.window().endMillis() <= gateway.nowMillis()) {
                dropped += window.isAccounting()
                        ? requireNonNull(window.ownTotals()).decided()
                        : 0;
                assertThat(window.close()).isTrue();
                counter.remove(window);
                gateway.counters.forgot(window.window());
            }
        }
        return dropped;
    }

    static IntStream seeds() {
        return IntStream.rangeClosed(1, 300);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void theAccountingWindowsHoldEachHitOnceInAnyHistory(int seed) {
        Random random = new Random(seed);
        DecidingGateway gateway = new DecidingGateway(limits("UTC"));
        gateway.setClock(seed % 2 == 0 ? "2026-02-03T09:17:00Z" : "2026-04-04T14:17:00Z"); // Lord Howe's clocks go back
        long asked = 0;
        long dropped = 0;
        for (int step = 0; step < 200; step++) {
            switch (random.nextInt(8)) {
                case 0 -> gateway.reload(limits(zone(random), zone(random)));
                case 1 -> dropped += gateway.counters.size() == 0 ? 0 : drop(gateway);
                case 2, 3 -> gateway.advanceMillis(random.nextLong(40 * 60_000L));
                case 4 -> {
                    gateway.ask(override(100, random.nextBoolean() ? Unit.HOUR : Unit.DAY, "desk", "a"));
                    asked++;
                }
                default -> {
                    int more = random.nextInt(1, 4);
                    gateway.ask(hits(more, "desk", "a"));
                    asked += more;
                }
            }
        }

        List<Window> windows = new ArrayList<>(accounted(gateway).keySet());
        long kept =
                accounted(gateway).values().stream().mapToLong(Long::longValue).sum();
        assertThat(dropped + kept).isEqualTo(asked);
        assertThat(windows)
                .allSatisfy(window -> assertThat(windows)
                        .filteredOn(other -> !other.equals(window))
                        .noneMatch(other -> other.contains(window.startMillis())));
    }

    private static String zone(Random random) {
        return ZONES.get(random.nextInt(ZONES.size()));
    }
}
