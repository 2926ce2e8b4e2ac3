package io.tollgate.protocol;

import java.util.Map;

/**
 * A record of the topic usage.
 *
 * @param listed totals of the senders that are named
 * @param rest sum over all others
 */
record UsageRecord(Cell cell, Map<Sender, Totals> listed, Totals rest) {

    UsageRecord {
        listed = Map.copyOf(listed);
    }

    /** Returns what is said of a sender by name, zero where it is not named. */
    Totals of(Sender sender) {
        return listed.getOrDefault(sender, Totals.ZERO);
    }
}
