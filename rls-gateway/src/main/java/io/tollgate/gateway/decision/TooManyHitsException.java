package io.tollgate.gateway.decision;

import io.tollgate.model.MostHits;

/** A counter would have more hits in a window than can be accounted; nothing of the request was counted. */
public final class TooManyHitsException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public TooManyHitsException() {
        super(
                "hits_addend: a counter of this request would have more than " + MostHits.IN_A_WINDOW
                        + " hits in a window, which cannot be accounted; nothing was counted (expected: fewer hits, or the"
                        + " next window)",
                null,
                false,
                false);
    }
}
