package io.tollgate.streams.http;

import io.tollgate.model.Window;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a window comes to if the pace since its start goes on.
 *
 * @param atReset hits at the window's end
 * @param runsOutAt when nothing remains; null where that is not before the window's end
 */
record UsageForecast(long atReset, @Nullable Instant runsOutAt) {

    /** What the method is called: a straight line from the window's start through what is used now. */
    static final String METHOD = "linear";

    /** A pace of less time says nothing. */
    private static final long LEAST_SHARE = 100;

    /**
     * Returns what a window comes to; null of a window of less than an hour, and while less than a hundredth of it is
     * past: nothing can be said yet.
     *
     * @param limit hits that the window admits; null for unlimited
     * @param asOf what the hits are up to
     */
    static @Nullable UsageForecast of(Window window, long used, @Nullable Long limit, Instant asOf) {
        long now = Math.min(asOf.toEpochMilli(), window.endMillis());
        long past = now - window.startMillis();
        if (window.lengthMillis() < 3_600_000 || past < window.lengthMillis() / LEAST_SHARE) {
            return null;
        }
        double perMilli = (double) used / past;
        long atReset = Math.max(used, Math.round(perMilli * window.lengthMillis()));
        return new UsageForecast(atReset, runsOutAt(window, used, limit, now, perMilli, atReset));
    }

    private static @Nullable Instant runsOutAt(
            Window window, long used, @Nullable Long limit, long now, double perMilli, long atReset) {
        if (limit == null || atReset < limit) {
            return null;
        }
        if (used >= limit) {
            return Instant.ofEpochMilli(now);
        }
        long at = now + (long) Math.ceil((limit - used) / perMilli);
        return at < window.endMillis() ? Instant.ofEpochMilli(at) : null;
    }
}
