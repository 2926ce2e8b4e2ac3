package io.tollgate.streams.hits;

import io.tollgate.event.Totals;
import java.io.IOException;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;

/**
 * Running totals of disjoint kinds, as {@link Totals}, but immutable. Sums saturate at {@link Long#MAX_VALUE}, none is
 * ever negative.
 *
 * @param admitted hits of requests that were let pass
 * @param deniedHere hits of requests that this counter refused
 * @param deniedElsewhere hits of requests that another counter refused
 * @param givenBack hits that were given back
 * @param wouldDeny how many of the admitted hits a limit in shadow mode would have refused
 */
public record Counts(long admitted, long deniedHere, long deniedElsewhere, long givenBack, long wouldDeny) {

    /** Nothing was counted. */
    public static final Counts ZERO = new Counts(0, 0, 0, 0, 0);

    /** Returns the totals of an event, which must not be negative. */
    public static Counts of(Totals totals) {
        return new Counts(
                totals.getAdmitted(),
                totals.getDeniedHere(),
                totals.getDeniedElsewhere(),
                totals.getGivenBack(),
                totals.getWouldDeny());
    }

    /** Returns these as an event holds them. */
    public Totals toTotals() {
        return new Totals(admitted, deniedHere, deniedElsewhere, givenBack, wouldDeny);
    }

    /** Returns the larger of each kind: each only grows, so the larger is the newer, whatever order they came in. */
    public Counts max(Counts other) {
        return new Counts(
                Math.max(admitted, other.admitted),
                Math.max(deniedHere, other.deniedHere),
                Math.max(deniedElsewhere, other.deniedElsewhere),
                Math.max(givenBack, other.givenBack),
                Math.max(wouldDeny, other.wouldDeny));
    }

    /** Returns the smaller of each kind. */
    public Counts min(Counts other) {
        return new Counts(
                Math.min(admitted, other.admitted),
                Math.min(deniedHere, other.deniedHere),
                Math.min(deniedElsewhere, other.deniedElsewhere),
                Math.min(givenBack, other.givenBack),
                Math.min(wouldDeny, other.wouldDeny));
    }

    /** Returns the sum of each kind. */
    public Counts plus(Counts other) {
        return new Counts(
                sum(admitted, other.admitted),
                sum(deniedHere, other.deniedHere),
                sum(deniedElsewhere, other.deniedElsewhere),
                sum(givenBack, other.givenBack),
                sum(wouldDeny, other.wouldDeny));
    }

    /** Returns the difference of each kind, at least 0. */
    public Counts minus(Counts other) {
        return new Counts(
                Math.max(0, admitted - other.admitted),
                Math.max(0, deniedHere - other.deniedHere),
                Math.max(0, deniedElsewhere - other.deniedElsewhere),
                Math.max(0, givenBack - other.givenBack),
                Math.max(0, wouldDeny - other.wouldDeny));
    }

    /** Returns the usage as the reference charges it: every hit but those given back, at least 0. */
    public long charged() {
        return Math.max(0, sum(sum(admitted, deniedHere), deniedElsewhere) - givenBack);
    }

    /** Returns the usage where hits that another counter refused do not count, at least 0. */
    public long chargedUnlessDeniedElsewhere() {
        return Math.max(0, sum(admitted, deniedHere) - givenBack);
    }

    /** Returns the usage where only admitted hits count, at least 0. */
    public long chargedAdmitted() {
        return Math.max(0, admitted - givenBack);
    }

    /** Returns whether a kind is more than {@code most} above the same kind of {@code earlier}. */
    public boolean jumpsFrom(Counts earlier, long most) {
        Counts jump = minus(earlier);
        return jump.admitted > most
                || jump.deniedHere > most
                || jump.deniedElsewhere > most
                || jump.givenBack > most
                || jump.wouldDeny > most;
    }

    /** Writes these for {@link #read}. */
    public void writeTo(Encoder out) throws IOException {
        out.writeLong(admitted);
        out.writeLong(deniedHere);
        out.writeLong(deniedElsewhere);
        out.writeLong(givenBack);
        out.writeLong(wouldDeny);
    }

    /** Returns what {@link #writeTo} wrote. */
    public static Counts read(Decoder in) throws IOException {
        return new Counts(in.readLong(), in.readLong(), in.readLong(), in.readLong(), in.readLong());
    }

    private static long sum(long one, long other) {
        long sum = one + other;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }
}
