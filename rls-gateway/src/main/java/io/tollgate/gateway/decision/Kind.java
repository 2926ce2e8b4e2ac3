package io.tollgate.gateway.decision;

import io.tollgate.model.ChargeMode;

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

    /** Returns whether hits of this kind use up a limit of the given charge mode. */
    boolean uses(ChargeMode mode) {
        return switch (mode) {
            case ALL -> true;
            case UNLESS_DENIED_ELSEWHERE -> this != DENIED_ELSEWHERE;
            case ADMITTED -> this == ADMITTED;
        };
    }

    /** Returns the place of this kind's total among those of {@link Totals}, from 0. On disk: never to be changed. */
    public int place() {
        return place;
    }
}
