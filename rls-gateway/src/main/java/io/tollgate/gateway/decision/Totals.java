package io.tollgate.gateway.decision;

import io.tollgate.model.ChargeMode;

/**
 * Running totals of disjoint kinds, in hits. Each only grows within a window, so of two observations of one sender the
 * larger is the newer.
 *
 * @param admitted hits of requests that were let pass
 * @param deniedHere hits of refused requests where this counter was over its limit
 * @param deniedElsewhere hits of requests that were refused because of another descriptor
 * @param givenBack hits that were given back
 * @param wouldDeny how many of the admitted a limit in shadow mode would have refused; a mark, not a kind
 */
public record Totals(long admitted, long deniedHere, long deniedElsewhere, long givenBack, long wouldDeny) {

    /** Nothing counted. */
    public static final Totals ZERO = new Totals(0, 0, 0, 0, 0);

    /** Returns hits that clients were answered, whichever way. */
    long answered() {
        return saturatedAdd(saturatedAdd(admitted, deniedHere), deniedElsewhere);
    }

    /** Returns all hits that were counted, whichever way, those given back included: only grows. */
    public long counted() {
        return saturatedAdd(answered(), givenBack);
    }

    /** Returns what uses up a limit when refused hits count too, as envoyproxy/ratelimit has it. */
    public long charged() {
        return answered() - givenBack;
    }

    /** Returns what uses up a limit of the given charge mode; negative where more was given back. */
    public long used(ChargeMode mode) {
        return switch (mode) {
            case ALL -> charged();
            case UNLESS_DENIED_ELSEWHERE -> saturatedAdd(admitted, deniedHere) - givenBack;
            case ADMITTED -> admitted - givenBack;
        };
    }

    /** Returns the larger of each total. */
    public Totals max(Totals other) {
        return new Totals(
                Math.max(admitted, other.admitted),
                Math.max(deniedHere, other.deniedHere),
                Math.max(deniedElsewhere, other.deniedElsewhere),
                Math.max(givenBack, other.givenBack),
                Math.max(wouldDeny, other.wouldDeny));
    }

    /** Returns the sum of each total; sums stay at the largest long rather than wrap. */
    public Totals plus(Totals other) {
        return new Totals(
                saturatedAdd(admitted, other.admitted),
                saturatedAdd(deniedHere, other.deniedHere),
                saturatedAdd(deniedElsewhere, other.deniedElsewhere),
                saturatedAdd(givenBack, other.givenBack),
                saturatedAdd(wouldDeny, other.wouldDeny));
    }

    /** Returns whether no total of the other is larger. */
    public boolean covers(Totals other) {
        return admitted >= other.admitted
                && deniedHere >= other.deniedHere
                && deniedElsewhere >= other.deniedElsewhere
                && givenBack >= other.givenBack
                && wouldDeny >= other.wouldDeny;
    }

    private static long saturatedAdd(long a, long b) {
        long sum = a + b;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }
}
