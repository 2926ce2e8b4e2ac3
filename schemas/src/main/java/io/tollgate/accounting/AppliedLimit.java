package io.tollgate.accounting;

import static java.util.Objects.requireNonNull;

import io.tollgate.model.ChargeMode;

/**
 * What is known of the limit that gateways judge a window by. Immutable.
 *
 * @param hitsPerWindow the limit, or {@link #UNKNOWN_LIMIT}
 * @param sliding whether decisions need the window for its own length after its end
 * @param chargeMode which hits use up the limit
 */
public record AppliedLimit(long hitsPerWindow, boolean sliding, ChargeMode chargeMode) {

    /** Stands for a limit that is not known. */
    public static final long UNKNOWN_LIMIT = -1;

    /** Nothing is known. */
    public static final AppliedLimit UNKNOWN = new AppliedLimit(UNKNOWN_LIMIT, false, ChargeMode.ALL);

    public AppliedLimit {
        requireNonNull(chargeMode, "chargeMode");
    }

    /** Returns whether the limit is known. */
    public boolean isKnown() {
        return hitsPerWindow != UNKNOWN_LIMIT;
    }

    /** Returns what the hits use up of the limit, at least 0. */
    public long usage(HitTotals totals) {
        return totals.usage(chargeMode);
    }

    /** Returns whether the hits are above the limit; false where it is not known. */
    public boolean isOver(HitTotals totals) {
        return isKnown() && usage(totals) > hitsPerWindow;
    }
}
