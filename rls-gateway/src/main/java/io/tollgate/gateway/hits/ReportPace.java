package io.tollgate.gateway.hits;

import java.time.Duration;

/**
 * How long hits wait for a report that nothing hurries: an age, and longer where so many counters are in use that there
 * would be more reports than the pace, since each report costs all that read it more than a decision costs.
 *
 * @param age how long they wait at the least, while few counters are in use
 * @param longestAge how long they wait at the most; not shorter than the age
 * @param perSecond reports a second above which they wait longer, 1 or more
 */
public record ReportPace(Duration age, Duration longestAge, int perSecond) {

    /** A longest age that is shorter than the age is taken for the age: nothing ever waits longer. */
    public ReportPace {
        if (perSecond < 1) {
            throw new IllegalArgumentException("perSecond: " + perSecond + " (expected: at least 1)");
        }
        longestAge = longestAge.compareTo(age) < 0 ? age : longestAge;
    }

    /** Returns how long hits wait while so many counters are in use. */
    Duration age(int counters) {
        Duration paced = Duration.ofNanos(Duration.ofSeconds(1).toNanos() / perSecond * counters);
        if (paced.compareTo(age) <= 0) {
            return age;
        }
        return paced.compareTo(longestAge) < 0 ? paced : longestAge;
    }
}
