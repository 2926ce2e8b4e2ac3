package io.tollgate.gateway.decision;

import io.tollgate.model.Limit;
import org.jspecify.annotations.Nullable;

/**
 * The rules by which a request is found to be over its limits, as envoyproxy/ratelimit has them. Functions of what they
 * are given: they change nothing and remember nothing.
 */
final class LimitEvaluator {

    private static final long NO_ROOM = Long.MIN_VALUE;

    private LimitEvaluator() {}

    /**
     * Returns how many own hits in a window the limit has room for. More may have been given back than was used: then own
     * hits have more room than the limit says, but what is asked for at once does not, because less than nothing used
     * counts as nothing.
     *
     * @param others what others have used up in the window; negative where they gave back more
     * @param slidIn what a sliding limit takes over from the window before
     * @param hits what is asked for at once, own hits before not included
     */
    static long room(Limit limit, long others, long slidIn, long hits) {
        long most = limit.deniedAbove() - slidIn;
        if (hits > most) {
            return NO_ROOM;
        }
        long room = most - others;
        return others < 0 && room < most ? Long.MAX_VALUE : room; // above the largest long
    }

    /** Returns whether hits are over a limit that has room for so many own ones; what is given back never is. */
    static boolean isOver(long ownBefore, long hits, boolean givesBack, long room) {
        return !givesBack && ownBefore + hits > room;
    }

    /**
     * Returns whether a request is over its limits by the verdicts of its charges: if one that is not in quota mode is
     * over, or if all that are in quota mode are. Those that give back have no say.
     *
     * @param assumed a charge that is taken to be over a limit that denies, whatever its verdict; null for none
     */
    static boolean isOver(ChargeState[] charges, @Nullable ChargeState assumed) {
        boolean over = false;
        boolean quotaMembers = false;
        boolean quotaLeft = false;
        for (ChargeState charge : charges) {
            if (charge.givesBack()) {
                continue;
            }
            boolean chargeOver = charge == assumed || charge.isOver();
            if (charge.plan.quotaMode()) {
                quotaMembers = true;
                quotaLeft |= !chargeOver;
            } else {
                over |= chargeOver;
            }
        }
        return over || (quotaMembers && !quotaLeft);
    }

    /** Returns what becomes of a charge's hits; reported ones were served, whatever becomes of the request. */
    static HitOutcome outcome(ChargeState charge, boolean denied) {
        if (charge.givesBack()) {
            return HitOutcome.GIVEN_BACK;
        }
        if (!denied || charge.isReported()) {
            return HitOutcome.ADMITTED;
        }
        return charge.isOver() ? HitOutcome.DENIED_HERE : HitOutcome.DENIED_ELSEWHERE;
    }
}
