package io.tollgate.gateway.decision;

import io.tollgate.model.ChargeMode;

/**
 * Says what becomes of a request whose hits are reserved. Thread-safe.
 *
 * <p>Where every hit uses up its limit, reserving it has given the verdict. Where only some do, checking and charging are
 * one step: of one limit an atomic one, of several under a {@link Holding}.
 */
final class Judgement {

    private final boolean shadowModeForAll;

    /** @param shadowModeForAll whether no request is refused, whatever its limits say */
    Judgement(boolean shadowModeForAll) {
        this.shadowModeForAll = shadowModeForAll;
    }

    /**
     * Judges all charges and tells each what became of the request.
     *
     * @return whether the request is over its limits; it passes all the same where no request is refused
     */
    boolean judge(Charge[] charges) {
        int limits = 0;
        Charge one = null;
        for (Charge charge : charges) {
            limits += charge.limits.length;
            for (LimitCharge limit : charge.limits) {
                if (limit.mode != ChargeMode.ALL) {
                    one = charge;
                }
            }
        }
        if (one == null) {
            judgeReserved(charges);
            return conclude(charges);
        }
        return limits == 1 ? judgeOne(charges, one, one.limits[0]) : judgeTogether(charges);
    }

    private static void judgeReserved(Charge[] charges) {
        for (Charge charge : charges) {
            for (LimitCharge limit : charge.limits) {
                limit.readOthers();
                limit.judgeReserved(charge);
            }
            charge.sumUp();
        }
    }

    /** The one limit decides; what would become of the request if it were over is known before. */
    private boolean judgeOne(Charge[] charges, Charge charge, LimitCharge limit) {
        limit.readOthers();
        limit.over = !charge.givesBack();
        charge.sumUp();
        boolean refusedIfOver = isRefused(charges) && !shadowModeForAll;
        UsedHits used = limit.window().usedHits(limit.mode);
        boolean onlyWithin = refusedIfOver && !Kind.DENIED_HERE.uses(limit.mode);
        long before =
                onlyWithin ? used.addWithin(charge.hits(), limit.room(charge.hits())) : used.addAlways(charge.change());
        limit.judge(before, charge);
        charge.sumUp();
        charge.usedUp(limit.window(), limit.mode);
        return conclude(charges);
    }

    private boolean judgeTogether(Charge[] charges) {
        Holding holding = Holding.of(charges);
        try {
            holding.judge(charges);
            return conclude(charges);
        } finally {
            holding.release(charges);
        }
    }

    private boolean conclude(Charge[] charges) {
        boolean refused = isRefused(charges);
        boolean denied = refused && !shadowModeForAll;
        for (Charge charge : charges) {
            charge.became(kind(charge, denied));
        }
        return refused;
    }

    private static Kind kind(Charge charge, boolean denied) {
        if (charge.givesBack()) {
            return Kind.GIVEN_BACK;
        }
        return !denied ? Kind.ADMITTED : charge.isOver() ? Kind.DENIED_HERE : Kind.DENIED_ELSEWHERE;
    }

    /**
     * Refused if a descriptor that is not in quota mode is over, or if all that are in quota mode are; those that give
     * back have no say.
     */
    private static boolean isRefused(Charge[] charges) {
        boolean refused = false;
        boolean quotaMembers = false;
        boolean quotaLeft = false;
        for (Charge charge : charges) {
            if (charge.quotaMode && !charge.givesBack()) {
                quotaMembers = true;
                quotaLeft |= !charge.isOver();
            } else {
                refused |= charge.isOver();
            }
        }
        return refused || (quotaMembers && !quotaLeft);
    }
}
