package io.tollgate.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Billing periods, and the accounting windows that are cut where they begin. */
final class AnchoredWindowsTest {

    private static final long FIRST = Instant.parse("1976-01-01T00:00:00Z").toEpochMilli();
    private static final long LAST = Instant.parse("2060-01-01T00:00:00Z").toEpochMilli();
    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;
    private static final Unit[] UNITS = {Unit.DAY, Unit.WEEK, Unit.MONTH, Unit.YEAR};

    static Stream<Arguments> zonesAndSeeds() {
        return Stream.of(
                        "UTC",
                        "Europe/Berlin",
                        "America/Havana",
                        "America/St_Johns",
                        "America/Sao_Paulo",
                        "Asia/Kathmandu",
                        "Asia/Gaza",
                        "Australia/Lord_Howe",
                        "Pacific/Apia",
                        "Pacific/Kwajalein")
                .flatMap(zone -> Stream.of(1L, 2L).map(seed -> Arguments.of(zone, seed)));
    }

    private static long randomInstant(Random random, ZoneId zone) {
        long instant = random.nextLong(FIRST, LAST);
        ZoneOffsetTransition change = zone.getRules().nextTransition(Instant.ofEpochMilli(instant));
        return change == null || random.nextBoolean()
                ? instant
                : change.getInstant().toEpochMilli() + random.nextLong(-DAY, DAY);
    }

    private static LocalDateTime randomAnchor(Random random) {
        LocalDateTime at = LocalDateTime.ofInstant(Instant.ofEpochMilli(random.nextLong(FIRST, LAST)), ZoneOffset.UTC);
        return random.nextBoolean()
                ? at.withDayOfMonth(at.toLocalDate().lengthOfMonth()).withNano(0)
                : at.withNano(0);
    }

    /** Returns where the windows around an instant begin, found by counting units from the anchor one by one. */
    private static List<Long> beginnings(Unit unit, LocalDateTime anchor, ZoneId zone, long around) {
        List<Long> beginnings = new ArrayList<>();
        LocalDateTime local = LocalDateTime.ofInstant(Instant.ofEpochMilli(around), zone);
        int years = local.getYear() - anchor.getYear();
        long perYear = switch (unit) {
            case DAY -> 366;
            case WEEK -> 53;
            case MONTH -> 12;
            default -> 1;
        };
        double exact = switch (unit) {
            case DAY -> 365.2425;
            case WEEK -> 52.1775;
            case MONTH -> 12;
            default -> 1;
        };
        long guess = Math.round(years * exact);
        for (long number = guess - perYear - 3; number <= guess + perYear + 3; number++) {
            LocalDateTime begin = switch (unit) {
                case DAY -> anchor.plusDays(number);
                case WEEK -> anchor.plusDays(7 * number);
                case MONTH -> inMonth(anchor, YearMonth.from(anchor).plusMonths(number));
                default -> inMonth(anchor, YearMonth.from(anchor).plusYears(number));
            };
            beginnings.add(begin.atZone(zone).toInstant().toEpochMilli());
        }
        return beginnings;
    }

    private static LocalDateTime inMonth(LocalDateTime anchor, YearMonth month) {
        return month.atDay(Math.min(anchor.getDayOfMonth(), month.lengthOfMonth()))
                .atTime(anchor.toLocalTime());
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @MethodSource("zonesAndSeeds")
    void countFromTheAnchorAndTouch(String name, long seed) {
        ZoneId zone = ZoneId.of(name);
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            Unit unit = UNITS[random.nextInt(UNITS.length)];
            LocalDateTime anchor = randomAnchor(random);
            long instant = randomInstant(random, zone);
            Windows windows = Windows.anchored(unit, 1, zone, anchor);

            Window window = windows.at(instant);

            String as = unit + " from " + anchor + " at " + Instant.ofEpochMilli(instant);
            List<Long> beginnings = beginnings(unit, anchor, zone, instant);
            assertThat(window.startMillis())
                    .as(as)
                    .isEqualTo(beginnings.stream()
                            .filter(begin -> begin <= instant)
                            .mapToLong(begin -> begin)
                            .max()
                            .orElseThrow());
            assertThat(window.endMillis())
                    .as(as)
                    .isEqualTo(beginnings.stream()
                            .filter(begin -> begin > instant)
                            .mapToLong(begin -> begin)
                            .min()
                            .orElseThrow());
            assertThat(windows.after(window).startMillis()).as(as).isEqualTo(window.endMillis());
            assertThat(windows.before(window).endMillis()).as(as).isEqualTo(window.startMillis());
            assertThat(windows.at(window.endMillis() - 1)).as(as).isEqualTo(window);
        }
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @MethodSource("zonesAndSeeds")
    void accountingWindowsNestInPeriodsOfTheirCutAndInCalendarWindows(String name, long seed) {
        ZoneId zone = ZoneId.of(name);
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            LocalDateTime anchor = randomAnchor(random);
            Windows accounting = Windows.accounting(zone, anchor.toLocalTime());
            long instant = randomInstant(random, zone);

            Window inner = accounting.at(instant);

            String as = "cut at " + anchor.toLocalTime() + ", at " + Instant.ofEpochMilli(instant);
            assertThat(inner.contains(instant)).as(as).isTrue();
            assertThat(inner.lengthMillis()).as(as).isLessThanOrEqualTo(HOUR);
            assertThat(accounting.at(inner.startMillis())).as(as).isEqualTo(inner);
            assertThat(accounting.at(inner.endMillis() - 1)).as(as).isEqualTo(inner);
            assertThat(accounting.after(inner).startMillis()).as(as).isEqualTo(inner.endMillis());
            for (Unit unit : UNITS) {
                assertWithin(
                        inner,
                        Windows.anchored(unit, 1, zone, anchor).at(instant),
                        unit + " from " + anchor + ", " + as);
                assertWithin(inner, Windows.calendar(unit, 1, zone, 1).at(instant), unit + ", " + as);
            }
        }
    }

    private static void assertWithin(Window inner, Window outer, String as) {
        assertThat(inner.startMillis()).as(as).isGreaterThanOrEqualTo(outer.startMillis());
        assertThat(inner.endMillis()).as(as).isLessThanOrEqualTo(outer.endMillis());
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @MethodSource("zonesAndSeeds")
    void accountingWindowsAreThoseThatAWalkFinds(String name, long seed) {
        ZoneId zone = ZoneId.of(name);
        Random random = new Random(seed);
        WalkedCalendar walked = new WalkedCalendar(zone);
        for (int i = 0; i < 50; i++) {
            LocalTime cut = LocalTime.of(random.nextInt(24), random.nextInt(60));
            long instant = randomInstant(random, zone);

            Window window = Windows.accounting(zone, cut).at(instant);

            assertThat(window)
                    .as("cut at %s, at %s", cut, Instant.ofEpochMilli(instant))
                    .isEqualTo(cutOf(walked.accounting(instant), zone, cut, instant));
        }
    }

    /** Walks through an hour minute by minute and divides it wherever a day's cut falls into it. */
    private static Window cutOf(Window hour, ZoneId zone, LocalTime cut, long instant) {
        long start = hour.startMillis();
        long end = hour.endMillis();
        if (cut.equals(LocalTime.MIDNIGHT)) {
            return hour;
        }
        for (long at = start; at < end; at += MINUTE) {
            LocalDateTime local = LocalDateTime.ofInstant(Instant.ofEpochMilli(at), zone);
            for (int day = -1; day <= 1; day++) {
                long begins = local.toLocalDate()
                        .plusDays(day)
                        .atTime(cut)
                        .atZone(zone)
                        .toInstant()
                        .toEpochMilli();
                if (begins == at) {
                    if (at <= instant) {
                        start = at;
                    } else {
                        return new Window(start, at);
                    }
                }
            }
        }
        return new Window(start, end);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-31T00:00, 2026-02-27T23:59:59Z, 2026-01-31T00:00:00Z, 2026-02-28T00:00:00Z",
        "2026-01-31T00:00, 2026-03-30T00:00:00Z, 2026-02-28T00:00:00Z, 2026-03-31T00:00:00Z",
        "2026-01-31T00:00, 2026-04-30T00:00:00Z, 2026-04-30T00:00:00Z, 2026-05-31T00:00:00Z",
        "2026-01-30T00:00, 2026-02-28T00:00:00Z, 2026-02-28T00:00:00Z, 2026-03-30T00:00:00Z",
        "2027-01-29T00:00, 2028-02-29T12:00:00Z, 2028-02-29T00:00:00Z, 2028-03-29T00:00:00Z",
        "2027-01-29T00:00, 2027-02-28T12:00:00Z, 2027-02-28T00:00:00Z, 2027-03-29T00:00:00Z",
        "2026-01-31T00:00, 2025-12-31T00:00:00Z, 2025-12-31T00:00:00Z, 2026-01-31T00:00:00Z",
        "2026-01-31T00:00, 2025-11-30T00:00:00Z, 2025-11-30T00:00:00Z, 2025-12-31T00:00:00Z"
    })
    void monthsFromTheEndOfAMonthGoBackToItAfterAShorterOne(
            LocalDateTime anchor, Instant at, Instant start, Instant end) {
        assertThat(Windows.anchored(Unit.MONTH, 1, ZoneOffset.UTC, anchor).at(at.toEpochMilli()))
                .isEqualTo(new Window(start.toEpochMilli(), end.toEpochMilli()));
    }

    @Test
    void yearsFromALeapDayBeginOnTheLastOfFebruary() {
        Windows years = Windows.anchored(Unit.YEAR, 1, ZoneOffset.UTC, LocalDateTime.of(2028, 2, 29, 6, 0));

        assertThat(years.at(Instant.parse("2029-03-01T00:00:00Z").toEpochMilli()))
                .isEqualTo(new Window(
                        Instant.parse("2029-02-28T06:00:00Z").toEpochMilli(),
                        Instant.parse("2030-02-28T06:00:00Z").toEpochMilli()));
    }
}
