package io.tollgate.gateway.limits.file;

import io.tollgate.model.Limit;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a descriptor of a file says about the hits that match it. Exactly one of these holds: it has limits, it is
 * unlimited, it observes, or its limits are those of a subscription.
 *
 * @param limits at least one if it limits, else none
 * @param unlimited whether hits pass uncounted
 * @param replaces names of the limits that it puts out of force within a request
 * @param metered whether its hits go into the ledger
 * @param zone the zone whose days the ledger's hours are of
 * @param subscribed whose subscription has the limits; null where the file has them
 */
public record RuleSpec(
        List<Limit> limits,
        boolean unlimited,
        List<String> replaces,
        boolean metered,
        ZoneId zone,
        @Nullable SubscribedFeature subscribed) {

    /** Makes a rule whose limits are in the file. */
    RuleSpec(List<Limit> limits, boolean unlimited, List<String> replaces, boolean metered, ZoneId zone) {
        this(limits, unlimited, replaces, metered, zone, null);
    }

    public RuleSpec {
        limits = List.copyOf(limits);
        replaces = List.copyOf(replaces);
    }

    /** Returns whether hits are counted but never denied. */
    public boolean observes() {
        return limits.isEmpty() && !unlimited && subscribed == null;
    }
}
