package io.tollgate.accounting;

import io.tollgate.model.ChargeMode;

/**
 * Running totals of disjoint kinds of one counter in one window, in hits. Each only grows, so of two observations of one
 * sender the larger is the newer, in whatever order they come. Sums saturate at {@link Long#MAX_VALUE} instead of
 * wrapping. Immutable.
 *
 * @param admitted hits of requests that were admitted
 * @param deniedHere hits of requests that were denied while this counter was over its limit
 * @param deniedElsewhere hits of requests that were denied because of another counter alone
 * @param givenBack hits that were given back
 * @param wouldDeny how many of the admitted hits a limit in shadow mode would have denied; a mark, not a kind
 */
public record HitTotals(long admitted, long deniedHere, long deniedElsewhere, long givenBack, long wouldDeny) {

    /** Nothing was counted. */
    public static final HitTotals ZERO = new HitTotals(0, 0, 0, 0, 0);

    /** Returns the hits of all requests that were decided, those given back not subtracted. */
    public long decided() {
        return sum(sum(admitted, deniedHere), deniedElsewhere);
    }

    /** Returns all hits, those given back added: only grows. */
    public long counted() {
        return sum(decided(), givenBack);
    }

    /**
     * Returns what is left of a charge after what was given back: negative where more was given back than charged, as it
     * may be at one of several gateways.
     */
    public long net(ChargeMode mode) {
        return switch (mode) {
            case ALL -> decided() - givenBack;
            case UNLESS_DENIED_ELSEWHERE -> sum(admitted, deniedHere) - givenBack;
            case ADMITTED -> admitted - givenBack;
        };
    }

    /** Returns the usage: {@link #net}, but at least 0. */
    public long usage(ChargeMode mode) {
        return Math.max(0, net(mode));
    }

    /** Returns the larger of each kind. */
    public HitTotals max(HitTotals other) {
        return new HitTotals(
                Math.max(admitted, other.admitted),
                Math.max(deniedHere, other.deniedHere),
                Math.max(deniedElsewhere, other.deniedElsewhere),
                Math.max(givenBack, other.givenBack),
                Math.max(wouldDeny, other.wouldDeny));
    }

    /** Returns the smaller of each kind. */
    public HitTotals min(HitTotals other) {
        return new HitTotals(
                Math.min(admitted, other.admitted),
                Math.min(deniedHere, other.deniedHere),
                Math.min(deniedElsewhere, other.deniedElsewhere),
                Math.min(givenBack, other.givenBack),
                Math.min(wouldDeny, other.wouldDeny));
    }

    /** Returns the sum of each kind. */
    public HitTotals plus(HitTotals other) {
        return new HitTotals(
                sum(admitted, other.admitted),
                sum(deniedHere, other.deniedHere),
                sum(deniedElsewhere, other.deniedElsewhere),
                sum(givenBack, other.givenBack),
                sum(wouldDeny, other.wouldDeny));
    }

    /** Returns the difference of each kind, at least 0. */
    public HitTotals minus(HitTotals other) {
        return new HitTotals(
                Math.max(0, admitted - other.admitted),
                Math.max(0, deniedHere - other.deniedHere),
                Math.max(0, deniedElsewhere - other.deniedElsewhere),
                Math.max(0, givenBack - other.givenBack),
                Math.max(0, wouldDeny - other.wouldDeny));
    }

    /** Returns whether no kind of the other is larger. */
    public boolean covers(HitTotals other) {
        return admitted >= other.admitted
                && deniedHere >= other.deniedHere
                && deniedElsewhere >= other.deniedElsewhere
                && givenBack >= other.givenBack
                && wouldDeny >= other.wouldDeny;
    }

    /** Returns whether a kind is more than {@code most} above the same kind of {@code earlier}. */
    public boolean jumpsFrom(HitTotals earlier, long most) {
        HitTotals jump = minus(earlier);
        return jump.admitted > most
                || jump.deniedHere > most
                || jump.deniedElsewhere > most
                || jump.givenBack > most
                || jump.wouldDeny > most;
    }

    private static long sum(long one, long other) {
        long sum = one + other;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }
}
