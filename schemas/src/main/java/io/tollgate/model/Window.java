package io.tollgate.model;

/**
 * A span of time in which hits are counted. Start and end together are its identity.
 *
 * @param startMillis inclusive, milliseconds since the Unix epoch
 * @param endMillis exclusive, milliseconds since the Unix epoch, after the start
 */
public record Window(long startMillis, long endMillis) {

    private static final long HOUR_MILLIS = 3_600_000;

    public Window {
        if (endMillis <= startMillis) {
            throw new IllegalArgumentException("end " + endMillis + " is not after start " + startMillis);
        }
    }

    /** Returns whether the instant lies in this window. */
    public boolean contains(long epochMillis) {
        return startMillis <= epochMillis && epochMillis < endMillis;
    }

    /** Returns the length in milliseconds. */
    public long lengthMillis() {
        return endMillis - startMillis;
    }

    /** Returns whether it is longer than an hour, and so no window by which metered hits are accounted. */
    public boolean isLongerThanAnHour() {
        return lengthMillis() > HOUR_MILLIS;
    }
}
