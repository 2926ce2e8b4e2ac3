package io.tollgate.model;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;

/**
 * Days, weeks, months and years of a zone. Windows are numbered from 1970; the n-th begins at the first instant of its
 * first date. The local date of an instant only guesses the number: where clocks are put back across midnight
 * (St John's until 2011) a date comes twice, and where a date is skipped (Samoa, 30 December 2011) its window is empty,
 * so the guess is moved until the window holds the instant.
 */
record CalendarWindows(Unit unit, int multiplier, ZoneId zone, int anchorDay) implements Windows {

    private static final LocalDate FIRST_MONDAY = LocalDate.of(1970, 1, 5);

    CalendarWindows {
        requireNonNull(unit, "unit");
        requireNonNull(zone, "zone");
        if (unit.isElapsed()) {
            throw new IllegalArgumentException("unit: " + unit + " (expected: day or longer)");
        }
        if (multiplier < 1) {
            throw new IllegalArgumentException("multiplier: " + multiplier + " (expected: at least 1)");
        }
        if (anchorDay < 1 || anchorDay > 31) {
            throw new IllegalArgumentException("anchor day: " + anchorDay + " (expected: 1 to 31)");
        }
    }

    @Override
    public Window at(long epochMillis) {
        long number = numberOf(Instant.ofEpochMilli(epochMillis).atZone(zone).toLocalDate());
        while (epochMillis < startMillis(number)) {
            number--;
        }
        while (epochMillis >= startMillis(number + 1)) {
            number++;
        }
        return new Window(startMillis(number), startMillis(number + 1));
    }

    private long startMillis(long number) {
        return firstDate(number).atStartOfDay(zone).toInstant().toEpochMilli();
    }

    private long numberOf(LocalDate date) {
        return switch (unit) {
            case SECOND, MINUTE, HOUR -> throw new IllegalStateException(unit + " does not follow the calendar");
            case DAY -> Math.floorDiv(date.toEpochDay(), multiplier);
            case WEEK -> Math.floorDiv(ChronoUnit.DAYS.between(FIRST_MONDAY, date), 7L * multiplier);
            case MONTH -> Math.floorDiv(monthsSince1970(date), multiplier);
            case YEAR -> Math.floorDiv(date.getYear() - 1970L, multiplier);
        };
    }

    private LocalDate firstDate(long number) {
        long units = number * multiplier;
        return switch (unit) {
            case SECOND, MINUTE, HOUR -> throw new IllegalStateException(unit + " does not follow the calendar");
            case DAY -> LocalDate.ofEpochDay(units);
            case WEEK -> FIRST_MONDAY.plusWeeks(units);
            case MONTH -> anchored(LocalDate.EPOCH.plusMonths(units));
            case YEAR -> anchored(LocalDate.EPOCH.plusYears(units));
        };
    }

    private LocalDate anchored(LocalDate firstOfMonth) {
        return firstOfMonth.withDayOfMonth(Math.min(anchorDay, firstOfMonth.lengthOfMonth()));
    }

    private static long monthsSince1970(LocalDate date) {
        return (date.getYear() - 1970L) * 12 + date.getMonthValue() - 1;
    }
}
