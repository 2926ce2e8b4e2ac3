package io.tollgate.model;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Month;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;

/**
 * The windows of a zone's calendar, found by walking: minute by minute to where a date begins, day by day to the date on
 * which a window begins, hour by hour through a day. Slow, and shares no code with {@link Windows}. Valid from 1973 on,
 * when the last zone gave up offsets that are not whole minutes. Not thread-safe.
 */
final class WalkedCalendar {

    private static final long MINUTE = 60_000;
    private static final long HOUR = 3_600_000;

    private final ZoneId zone;
    private final Map<LocalDate, Long> beginnings = new HashMap<>();

    WalkedCalendar(ZoneId zone) {
        this.zone = zone;
    }

    /** Returns the window of the calendar that holds the instant. */
    Window calendar(Unit unit, int multiplier, int anchorDay, long epochMillis) {
        LocalDate date = localDate(epochMillis).plusDays(2);
        while (!begins(date, unit, multiplier, anchorDay) || beginning(date) > epochMillis) {
            date = date.minusDays(1);
        }
        long start = beginning(date);
        while (!begins(date, unit, multiplier, anchorDay) || beginning(date) <= start) {
            date = date.plusDays(1);
        }
        return new Window(start, beginning(date));
    }

    /** Returns the accounting window that holds the instant. */
    Window accounting(long epochMillis) {
        Window day = calendar(Unit.DAY, 1, 1, epochMillis);
        long start = day.startMillis();
        while (start + HOUR <= epochMillis) {
            start += HOUR;
        }
        return new Window(start, Math.min(start + HOUR, day.endMillis()));
    }

    /** Returns the first instant at which the zone's clocks show this date or a later one. */
    private long beginning(LocalDate date) {
        return beginnings.computeIfAbsent(date, this::walkTo);
    }

    private long walkTo(LocalDate date) {
        long instant =
                date.atTime(0, 0).minusHours(15).toInstant(ZoneOffset.UTC).toEpochMilli();
        while (localDate(instant).isBefore(date)) {
            instant += MINUTE;
        }
        return instant;
    }

    private LocalDate localDate(long epochMillis) {
        return Instant.ofEpochMilli(epochMillis).atZone(zone).toLocalDate();
    }

    private static boolean begins(LocalDate date, Unit unit, int multiplier, int anchorDay) {
        return switch (unit) {
            case SECOND, MINUTE, HOUR -> throw new IllegalArgumentException(unit + " does not follow the calendar");
            case DAY -> ChronoUnit.DAYS.between(LocalDate.EPOCH, date) % multiplier == 0;
            case WEEK ->
                date.getDayOfWeek() == DayOfWeek.MONDAY
                        && ChronoUnit.WEEKS.between(LocalDate.of(1970, 1, 5), date) % multiplier == 0;
            case MONTH ->
                isAnchor(date, anchorDay)
                        && ChronoUnit.MONTHS.between(LocalDate.EPOCH, date.withDayOfMonth(1)) % multiplier == 0;
            case YEAR ->
                isAnchor(date, anchorDay)
                        && date.getMonth() == Month.JANUARY
                        && (date.getYear() - 1970) % multiplier == 0;
        };
    }

    private static boolean isAnchor(LocalDate date, int anchorDay) {
        boolean lastOfMonth = date.plusDays(1).getDayOfMonth() == 1;
        return date.getDayOfMonth() == anchorDay || (lastOfMonth && date.getDayOfMonth() < anchorDay);
    }
}
