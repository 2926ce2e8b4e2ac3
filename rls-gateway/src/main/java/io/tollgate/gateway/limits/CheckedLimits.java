package io.tollgate.gateway.limits;

import java.util.List;

/**
 * Limit files that were looked at more closely than a gateway does.
 *
 * @param table what a gateway would make of them
 * @param warnings a line, beginning with the file and the line in it, for each thing allowed but likely not meant, also
 *     of what a gateway does not look for
 */
public record CheckedLimits(LimitTable table, List<String> warnings) {

    /** Copies the warnings. */
    public CheckedLimits {
        warnings = List.copyOf(warnings);
    }
}
