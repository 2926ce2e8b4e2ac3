package io.tollgate.protocol;

import java.util.Set;

/**
 * What a history is run with.
 *
 * @param limit hits that a counter admits in a window
 * @param windowLength in ticks
 * @param chargeAdmitted whether denied hits leave the limit alone
 * @param predicted whether decisions take in what others will have used up
 * @param diskLosses whether disks are wiped, cloned and rolled back
 * @param wrong how the protocol is misread
 */
record Settings(
        long limit,
        long windowLength,
        boolean chargeAdmitted,
        boolean predicted,
        boolean diskLosses,
        Set<WrongReading> wrong) {

    long charged(Totals totals) {
        return chargeAdmitted ? totals.admitted() : totals.sum();
    }

    boolean has(WrongReading reading) {
        return wrong.contains(reading);
    }
}
