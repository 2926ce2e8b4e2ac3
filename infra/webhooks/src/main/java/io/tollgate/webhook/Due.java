package io.tollgate.webhook;

import java.util.Comparator;

/**
 * When a delivery is due, in the order in which those of one webhook are sent.
 *
 * @param at in milliseconds since the epoch
 * @param id of the event
 */
record Due(long at, String id) implements Comparable<Due> {

    /** Before all others. */
    static final Due FIRST = new Due(0, "");

    private static final Comparator<Due> ORDER =
            Comparator.comparingLong(Due::at).thenComparing(Due::id);

    static Due of(Delivery delivery) {
        return new Due(delivery.progress().at().toEpochMilli(), delivery.id());
    }

    @Override
    public int compareTo(Due other) {
        return ORDER.compare(this, other);
    }
}
