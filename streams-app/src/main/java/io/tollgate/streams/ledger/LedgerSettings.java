package io.tollgate.streams.ledger;

import java.time.Duration;

/**
 * How long the ledger waits.
 *
 * @param grace how long a gateway that fell silent holds up the closing of windows
 * @param lateHorizon how long after its end a window may still be changed: as long as {@code hits} holds what changes it
 */
public record LedgerSettings(Duration grace, Duration lateHorizon) {

    public LedgerSettings {
        if (grace.isNegative() || lateHorizon.compareTo(grace) <= 0) {
            throw new IllegalArgumentException(
                    "grace: " + grace + ", late horizon: " + lateHorizon + " (expected: 0 or more, and a longer one)");
        }
    }
}
