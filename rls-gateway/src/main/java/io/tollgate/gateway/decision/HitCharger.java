package io.tollgate.gateway.decision;

import io.tollgate.model.ChargeMode;

/**
 * Charges the limits of a request whose hits are reserved, by the verdicts of {@link LimitEvaluator}, and notes in its
 * state what was found.
 *
 * <p>Where every hit uses up its limit, reserving it has given the verdict. Where only some do, checking and charging are
 * one step: of one limit an atomic one, of several under a {@link MultiCounterLock}.
 */
final class HitCharger {

    private HitCharger() {}

    /**
     * Charges all limits, and notes in each charge what becomes of its hits.
     *
     * @param nowMillis the time that holds for the request, milliseconds since the Unix epoch
     * @param shadowMode whether no request is denied, whatever its limits say
     * @return whether the request is over its limits; it is admitted all the same where no request is denied
     */
    static boolean charge(ChargeState[] charges, long nowMillis, boolean shadowMode) {
        int limits = 0;
        ChargeState notAll = null;
        for (ChargeState charge : charges) {
            limits += charge.limits.length;
            for (LimitState limit : charge.limits) {
                if (limit.mode() != ChargeMode.ALL) {
                    notAll = charge;
                }
            }
        }
        if (notAll == null) {
            judgeReserved(charges, nowMillis);
            return conclude(charges, shadowMode);
        }
        return limits == 1
                ? chargeOne(charges, notAll, nowMillis, shadowMode)
                : chargeTogether(charges, nowMillis, shadowMode);
    }

    private static void judgeReserved(ChargeState[] charges, long nowMillis) {
        for (ChargeState charge : charges) {
            for (LimitState limit : charge.limits) {
                limit.readOthers(nowMillis);
                limit.judgeReserved(charge);
            }
            charge.sumUp();
        }
    }

    /** The one limit decides: what becomes of the request if it is over is known before. */
    private static boolean chargeOne(ChargeState[] charges, ChargeState charge, long nowMillis, boolean shadowMode) {
        LimitState limit = charge.limits[0];
        limit.readOthers(nowMillis);
        boolean denies = !shadowMode && !limit.limit().shadowMode() && LimitEvaluator.isOver(charges, charge);
        ChargedCount used = limit.window().usedHits(limit.mode());
        boolean onlyWithin = denies && !charge.isReported() && !HitOutcome.DENIED_HERE.uses(limit.mode());
        long before =
                onlyWithin ? used.addWithin(charge.hits(), limit.room(charge.hits())) : used.addAlways(charge.change());
        limit.judge(before, charge);
        charge.sumUp();
        charge.usedUp(limit.window(), limit.mode());
        return conclude(charges, shadowMode);
    }

    private static boolean chargeTogether(ChargeState[] charges, long nowMillis, boolean shadowMode) {
        MultiCounterLock lock = MultiCounterLock.of(charges);
        try {
            lock.judge(charges, nowMillis);
            return conclude(charges, shadowMode);
        } finally {
            lock.release(charges);
        }
    }

    private static boolean conclude(ChargeState[] charges, boolean shadowMode) {
        boolean overLimit = LimitEvaluator.isOver(charges, null);
        boolean denied = overLimit && !shadowMode;
        for (ChargeState charge : charges) {
            charge.became(LimitEvaluator.outcome(charge, denied));
        }
        return overLimit;
    }
}
