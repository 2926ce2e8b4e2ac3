package io.tollgate.streams.usage;

import io.tollgate.accounting.AppliedLimit;
import io.tollgate.accounting.HitTotals;
import io.tollgate.model.Window;
import java.util.OptionalLong;

/**
 * What all gateways together counted in a window, as far as it is accounted. Immutable.
 *
 * @param usage hits that use up the limit
 * @param limit hits per window of the limit that was applied last, empty where it is not known
 */
public record WindowTotalUsage(Window window, HitTotals counts, long usage, OptionalLong limit) {

    static WindowTotalUsage of(WindowState state) {
        AppliedLimit applied = state.limit();
        HitTotals sum = state.sum();
        return new WindowTotalUsage(
                state.window(),
                sum,
                applied.usage(sum),
                applied.isKnown() ? OptionalLong.of(applied.hitsPerWindow()) : OptionalLong.empty());
    }

    /** Returns whether usage is above the limit; false where that is not known. */
    public boolean isOverLimit() {
        return limit.isPresent() && usage > limit.getAsLong();
    }
}
