package io.tollgate.gateway.decision;

import static java.util.Objects.requireNonNull;

import io.tollgate.model.ChargeMode;
import io.tollgate.model.Limit;
import org.jspecify.annotations.Nullable;

/** One limit that a descriptor is judged by, and, while the request is decided, where. Used by one thread at a time. */
final class ChargedLimit {

    private static final double SECOND_MS = 1000;
    private static final long NO_ROOM = Long.MIN_VALUE;

    final Limit limit;
    final ChargeMode mode;

    /** Whether usage after the hits is above the limit. */
    boolean over;

    /** Whether no limit decided by its window before. */
    boolean firstToDecide;

    private @Nullable CounterWindow window;
    private @Nullable CounterWindow previous;
    private long nowMillis;
    private long others;
    private long slidIn;
    private long reservedAfter;
    private long before;
    private long earlierInRequest;
    private long chargedInRequest;
    private long givenBackInRequest;

    /** @param mode which hits use up the limit */
    ChargedLimit(Limit limit, ChargeMode mode) {
        this.limit = limit;
        this.mode = mode;
    }

    /** Returns the window that the limit decides by, once it was found. */
    CounterWindow window() {
        return requireNonNull(window, "window");
    }

    /** @param windowBefore the window before, if the limit slides and hits in it are known */
    void found(CounterWindow current, @Nullable CounterWindow windowBefore, long now) {
        window = current;
        previous = windowBefore;
        nowMillis = now;
    }

    /** @param ownBefore own hits that were reserved in the window before those of this charge */
    void reservedAfter(long ownBefore) {
        reservedAfter = ownBefore;
    }

    /** Returns whether no own hits were reserved in the window before. */
    boolean isFirst() {
        return reservedAfter == 0;
    }

    /** Reads once, for all that follows, what was used up by others and, where the limit slides, in the window before. */
    void readOthers() {
        others = window().base(mode);
        slidIn = slidIn();
    }

    /**
     * Returns how many own hits in the window the limit has room for, after {@link #readOthers}. More may have been given
     * back than was used: then own hits have more room than the limit says, but what is asked for at once does not,
     * because less than nothing used counts as nothing.
     *
     * @param hits what is asked for at once, own hits before not included
     */
    long room(long hits) {
        long most = limit.requestsPerUnit() - slidIn;
        if (hits > most) {
            return NO_ROOM;
        }
        long room = most - others;
        return others < 0 && room < most ? Long.MAX_VALUE : room; // above the largest long
    }

    /** Judges hits by what was reserved before them, after {@link #readOthers}. */
    void judgeReserved(CounterCharge charge) {
        judge(reservedAfter, charge);
    }

    /**
     * Notes what earlier descriptors of the request do in the same window; to be called before {@link #judge}.
     *
     * @param hits what they add if they are charged
     * @param givenBack what they give back
     */
    void follows(long hits, long givenBack) {
        earlierInRequest = hits;
        givenBackInRequest = givenBack;
    }

    /** Notes how many hits of earlier descriptors were charged in the end; they may be fewer than those judged after. */
    void follows(long charged) {
        chargedInRequest = charged;
    }

    /**
     * Judges the hits of a charge, after {@link #readOthers}. What is given back is never over.
     *
     * @param ownBefore own hits in the window that use up the limit, before this request
     */
    void judge(long ownBefore, CounterCharge charge) {
        long hits = charge.hits();
        before = ownBefore;
        over = !charge.givesBack() && before + earlierInRequest - givenBackInRequest + hits > room(hits);
    }

    /** Returns hits that were used in the window before those of this descriptor. */
    long usedBefore() {
        return used(before + earlierInRequest - givenBackInRequest);
    }

    /** Returns hits that are used now. */
    long usedAfter(HitOutcome kind, long hits) {
        long change = kind.uses(mode) ? kind.change(hits) : 0;
        return used(before + chargedInRequest - givenBackInRequest + change);
    }

    private long used(long own) {
        return Math.max(0, others + own) + slidIn;
    }

    /** Returns the share of the window before that a window ending now would still cover. */
    private long slidIn() {
        CounterWindow windowBefore = previous;
        if (windowBefore == null) {
            return 0;
        }
        CounterWindow current = window();
        double share = (double) (current.window().endMillis() - nowMillis)
                / current.window().lengthMillis();
        return (long) (windowBefore.used(mode) * share);
    }

    /**
     * Returns whole seconds, 1 or more, until the window ends; where the limit slides and is used up, until it has room
     * for a hit again if no more are made.
     */
    long resetSeconds() {
        long endMillis = window().window().endMillis();
        if (over && limit.isSliding()) {
            return Math.max(1, (long) Math.ceil((roomAgainMillis() - nowMillis) / SECOND_MS));
        }
        return Math.max(1, Math.floorDiv(endMillis, 1000) - Math.floorDiv(nowMillis, 1000));
    }

    /** The hits of this window fade in the next as those of the one before do in this. */
    private double roomAgainMillis() {
        CounterWindow current = window();
        double most = limit.requestsPerUnit() - 1.0;
        double endMillis = current.window().endMillis();
        double length = current.window().lengthMillis();
        double here = current.used(mode);
        double fading = previous == null ? 0 : previous.used(mode);
        if (here <= most && fading > 0) {
            return endMillis - length * Math.min(1, (most - here) / fading);
        }
        return endMillis + length * (1 - (here <= 0 ? 1 : Math.max(0, Math.min(1, most / here))));
    }
}
