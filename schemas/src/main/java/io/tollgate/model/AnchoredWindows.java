package io.tollgate.model;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;

/**
 * Windows counted from an anchor in a zone: the n-th begins n units after it, and not one unit after the one before, so
 * that months from the 31st go on from the 31st after a shorter one. A time that the zone skips begins later by what is
 * skipped; one that comes twice begins the first time. As in {@link CalendarWindows} the local date of an instant only
 * guesses the number of its window.
 */
record AnchoredWindows(Unit unit, int multiplier, ZoneId zone, LocalDateTime anchor) implements Windows {

    /** A day to anchor times of day at. */
    static final LocalDate EPOCH_DAY = LocalDate.EPOCH;

    AnchoredWindows {
        requireNonNull(unit, "unit");
        requireNonNull(zone, "zone");
        requireNonNull(anchor, "anchor");
        if (multiplier < 1) {
            throw new IllegalArgumentException("multiplier: " + multiplier + " (expected: at least 1)");
        }
    }

    @Override
    public Window at(long epochMillis) {
        if (unit.isElapsed()) {
            long first = millis(anchor);
            long length = unit.epochSeconds() * multiplier * 1000;
            long start = first + Math.floorDiv(epochMillis - first, length) * length;
            return new Window(start, start + length);
        }
        long number = numberOf(LocalDateTime.ofInstant(Instant.ofEpochMilli(epochMillis), zone));
        while (epochMillis < startMillis(number)) {
            number--;
        }
        while (epochMillis >= startMillis(number + 1)) {
            number++;
        }
        return new Window(startMillis(number), startMillis(number + 1));
    }

    private long numberOf(LocalDateTime local) {
        return Math.floorDiv(chronoUnit().between(anchor, local), multiplier);
    }

    private ChronoUnit chronoUnit() {
        return switch (unit) {
            case SECOND, MINUTE, HOUR -> throw new IllegalStateException(unit + " does not follow the calendar");
            case DAY -> ChronoUnit.DAYS;
            case WEEK -> ChronoUnit.WEEKS;
            case MONTH -> ChronoUnit.MONTHS;
            case YEAR -> ChronoUnit.YEARS;
        };
    }

    private long startMillis(long number) {
        return millis(anchor.plus(number * multiplier, chronoUnit()));
    }

    private long millis(LocalDateTime local) {
        return local.atZone(zone).toInstant().toEpochMilli();
    }
}
