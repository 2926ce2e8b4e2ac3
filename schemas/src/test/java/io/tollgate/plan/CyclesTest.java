package io.tollgate.plan;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.model.Unit;
import io.tollgate.model.Window;
import io.tollgate.model.Windows;
import io.tollgate.plan.Standing.EffectiveLimit;
import io.tollgate.plan.Standing.Entitled;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Windows of subscriptions whose anchor or zone changes, against a walk through time by quarters of an hour. */
final class CyclesTest {

    private static final Duration STEP = Duration.ofMinutes(15);
    private static final Instant FIRST = Instant.parse("2026-02-01T00:00:00Z");
    private static final int STEPS = 96 * 120;
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final List<ZoneId> ZONES = List.of(
            ZoneId.of("UTC"),
            BERLIN,
            ZoneId.of("America/New_York"),
            ZoneId.of("Asia/Kathmandu"),
            ZoneId.of("Australia/Lord_Howe"));

    private static Instant time(Random random) {
        return FIRST.plus(STEP.multipliedBy(random.nextInt(STEPS)));
    }

    private static @Nullable Instant anchor(Random random) {
        return random.nextInt(3) == 0 ? null : time(random);
    }

    private static Cycles random(Random random) {
        List<Cycle> cycles = new ArrayList<>();
        Instant from = null;
        do {
            Cycle last = cycles.isEmpty() ? null : cycles.get(cycles.size() - 1);
            Instant anchor = last != null && random.nextInt(3) == 0 ? last.anchor() : anchor(random);
            ZoneId zone = last != null && random.nextBoolean() ? last.zone() : ZONES.get(random.nextInt(ZONES.size()));
            cycles.add(new Cycle(anchor, zone, from));
            Instant next = time(random);
            from = from == null || next.isAfter(from) ? next : from.plus(STEP);
        } while (random.nextInt(4) > 0);
        return new Cycles(cycles);
    }

    /** Numbers the windows of one cycle by what the zone's clock shows. */
    private interface Numbers extends BiFunction<Cycle, LocalDateTime, Long> {}

    /** Walks through time, and returns the windows that begin and end on the way. */
    private static List<Window> walked(Cycles cycles, boolean anchored, Numbers numbers) {
        List<Window> windows = new ArrayList<>();
        Instant begin = null;
        int group = 0;
        int place = 0;
        long number = Long.MIN_VALUE;
        for (int step = 0; step < STEPS; step++) {
            Instant at = FIRST.plus(STEP.multipliedBy(step));
            boolean begins = false;
            while (place + 1 < cycles.all().size()
                    && !at.isBefore(requireNonNull(cycles.all().get(place + 1).from()))) {
                Cycle was = cycles.all().get(place);
                Cycle is = cycles.all().get(place + 1);
                if (!was.zone().equals(is.zone()) || (anchored && !was.says(is.anchor(), is.zone()))) {
                    group++;
                    begins = true;
                    number = Long.MIN_VALUE;
                }
                place++;
            }
            Cycle cycle = cycles.all().get(place);
            long shown = numbers.apply(cycle, LocalDateTime.ofInstant(at, cycle.zone()));
            if (begins || shown > number) { // a clock that is put back shows an earlier one again
                begins |= number != Long.MIN_VALUE;
                number = shown;
                if (begins && begin != null) {
                    windows.add(new Window(begin.toEpochMilli(), at.toEpochMilli()));
                }
                begin = begins ? at : begin;
            }
        }
        assertThat(group).isLessThan(cycles.all().size());
        return windows;
    }

    private static long day(LocalDate date) {
        return date.toEpochDay();
    }

    private static long month(Cycle cycle, LocalDateTime local) {
        Instant anchor = cycle.anchor();
        LocalDateTime first =
                anchor == null ? LocalDate.EPOCH.atStartOfDay() : LocalDateTime.ofInstant(anchor, cycle.zone());
        YearMonth month = YearMonth.from(local);
        LocalDateTime begin = month.atDay(Math.min(first.getDayOfMonth(), month.lengthOfMonth()))
                .atTime(first.toLocalTime());
        return month.getYear() * 12L + month.getMonthValue() - (local.isBefore(begin) ? 1 : 0);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void cutTimeAsAWalkDoes(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 12; i++) {
            Cycles cycles = random(random);

            assertCut(cycles.billingPeriods(Unit.MONTH), walked(cycles, true, CyclesTest::month), cycles);
            assertCut(
                    cycles.calendar(Unit.DAY, 1),
                    walked(cycles, false, (cycle, local) -> day(local.toLocalDate())),
                    cycles);
            assertCut(
                    cycles.calendar(Unit.WEEK, 1),
                    walked(
                            cycles,
                            false,
                            (cycle, local) ->
                                    day(local.toLocalDate().with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)))),
                    cycles);
            assertCut(
                    cycles.calendar(Unit.MONTH, 1),
                    walked(
                            cycles,
                            false,
                            (cycle, local) -> day(local.toLocalDate().withDayOfMonth(1))),
                    cycles);
            assertThat(cycles.calendar(Unit.HOUR, 1)).isEqualTo(Windows.epoch(Unit.HOUR, 1));
        }
    }

    private static void assertCut(Windows windows, List<Window> expected, Cycles cycles) {
        assertThat(expected).isNotEmpty();
        for (Window window : expected) {
            long last = window.endMillis() - 1;
            for (long at : new long[] {window.startMillis(), (window.startMillis() + last) / 2, last}) {
                assertThat(windows.at(at))
                        .as("%s at %s", cycles, Instant.ofEpochMilli(at))
                        .isEqualTo(window);
            }
            Window whole = windows.whole(window.startMillis());
            assertThat(whole.startMillis()).isLessThanOrEqualTo(window.startMillis());
            assertThat(whole.endMillis()).isGreaterThanOrEqualTo(window.endMillis());
            assertThat(windows.after(window).startMillis()).isEqualTo(window.endMillis());
            assertThat(windows.before(window).endMillis()).isEqualTo(window.startMillis());
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void accountHitsInHoursOfWhichEachLiesInOneWindowOfEachLimit(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 12; i++) {
            Cycles cycles = random(random);
            Windows accounting = cycles.accounting();
            Window hour = accounting.at(FIRST.toEpochMilli());
            while (hour.endMillis() < FIRST.plus(STEP.multipliedBy(STEPS)).toEpochMilli()) {
                assertThat(hour.lengthMillis()).isLessThanOrEqualTo(3_600_000);
                for (Windows outer : List.of(
                        cycles.billingPeriods(Unit.MONTH),
                        cycles.billingPeriods(Unit.WEEK),
                        cycles.calendar(Unit.DAY, 1),
                        cycles.calendar(Unit.MONTH, 1))) {
                    assertThat(outer.at(hour.endMillis() - 1))
                            .as("%s in %s", hour, cycles)
                            .isEqualTo(outer.at(hour.startMillis()));
                }
                assertThat(accounting.at(hour.endMillis() - 1)).isEqualTo(hour);
                Window next = accounting.after(hour);
                assertThat(next.startMillis()).isEqualTo(hour.endMillis());
                hour = next;
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void sumUpToTheAmountInTheWindowsThatOneIsDividedInto(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            long amount = random.nextInt(3) == 0 ? PlanLimit.MOST - random.nextInt(9) : random.nextInt(100_000);
            PlanLimit limit = new PlanLimit("l", null, 1, amount, PlanLimit.Kind.HARD, 0, List.of());
            long whole = 1 + random.nextLong(100L * 366 * 86_400_000);
            long left = whole;
            long sum = 0;
            int parts = 0;
            while (left > 0) {
                long part = 1 + random.nextLong(left);
                sum += limit.inProportion(part, whole).amount();
                left -= part;
                parts++;
            }
            assertThat(sum - amount).isBetween(0L, parts - 1L);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void changeNothingBeforeTheRunningPeriodIsOver(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            Cycles before = random(random);
            Instant now = time(random);
            Instant anchor = anchor(random);
            ZoneId zone = ZONES.get(random.nextInt(ZONES.size()));

            Cycles after = before.changedTo(anchor, zone, now, Unit.MONTH);

            if (!before.endWith(anchor, zone)) {
                Window running = after.billingPeriods(Unit.MONTH).at(now.toEpochMilli());
                Window begun = new Cycles(before.all().stream()
                                .filter(cycle -> cycle.holdsFrom(now))
                                .toList())
                        .billingPeriods(Unit.MONTH)
                        .at(now.toEpochMilli());
                assertThat(running).isEqualTo(begun);
                Cycle next = after.at(Instant.ofEpochMilli(running.endMillis()));
                assertThat(next.says(anchor, zone)).isTrue();
                assertThat(after.at(now)).isEqualTo(before.at(now));
            }
            assertThat(after.changedTo(anchor, zone, now.plusSeconds(1), Unit.MONTH))
                    .isEqualTo(after);
        }
    }

    @Test
    void shortenThePeriodBeforeTheNewAnchor() {
        Cycles cycles = Cycles.of(Instant.parse("2026-01-31T00:00:00Z"), ZoneId.of("UTC"))
                .changedTo(
                        Instant.parse("2026-01-15T00:00:00Z"),
                        ZoneId.of("UTC"),
                        Instant.parse("2026-04-10T00:00:00Z"),
                        Unit.MONTH);

        Windows periods = cycles.billingPeriods(Unit.MONTH);
        List<String> begins = new ArrayList<>();
        Window period = periods.at(Instant.parse("2026-04-10T00:00:00Z").toEpochMilli());
        for (int i = 0; i < 4; i++) {
            begins.add(Instant.ofEpochMilli(period.startMillis()).toString());
            period = periods.after(period);
        }
        assertThat(begins)
                .containsExactly(
                        "2026-03-31T00:00:00Z", "2026-04-30T00:00:00Z", "2026-05-15T00:00:00Z", "2026-06-15T00:00:00Z");
        assertThat(amount(cycles, "2026-04-29T23:59:59.999Z")).isEqualTo(1_000);
        assertThat(amount(cycles, "2026-04-30T00:00:00Z")).isEqualTo(500); // 15 days of 30
        assertThat(amount(cycles, "2026-05-15T00:00:00Z")).isEqualTo(1_000);
        assertThat(cycles.calendar(Unit.DAY, 1)).isEqualTo(Windows.calendar(Unit.DAY, 1, ZoneId.of("UTC"), 1));
    }

    private static long amount(Cycles cycles, String instant) {
        PlanLimit limit = new PlanLimit("l", null, 1, 1_000, PlanLimit.Kind.HARD, 0, List.of());
        Plan plan = new Plan(
                new PlanRef("p", 1),
                Plan.Status.ACTIVE,
                Unit.MONTH,
                List.of(new Plan.Feature("f", "requests", List.of(limit))),
                Map.of());
        Subscription subscription = new Subscription(
                "s",
                "c",
                List.of(new Subscription.Phase(plan.ref(), FIRST)),
                cycles,
                FIRST,
                null,
                List.of(),
                List.of(),
                Map.of());
        Standing standing = new CustomerTerms(
                        new Customer("c", List.of(), Map.of()),
                        List.of(subscription),
                        Map.of(plan.ref(), plan),
                        List.of())
                .at("f", Instant.parse(instant));
        EffectiveLimit effective = ((Entitled) standing).limits().get(0);
        return effective.amount();
    }

    @Test
    void putALaterChangeInThePlaceOfOneThatHasNotBegun() {
        Cycles first = Cycles.of(null, BERLIN);
        Instant now = Instant.parse("2026-04-10T00:00:00Z");

        Cycles second = first.changedTo(null, ZoneId.of("UTC"), now, Unit.MONTH);
        Cycles third = second.changedTo(null, ZoneId.of("Asia/Kathmandu"), now.plusSeconds(9), Unit.MONTH);

        assertThat(third.all())
                .containsExactly(
                        first.first(),
                        new Cycle(null, ZoneId.of("Asia/Kathmandu"), Instant.parse("2026-04-30T22:00:00Z")));
        assertThat(third.changedTo(null, BERLIN, now, Unit.MONTH)).isEqualTo(first);
        assertThat(third.after(now)).contains(third.all().get(1));
    }

    @Test
    void forgetTheOldestOfMany() {
        Cycles cycles = Cycles.of(null, BERLIN);
        for (int month = 0; month < 150; month++) {
            Instant now = FIRST.plus(Duration.ofDays(32L * month));
            cycles = cycles.changedTo(FIRST.plusSeconds(60L * month), BERLIN, now, Unit.MONTH);
        }

        assertThat(cycles.all()).hasSize(Cycles.MOST);
        assertThat(cycles.first().from()).isNull();
    }
}
