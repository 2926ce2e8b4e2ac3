package io.tollgate.model;

import static java.util.Objects.requireNonNull;

import java.time.LocalTime;
import java.time.ZoneId;

/**
 * Hours of elapsed time counted from the start of each day of a zone, the last one cut off at the day's end, and the one
 * that contains the cut divided there.
 *
 * @param cut a time of day at which other windows begin that these must nest in; midnight for none
 */
record AccountingWindows(ZoneId zone, LocalTime cut) implements Windows {

    private static final long HOUR_MILLIS = 3_600_000;

    AccountingWindows {
        requireNonNull(zone, "zone");
        requireNonNull(cut, "cut");
    }

    @Override
    public Window at(long epochMillis) {
        Window day = new CalendarWindows(Unit.DAY, 1, zone, 1).at(epochMillis);
        long start = epochMillis - Math.floorMod(epochMillis - day.startMillis(), HOUR_MILLIS);
        long end = Math.min(start + HOUR_MILLIS, day.endMillis());
        if (cut.equals(LocalTime.MIDNIGHT)) {
            return new Window(start, end);
        }
        // the windows of this unit begin at the cut of each day, whatever the clock does on it
        Window anchored = new AnchoredWindows(Unit.DAY, 1, zone, AnchoredWindows.EPOCH_DAY.atTime(cut)).at(epochMillis);
        return new Window(Math.max(start, anchored.startMillis()), Math.min(end, anchored.endMillis()));
    }
}
