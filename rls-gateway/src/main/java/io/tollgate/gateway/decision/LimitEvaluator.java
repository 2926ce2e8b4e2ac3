package io.tollgate.gateway.decision;

import io.tollgate.model.ChargeMode;

/**
 * Decides requests whose hits are reserved. Thread-safe.
 *
 * <p>Where every hit uses up its limit, reserving it has given the verdict. Where only some do, checking and charging are
 * one step: of one limit an atomic one, of several under a {@link MultiCounterLock}.
 */
final class LimitEvaluator {

    private final boolean shadowModeForAll;

    /** @param shadowModeForAll whether no request is denied, whatever its limits say */
    LimitEvaluator(boolean shadowModeForAll) {
        this.shadowModeForAll = shadowModeForAll;
    }

    /**
     * Evaluates all charges, and notes in each the outcome of its hits.
     *
     * @return whether the request is over its limits; it is admitted all the same where no request is denied
     */
    boolean evaluate(CounterCharge[] charges) {
        int limits = 0;
        CounterCharge one = null;
        for (CounterCharge charge : charges) {
            limits += charge.limits.length;
            for (ChargedLimit limit : charge.limits) {
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

    private static void judgeReserved(CounterCharge[] charges) {
        for (CounterCharge charge : charges) {
            for (ChargedLimit limit : charge.limits) {
                limit.readOthers();
                limit.judgeReserved(charge);
            }
            charge.sumUp();
        }
    }

    /** The one limit decides; what would become of the request if it were over is known before. */
    private boolean judgeOne(CounterCharge[] charges, CounterCharge charge, ChargedLimit limit) {
        limit.readOthers();
        limit.over = !charge.givesBack();
        charge.sumUp();
        boolean deniedIfOver = isOverLimit(charges) && !shadowModeForAll;
        ChargedCount used = limit.window().usedHits(limit.mode);
        boolean onlyWithin = deniedIfOver && !HitOutcome.DENIED_HERE.uses(limit.mode);
        long before =
                onlyWithin ? used.addWithin(charge.hits(), limit.room(charge.hits())) : used.addAlways(charge.change());
        limit.judge(before, charge);
        charge.sumUp();
        charge.usedUp(limit.window(), limit.mode);
        return conclude(charges);
    }

    private boolean judgeTogether(CounterCharge[] charges) {
        MultiCounterLock holding = MultiCounterLock.of(charges);
        try {
            holding.judge(charges);
            return conclude(charges);
        } finally {
            holding.release(charges);
        }
    }

    private boolean conclude(CounterCharge[] charges) {
        boolean overLimit = isOverLimit(charges);
        boolean denied = overLimit && !shadowModeForAll;
        for (CounterCharge charge : charges) {
            charge.became(outcome(charge, denied));
        }
        return overLimit;
    }

    private static HitOutcome outcome(CounterCharge charge, boolean denied) {
        if (charge.givesBack()) {
            return HitOutcome.GIVEN_BACK;
        }
        return !denied ? HitOutcome.ADMITTED : charge.isOver() ? HitOutcome.DENIED_HERE : HitOutcome.DENIED_ELSEWHERE;
    }

    /**
     * Over if a descriptor that is not in quota mode is over, or if all that are in quota mode are; those that give
     * back have no say.
     */
    private static boolean isOverLimit(CounterCharge[] charges) {
        boolean over = false;
        boolean quotaMembers = false;
        boolean quotaLeft = false;
        for (CounterCharge charge : charges) {
            if (charge.quotaMode && !charge.givesBack()) {
                quotaMembers = true;
                quotaLeft |= !charge.isOver();
            } else {
                over |= charge.isOver();
            }
        }
        return over || (quotaMembers && !quotaLeft);
    }
}
