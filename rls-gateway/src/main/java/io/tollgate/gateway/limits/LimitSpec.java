package io.tollgate.gateway.limits;

import io.tollgate.model.Limit;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A {@code rate_limit} as a file has it.
 *
 * @param name empty if it has none
 * @param replaces names of the limits that it puts out of force within a request
 * @param limit null if it is unlimited
 * @param zone the zone whose calendar its windows follow; UTC where they are aligned to the epoch
 */
record LimitSpec(
        String name, List<String> replaces, @Nullable Limit limit, ZoneId zone) {

    LimitSpec {
        replaces = List.copyOf(replaces);
    }
}
