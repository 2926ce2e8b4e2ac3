package io.tollgate.gateway.decision;

import io.tollgate.accounting.Incarnation;

/**
 * What is known of one other gateway's pace in a window. Immutable.
 *
 * @param used what it had used up when it was last heard of
 * @param asOfMillis when that was, by this gateway's clock: the time of arrival less the usual lag
 * @param perMilli hits a millisecond at which it used the window up; 0 as long as one observation is all there is
 * @param sampledUsed what it had used up when the rate was last measured
 * @param sampledMillis when that was
 */
record Pace(Incarnation sender, long used, double asOfMillis, double perMilli, long sampledUsed, double sampledMillis) {

    /** Shorter spans say little: several records may come at once. */
    private static final double SHORTEST_SAMPLE_MS = 5;

    /** Returns the pace of a gateway that is heard of for the first time, which says nothing of its rate. */
    static Pace first(Incarnation sender, long used, double asOfMillis) {
        return new Pace(sender, used, asOfMillis, 0, used, asOfMillis);
    }

    /**
     * Returns this pace for the next window, of which nothing is known yet but that it begins with nothing.
     *
     * @param share of the rate that is taken for true, 0 to 1
     */
    Pace carriedTo(long startMillis, double share) {
        return new Pace(sender, 0, startMillis, perMilli * share, 0, startMillis);
    }

    /** Returns the pace after usage was heard of which it is not known how old it is: the rate is measured from then on. */
    Pace heardLate(long usedNow, double heardMillis) {
        long latest = Math.max(used, usedNow);
        double nowMillis = Math.max(heardMillis, asOfMillis);
        return new Pace(sender, latest, nowMillis, perMilli, latest, nowMillis);
    }

    /**
     * Returns the pace after usage was heard; one that tells of no more than before changes nothing.
     *
     * @param heardMillis what it is as of
     * @param timeConstantMillis what is older hardly counts for the rate
     * @param heldBack whether hits were denied in the window: then the rate is not measured again
     */
    Pace heard(long usedNow, double heardMillis, double timeConstantMillis, boolean heldBack) {
        if (usedNow <= used) {
            return this;
        }
        double nowMillis = Math.max(heardMillis, asOfMillis);
        double passed = nowMillis - sampledMillis;
        if ((heldBack && perMilli != 0) || passed < SHORTEST_SAMPLE_MS) {
            return new Pace(sender, usedNow, nowMillis, perMilli, sampledUsed, sampledMillis);
        }
        double sample = (usedNow - sampledUsed) / passed;
        double weight = perMilli == 0 ? 1 : 1 - Math.exp(-passed / timeConstantMillis);
        return new Pace(sender, usedNow, nowMillis, perMilli + weight * (sample - perMilli), usedNow, nowMillis);
    }

    /**
     * Returns how many hits it will have made since it was last heard of. They grow with the time for as long as a report
     * may take, and fade away in as long again: who is not heard of longer makes none. If it may be silent because it denies
     * what it is asked, it will go on when it believes that others are silent too, as this gateway does: then it begins
     * anew, so that each takes its part of what is left and not all the whole.
     *
     * @param patienceMillis how long a report may take
     * @param heldBack whether hits were denied in the window
     */
    double hitsSince(long nowMillis, double patienceMillis, boolean heldBack) {
        double silent = Math.max(0, nowMillis - asOfMillis);
        if (heldBack) {
            silent %= 2 * patienceMillis;
        }
        return perMilli * Math.max(0, Math.min(silent, 2 * patienceMillis - silent));
    }
}
