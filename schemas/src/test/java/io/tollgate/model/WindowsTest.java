package io.tollgate.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Windows at random instants, half of them around changes of the clocks, against {@link WalkedCalendar}. */
final class WindowsTest {

    private static final long FIRST = Instant.parse("1976-01-01T00:00:00Z").toEpochMilli();
    private static final long LAST = Instant.parse("2060-01-01T00:00:00Z").toEpochMilli();
    private static final long DAY_MILLIS = 86_400_000;
    private static final List<Unit> ALL_UNITS = List.of(Unit.values());
    private static final Unit[] CALENDAR_UNITS = {Unit.DAY, Unit.WEEK, Unit.MONTH, Unit.YEAR};
    private static final int[] MULTIPLIERS = {1, 1, 1, 2, 3, 5, 6, 7, 10, 14, 30};
    private static final int[] ANCHORS = {1, 1, 2, 15, 28, 29, 30, 31};

    private static final String[] ZONES = {
        "UTC",
        "Europe/Berlin",
        "America/New_York",
        "America/Havana",
        "America/Moncton",
        "America/Sao_Paulo",
        "America/St_Johns",
        "Africa/Cairo",
        "Africa/Casablanca",
        "Asia/Gaza",
        "Asia/Kathmandu",
        "Asia/Kolkata",
        "Asia/Tehran",
        "Australia/Lord_Howe",
        "Pacific/Apia",
        "Pacific/Chatham",
        "Pacific/Kiritimati",
        "Pacific/Kwajalein",
    };

    static Stream<Arguments> zonesAndSeeds() {
        return Stream.of(ZONES).flatMap(zone -> Stream.of(1L, 2L).map(seed -> Arguments.of(zone, seed)));
    }

    /** A random cut of time and a random instant. */
    private record Case(Windows windows, Unit unit, int multiplier, int anchorDay, long instant) {

        static Case of(Random random, ZoneId zone) {
            Unit unit = CALENDAR_UNITS[random.nextInt(CALENDAR_UNITS.length)];
            int multiplier = MULTIPLIERS[random.nextInt(MULTIPLIERS.length)];
            int anchorDay = ANCHORS[random.nextInt(ANCHORS.length)];
            Windows windows = Windows.calendar(unit, multiplier, zone, anchorDay);
            return new Case(windows, unit, multiplier, anchorDay, randomInstant(random, zone));
        }
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @MethodSource("zonesAndSeeds")
    void calendarWindowsAreThoseThatAWalkThroughTheDatesFinds(String name, long seed) {
        ZoneId zone = ZoneId.of(name);
        Random random = new Random(seed);
        WalkedCalendar walked = new WalkedCalendar(zone);

        for (int i = 0; i < 100; i++) {
            Case one = Case.of(random, zone);
            assertThat(one.windows.at(one.instant))
                    .as("%s", one)
                    .isEqualTo(walked.calendar(one.unit, one.multiplier, one.anchorDay, one.instant));
        }
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @MethodSource("zonesAndSeeds")
    void accountingWindowsAreThoseThatAWalkThroughTheDayFinds(String name, long seed) {
        ZoneId zone = ZoneId.of(name);
        Random random = new Random(seed);
        WalkedCalendar walked = new WalkedCalendar(zone);
        Windows accounting = Windows.accounting(zone);

        for (int i = 0; i < 100; i++) {
            long instant = randomInstant(random, zone);
            assertThat(accounting.at(instant)).as("at %d", instant).isEqualTo(walked.accounting(instant));
        }
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @MethodSource("zonesAndSeeds")
    void everyInstantLiesInExactlyOneWindowAndWindowsTouch(String name, long seed) {
        ZoneId zone = ZoneId.of(name);
        Random random = new Random(seed);

        for (int i = 0; i < 200; i++) {
            Case one = Case.of(random, zone);
            assertTouchingWindows(one.windows, one.instant);
            assertTouchingWindows(Windows.accounting(zone), one.instant);
        }
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @MethodSource("zonesAndSeeds")
    void accountingWindowsNestInEveryCalendarWindowOfTheirZone(String name, long seed) {
        ZoneId zone = ZoneId.of(name);
        Random random = new Random(seed);
        Windows accounting = Windows.accounting(zone);

        for (int i = 0; i < 500; i++) {
            Case one = Case.of(random, zone);
            Window outer = one.windows.at(one.instant);
            Window inner = accounting.at(one.instant);
            assertThat(inner.startMillis()).as("%s", one).isGreaterThanOrEqualTo(outer.startMillis());
            assertThat(inner.endMillis()).as("%s", one).isLessThanOrEqualTo(outer.endMillis());
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "UTC",
                "Europe/Berlin",
                "America/New_York",
                "America/Havana",
                "America/Moncton",
                "Africa/Casablanca",
                "Asia/Gaza",
                "Pacific/Apia",
                "Pacific/Kwajalein"
            })
    void accountingWindowsAreTheHoursOfUtcWhereTheZoneDiffersByWholeHours(String name) {
        ZoneId zone = ZoneId.of(name);
        Random random = new Random(7);
        Windows accounting = Windows.accounting(zone);
        Windows hours = Windows.epoch(Unit.HOUR, 1);

        for (int i = 0; i < 2_000; i++) {
            long instant = randomInstant(random, zone);
            assertThat(accounting.at(instant)).as("at %d", instant).isEqualTo(hours.at(instant));
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void epochWindowsAreWholeMultiplesOfTheirLengthSince1970(long seed) {
        Random random = new Random(seed);

        for (int i = 0; i < 5_000; i++) {
            Unit unit = ALL_UNITS.get(random.nextInt(ALL_UNITS.size()));
            int multiplier = 1 + random.nextInt(random.nextInt(10) == 0 ? 100 : 4);
            long instant = random.nextLong(-LAST, LAST);
            BigInteger length = BigInteger.valueOf(unit.epochSeconds())
                    .multiply(BigInteger.valueOf(multiplier))
                    .multiply(BigInteger.valueOf(1000));

            Windows windows = Windows.epoch(unit, multiplier);
            Window window = windows.at(instant);

            assertThat(window.contains(instant)).isTrue();
            assertThat(window.lengthMillis()).isEqualTo(length.longValueExact());
            assertThat(BigInteger.valueOf(window.startMillis()).mod(length)).isEqualTo(BigInteger.ZERO);
            assertTouchingWindows(windows, instant);
        }
    }

    private static void assertTouchingWindows(Windows windows, long instant) {
        Window window = windows.at(instant);
        assertThat(window.contains(instant)).as("%s at %d", windows, instant).isTrue();
        assertThat(windows.at(window.startMillis())).as("first instant").isEqualTo(window);
        assertThat(windows.at(window.endMillis() - 1)).as("last instant").isEqualTo(window);
        assertThat(windows.after(window).startMillis()).as("window after").isEqualTo(window.endMillis());
        assertThat(windows.at(window.startMillis() - 1).endMillis())
                .as("window before")
                .isEqualTo(window.startMillis());
    }

    private static long randomInstant(Random random, ZoneId zone) {
        long instant = random.nextLong(FIRST, LAST);
        ZoneOffsetTransition change = zone.getRules().nextTransition(Instant.ofEpochMilli(instant));
        if (change == null || random.nextBoolean()) {
            return instant;
        }
        return change.getInstant().toEpochMilli() + random.nextLong(-DAY_MILLIS, DAY_MILLIS);
    }
}
