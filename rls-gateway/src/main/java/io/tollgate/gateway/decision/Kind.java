package io.tollgate.gateway.decision;

/** How the hits of one request count for one counter. */
public enum Kind {
    /** The request was let pass. */
    ADMITTED,
    /** The request was refused, and this counter was over its limit. */
    DENIED_HERE,
    /** The request was refused because of another descriptor. */
    DENIED_ELSEWHERE
}
