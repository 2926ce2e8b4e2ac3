package io.tollgate.gateway.journal;

import java.time.Duration;

/**
 * How often something is done for all counters in use: at an interval, and at a longer one where so many are in use that
 * it would be done more often in all than the pace, since it then costs more than the decisions do.
 *
 * @param shortest the interval while few counters are in use
 * @param longest the interval however many are in use; one that is shorter than the shortest is taken for it
 * @param perSecond how often it is done a second, for each counter once, before the interval becomes longer; 1 or more
 */
public record AdaptiveInterval(Duration shortest, Duration longest, int perSecond) {

    public AdaptiveInterval {
        if (perSecond < 1) {
            throw new IllegalArgumentException("perSecond: " + perSecond + " (expected: at least 1)");
        }
        longest = longest.compareTo(shortest) < 0 ? shortest : longest;
    }

    /** Returns a pace that is the same however many counters are in use. */
    public static AdaptiveInterval every(Duration interval) {
        return new AdaptiveInterval(interval, interval, Integer.MAX_VALUE);
    }

    /** Returns the interval while so many counters are in use. */
    public Duration interval(int counters) {
        Duration paced = Duration.ofNanos(Duration.ofSeconds(1).toNanos() * counters / perSecond);
        if (paced.compareTo(shortest) <= 0) {
            return shortest;
        }
        return paced.compareTo(longest) < 0 ? paced : longest;
    }
}
