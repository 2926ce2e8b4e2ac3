package io.tollgate.gateway.limits.file;

import static java.util.Objects.requireNonNull;

import io.tollgate.model.Limit;
import java.time.ZoneId;
import java.util.List;

/**
 * A {@code rate_limit} as a file has it.
 *
 * @param replaces names of the limits that it puts out of force within a request
 * @param zone the zone whose calendar its windows follow; UTC where they are aligned to the epoch
 */
record LimitSpec(Limit limit, List<String> replaces, ZoneId zone) {

    LimitSpec {
        requireNonNull(limit, "limit");
        requireNonNull(zone, "zone");
        replaces = List.copyOf(replaces);
    }
}
