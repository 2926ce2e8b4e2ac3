package io.tollgate.gateway.decision;

import io.tollgate.accounting.HitTotals;
import io.tollgate.model.ChargeMode;

/** How the hits of one request count for one counter. */
public enum HitOutcome {
    /** The request was admitted, or it told of hits that were served before. */
    ADMITTED(0),
    /** The request was denied, and this counter was over its limit. */
    DENIED_HERE(1),
    /** The request was denied because of another descriptor. */
    DENIED_ELSEWHERE(2),
    /** The request gave hits back, whatever became of it. */
    GIVEN_BACK(3);

    private final int place;

    HitOutcome(int place) {
        this.place = place;
    }

    /** Returns by how many hits so many of this outcome change what is used where they {@link #uses count}. */
    long change(long hits) {
        return this == GIVEN_BACK ? -hits : hits;
    }

    /** Returns whether hits of this outcome change what is used of a limit of the given charge mode. */
    boolean uses(ChargeMode mode) {
        return switch (mode) {
            case ALL -> true;
            case UNLESS_DENIED_ELSEWHERE -> this != DENIED_ELSEWHERE;
            case ADMITTED -> this == ADMITTED || this == GIVEN_BACK;
        };
    }

    /** Returns the place of this outcome's total among those of {@link HitTotals}, from 0. On disk: never to be changed. */
    public int place() {
        return place;
    }
}
