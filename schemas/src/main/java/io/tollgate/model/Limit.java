package io.tollgate.model;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * How many hits one window admits.
 *
 * @param name the limit's name, empty where it has none
 * @param requestsPerUnit hits that one window admits, 0 or more
 * @param unit the unit, as answers show it
 * @param windows how time is cut; their length is that of the unit times its multiplier
 * @param options what it says beyond that
 */
public record Limit(String name, long requestsPerUnit, Unit unit, Windows windows, LimitOptions options) {

    private static final long HOUR_SECONDS = Unit.HOUR.epochSeconds();

    public Limit {
        requireNonNull(name, "name");
        requireNonNull(unit, "unit");
        requireNonNull(windows, "windows");
        requireNonNull(options, "options");
        if (requestsPerUnit < 0) {
            throw new IllegalArgumentException("requestsPerUnit: " + requestsPerUnit + " (expected: 0 or more)");
        }
    }

    /** Makes a limit that says nothing beyond what envoyproxy/ratelimit knows. */
    public Limit(String name, long requestsPerUnit, Unit unit, Windows windows) {
        this(name, requestsPerUnit, unit, windows, LimitOptions.DEFAULT);
    }

    /** Returns whether it is the largest number that a limit can be: for plans that is no limit. */
    public boolean isUnlimited() {
        return requestsPerUnit == Long.MAX_VALUE;
    }

    /** Returns above how many hits of a window requests are over the limit; {@link Long#MAX_VALUE} if none ever are. */
    public long deniedAbove() {
        long above = requestsPerUnit + options.tolerated();
        return above < 0 ? Long.MAX_VALUE : above;
    }

    /** Returns whether hits over the limit are admitted. */
    public boolean shadowMode() {
        return options.shadowMode();
    }

    /** Returns whether the hits of the window before count in part. */
    public boolean isSliding() {
        return options.algorithm() == Algorithm.SLIDING_WINDOW;
    }

    /** Returns whether its windows are an hour or longer: its hits are metered unless its rule says otherwise. */
    public boolean isHourOrLonger() {
        return windowSeconds() >= HOUR_SECONDS;
    }

    /**
     * Returns how gateways take account of each other.
     *
     * @param otherwise what holds where the limit does not say; null for what suits the length of its windows
     */
    public Sharing sharing(@Nullable Sharing otherwise) {
        Sharing said = options.sharing() == null ? otherwise : options.sharing();
        return said == null ? Sharing.byDefault(windowSeconds()) : said;
    }

    private long windowSeconds() {
        return unit.epochSeconds() * options.unitMultiplier();
    }
}
