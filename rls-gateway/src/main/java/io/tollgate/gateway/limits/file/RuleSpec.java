package io.tollgate.gateway.limits.file;

import io.tollgate.model.Limit;
import java.time.ZoneId;
import java.util.List;

/**
 * What a descriptor of a file says about the hits that match it. Exactly one of these holds: it has limits, it is
 * unlimited, or it observes.
 *
 * @param limits at least one if it limits, else none
 * @param unlimited whether hits pass uncounted
 * @param replaces names of the limits that it puts out of force within a request
 * @param metered whether its hits go into the ledger
 * @param zone the zone whose days the ledger's hours are of
 */
public record RuleSpec(List<Limit> limits, boolean unlimited, List<String> replaces, boolean metered, ZoneId zone) {

    public RuleSpec {
        limits = List.copyOf(limits);
        replaces = List.copyOf(replaces);
    }

    /** Returns whether hits are counted but never denied. */
    public boolean observes() {
        return limits.isEmpty() && !unlimited;
    }
}
