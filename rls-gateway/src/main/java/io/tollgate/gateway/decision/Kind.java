package io.tollgate.gateway.decision;

/** How the hits of one request count for one counter. */
public enum Kind {
    /** The request was let pass. */
    ADMITTED(0),
    /** The request was refused, and this counter was over its limit. */
    DENIED_HERE(1),
    /** The request was refused because of another descriptor. */
    DENIED_ELSEWHERE(2);

    private final int place;

    Kind(int place) {
        this.place = place;
    }

    /** Returns the place of this kind's total among those of {@link Totals}, from 0. On disk: never to be changed. */
    public int place() {
        return place;
    }
}
