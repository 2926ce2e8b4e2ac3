package io.tollgate.streams.window;

import io.tollgate.model.Window;
import io.tollgate.streams.hits.Counts;
import java.util.OptionalLong;

/**
 * What all gateways together counted in a window, as far as it is accounted. Immutable.
 *
 * @param usage hits that use up the limit
 * @param limit hits per window of the limit that was applied last, empty where it is not known
 */
public record WindowUsed(Window window, Counts counts, long usage, OptionalLong limit) {

    static WindowUsed of(WindowState state) {
        Judge judge = state.judge();
        Counts sum = state.sum();
        return new WindowUsed(
                state.window(),
                sum,
                judge.used(sum),
                judge.isKnown() ? OptionalLong.of(judge.limit()) : OptionalLong.empty());
    }

    /** Returns whether usage is above the limit; false where that is not known. */
    public boolean isOverLimit() {
        return limit.isPresent() && usage > limit.getAsLong();
    }
}
