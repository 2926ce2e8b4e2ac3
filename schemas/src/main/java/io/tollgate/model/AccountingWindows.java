package io.tollgate.model;

import static java.util.Objects.requireNonNull;

import java.time.ZoneId;

/** Hours of elapsed time counted from the start of each day of a zone, the last one cut off at the day's end. */
record AccountingWindows(ZoneId zone) implements Windows {

    private static final long HOUR_MILLIS = 3_600_000;

    AccountingWindows {
        requireNonNull(zone, "zone");
    }

    @Override
    public Window at(long epochMillis) {
        Window day = new CalendarWindows(Unit.DAY, 1, zone, 1).at(epochMillis);
        long start = epochMillis - Math.floorMod(epochMillis - day.startMillis(), HOUR_MILLIS);
        return new Window(start, Math.min(start + HOUR_MILLIS, day.endMillis()));
    }
}
