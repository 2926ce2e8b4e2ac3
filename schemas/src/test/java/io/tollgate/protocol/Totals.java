package io.tollgate.protocol;

/**
 * Running totals of two disjoint kinds.
 *
 * @param admitted hits of requests that were let pass
 * @param denied hits of requests that were denied, by this counter or by another
 */
record Totals(long admitted, long denied) {

    static final Totals ZERO = new Totals(0, 0);

    Totals plus(Totals other) {
        return new Totals(admitted + other.admitted, denied + other.denied);
    }

    /** Returns what is left of each kind, at least zero. */
    Totals minus(Totals other) {
        return new Totals(Math.max(0, admitted - other.admitted), Math.max(0, denied - other.denied));
    }

    Totals max(Totals other) {
        return new Totals(Math.max(admitted, other.admitted), Math.max(denied, other.denied));
    }

    boolean covers(Totals other) {
        return admitted >= other.admitted && denied >= other.denied;
    }

    long sum() {
        return admitted + denied;
    }
}
