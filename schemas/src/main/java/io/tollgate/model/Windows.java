package io.tollgate.model;

import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;

/**
 * A way to cut time into windows: every instant lies in exactly one, and they touch without gap or overlap.
 * Implementations are immutable and have value equality.
 */
public sealed interface Windows
        permits EpochWindows, CalendarWindows, AnchoredWindows, AccountingWindows, SwitchedWindows, CachedWindows {

    /** Returns the window that holds the instant, in milliseconds since the Unix epoch. */
    Window at(long epochMillis);

    /** Returns what the window that holds the instant would be if no {@linkplain #switched switch} had cut it. */
    default Window whole(long epochMillis) {
        return at(epochMillis);
    }

    /** Returns the window that begins where the given one, which must be one of these, ends. */
    default Window after(Window window) {
        return at(window.endMillis());
    }

    /** Returns the window that ends where the given one, which must be one of these, begins. */
    default Window before(Window window) {
        return at(window.startMillis() - 1);
    }

    /**
     * Returns windows of a fixed length that are aligned to the Unix epoch, as envoyproxy/ratelimit has them: weeks
     * begin on Thursdays, months have 30 days, years 365.
     *
     * @param multiplier units in one window, at least 1
     */
    static Windows epoch(Unit unit, int multiplier) {
        return new CachedWindows(new EpochWindows(unit, multiplier));
    }

    /**
     * Returns windows that follow the calendar: days of the zone, ISO weeks (from Monday), real months and years.
     * Second, minute and hour run in elapsed UTC time. Multiples count from 1970-01-01, weeks from Monday 1970-01-05.
     *
     * @param multiplier units in one window, at least 1
     * @param anchorDay day of the month, 1 to 31, on which months and years (in January) begin; a month that is shorter
     *     begins on its last day
     */
    static Windows calendar(Unit unit, int multiplier, ZoneId zone, int anchorDay) {
        return unit.isElapsed()
                ? epoch(unit, multiplier)
                : new CachedWindows(new CalendarWindows(unit, multiplier, zone, anchorDay));
    }

    /**
     * Returns windows that are counted from an anchor, as the periods of a subscription are: each begins at the anchor's
     * time of day in the zone. Months and years begin on the anchor's day, or on the last day of a shorter month. Second,
     * minute and hour run in elapsed time.
     *
     * @param multiplier units in one window, at least 1
     * @param anchor where a window begins, in local time
     */
    static Windows anchored(Unit unit, int multiplier, ZoneId zone, LocalDateTime anchor) {
        return new CachedWindows(new AnchoredWindows(unit, multiplier, zone, anchor));
    }

    /**
     * Returns the windows by which metered hits are accounted: hours of elapsed time counted from the start of each day
     * of the zone, the last one of a day cut off where the day is not a whole number of hours. So they nest in every
     * calendar window of that zone, and are the hours of UTC wherever the zone differs from it by whole hours.
     */
    static Windows accounting(ZoneId zone) {
        return accounting(zone, LocalTime.MIDNIGHT);
    }

    /**
     * Returns the windows of {@link #accounting(ZoneId)}, cut once more each day at a time of it: so they nest also in
     * windows that are anchored at that time.
     */
    static Windows accounting(ZoneId zone, LocalTime cut) {
        return new CachedWindows(new AccountingWindows(zone, cut));
    }

    /**
     * Returns windows that are cut one way up to an instant and another way from there on. The instant is the end of a
     * window and the begin of the next one, both shorter than their unit where it is not so anyway.
     *
     * @param atMillis the first instant of the later way, milliseconds since the Unix epoch
     */
    static Windows switched(Windows earlier, long atMillis, Windows later) {
        return new CachedWindows(new SwitchedWindows(earlier, atMillis, later));
    }
}
