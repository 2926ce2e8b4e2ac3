package io.tollgate.model;

import static java.util.Objects.requireNonNull;

/**
 * How many hits one window admits.
 *
 * @param name the limit's name, empty where it has none
 * @param requestsPerUnit hits that one window admits, 0 or more
 * @param unit the unit, as answers show it
 * @param windows how time is cut
 */
public record Limit(String name, long requestsPerUnit, Unit unit, Windows windows) {

    public Limit {
        requireNonNull(name, "name");
        requireNonNull(unit, "unit");
        requireNonNull(windows, "windows");
        if (requestsPerUnit < 0) {
            throw new IllegalArgumentException("requestsPerUnit: " + requestsPerUnit + " (expected: 0 or more)");
        }
    }
}
