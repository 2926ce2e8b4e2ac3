package io.tollgate.model;

/** The unit of a limit, as in {@code requests per unit}. */
public enum Unit {
    SECOND(1),
    MINUTE(60),
    HOUR(3_600),
    DAY(86_400),
    WEEK(604_800),
    /** Thirty days where windows are aligned to the epoch, a real month where they follow the calendar. */
    MONTH(2_592_000),
    /** 365 days where windows are aligned to the epoch, a real year where they follow the calendar. */
    YEAR(31_536_000);

    private final long epochSeconds;

    Unit(long epochSeconds) {
        this.epochSeconds = epochSeconds;
    }

    /** Returns the length in seconds of a window that is aligned to the Unix epoch. */
    public long epochSeconds() {
        return epochSeconds;
    }

    /** Returns how many units the longest window has, which is about a hundred years long. */
    public int mostInAWindow() {
        return (int) Math.min(Integer.MAX_VALUE, 100 * YEAR.epochSeconds / epochSeconds);
    }

    /** Returns true for second, minute and hour, which run in elapsed time whatever the calendar says. */
    public boolean isElapsed() {
        return this == SECOND || this == MINUTE || this == HOUR;
    }
}
