package io.tollgate.streams.window;

import static java.util.Objects.requireNonNull;

import io.tollgate.event.AppliedLimit;
import io.tollgate.event.LimitAlgorithm;
import io.tollgate.event.LimitCharge;
import io.tollgate.streams.hits.Counts;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the limit that gateways judge a window by. Immutable.
 *
 * @param limit hits per window, or {@link #UNKNOWN_LIMIT}
 * @param slides whether decisions need the window for its own length after its end
 * @param charge which hits use up the limit
 */
record Judge(long limit, boolean slides, LimitCharge charge) {

    static final long UNKNOWN_LIMIT = -1;

    /** Nothing is known. */
    static final Judge UNKNOWN = new Judge(UNKNOWN_LIMIT, false, LimitCharge.ALL);

    private static final int SLIDES = 1;
    private static final int UNLESS_DENIED_ELSEWHERE = 2;
    private static final int ADMITTED = 4;

    Judge {
        requireNonNull(charge, "charge");
    }

    /** Returns what an event says, {@link #UNKNOWN} where it says nothing. */
    static Judge of(@Nullable AppliedLimit applied) {
        return applied == null
                ? UNKNOWN
                : new Judge(
                        applied.getHitsPerWindow(),
                        applied.getAlgorithm() == LimitAlgorithm.SLIDING_WINDOW,
                        applied.getCharge());
    }

    /** Returns the judge with the given limit and {@link #flags}. */
    static Judge of(long limit, int flags) {
        LimitCharge charge = (flags & ADMITTED) != 0
                ? LimitCharge.ADMITTED
                : (flags & UNLESS_DENIED_ELSEWHERE) != 0 ? LimitCharge.UNLESS_DENIED_ELSEWHERE : LimitCharge.ALL;
        return new Judge(limit, (flags & SLIDES) != 0, charge);
    }

    /** Returns all but the limit as a number. On disk: never to be changed. */
    int flags() {
        return (slides ? SLIDES : 0)
                | switch (charge) {
                    case ALL -> 0;
                    case UNLESS_DENIED_ELSEWHERE -> UNLESS_DENIED_ELSEWHERE;
                    case ADMITTED -> ADMITTED;
                };
    }

    boolean isKnown() {
        return limit != UNKNOWN_LIMIT;
    }

    /** Returns what uses up the limit of these hits, at least 0. */
    long used(Counts counts) {
        return switch (charge) {
            case ALL -> counts.charged();
            case UNLESS_DENIED_ELSEWHERE -> counts.chargedUnlessDeniedElsewhere();
            case ADMITTED -> counts.chargedAdmitted();
        };
    }

    /** Returns whether the hits are above the limit; false where it is not known. */
    boolean isOver(Counts counts) {
        return isKnown() && used(counts) > limit;
    }
}
