package io.tollgate.gateway.decision;

import static java.util.Objects.requireNonNull;

import io.tollgate.gateway.limits.ChargedLimit;
import io.tollgate.model.ChargeMode;
import io.tollgate.model.Limit;
import io.tollgate.model.Sharing;
import org.jspecify.annotations.Nullable;

/** One limit while a request is decided: by which window, what was read there, and the verdict. Used by one thread at a time. */
final class LimitState {

    private static final double SECOND_MS = 1000;

    private final ChargedLimit charged;
    private @Nullable CounterWindow window;
    private @Nullable CounterWindow previous;
    private boolean first;
    private boolean firstToDecide;
    private boolean over;
    private long others;
    private long slidIn;
    private long judgedAfter;
    private long chargedAfter;

    LimitState(ChargedLimit charged) {
        this.charged = charged;
    }

    Limit limit() {
        return charged.limit();
    }

    /** Returns which hits use up the limit. */
    ChargeMode mode() {
        return charged.mode();
    }

    /** Returns the window that the limit decides by, once it was found. */
    CounterWindow window() {
        return requireNonNull(window, "window");
    }

    /** @param windowBefore the window before, if the limit slides and hits in it are known */
    void found(CounterWindow current, @Nullable CounterWindow windowBefore) {
        window = current;
        previous = windowBefore;
    }

    /** @param ownBefore own hits that were reserved in the window before those of this request */
    void reservedAfter(long ownBefore) {
        judgedAfter = ownBefore;
        first = ownBefore == 0;
    }

    /** Returns whether no own hits were reserved in the window before. */
    boolean isFirst() {
        return first;
    }

    /**
     * Reads once, for all that follows, what was used up by others, or will have been, and, where the limit slides, in the
     * window before.
     *
     * @param nowMillis the time that holds for the request
     */
    void readOthers(long nowMillis) {
        OthersUsage known = window().others();
        others = known.used(mode());
        if (charged.sharing() == Sharing.PREDICTED) {
            others += known.predicted(nowMillis, window().dirty().underWayMillis(nowMillis));
        }
        slidIn = slidIn(nowMillis);
    }

    /** Returns how many own hits in the window the limit has room for, as {@link LimitEvaluator#room} has it. */
    long room(long hits) {
        return LimitEvaluator.room(limit(), others, slidIn, hits);
    }

    /** Judges hits by what was reserved before them, after {@link #readOthers}. */
    void judgeReserved(ChargeState charge) {
        judge(judgedAfter, charge);
    }

    /**
     * Judges the hits of a charge, after {@link #readOthers}.
     *
     * @param ownBefore own hits in the window that use up the limit, those of earlier descriptors included as if they
     *     were charged
     */
    void judge(long ownBefore, ChargeState charge) {
        judgedAfter = ownBefore;
        chargedAfter = ownBefore;
        over = LimitEvaluator.isOver(ownBefore, charge.asked(), charge.givesBack(), room(charge.asked()));
        if (over && charged.sharing() == Sharing.PREDICTED) {
            window().others().holdBack(Math.max(1, limit().deniedAbove() - slidIn));
        }
    }

    /** Notes how many own hits were charged before in the end: earlier descriptors may have charged fewer than judged by. */
    void chargedAfter(long ownBefore) {
        chargedAfter = ownBefore;
    }

    /** Returns whether usage after the hits is above the limit, or nothing remains for hits that will be reported. */
    boolean isOver() {
        return over;
    }

    /** Tells the window which limit decides by it. */
    void apply() {
        firstToDecide = window().applied(charged);
    }

    /** Returns whether no limit decided by its window before. */
    boolean isFirstToDecide() {
        return firstToDecide;
    }

    /** Returns hits that were used in the window before those of this descriptor. */
    long usedBefore() {
        return used(judgedAfter);
    }

    /** Returns hits that are used now. */
    long usedAfter(HitOutcome outcome, long hits) {
        return used(chargedAfter + (outcome.uses(mode()) ? outcome.change(hits) : 0));
    }

    private long used(long own) {
        return Math.max(0, others + own) + slidIn;
    }

    /** Returns the share of the window before that a window ending now would still cover. */
    private long slidIn(long nowMillis) {
        CounterWindow windowBefore = previous;
        if (windowBefore == null) {
            return 0;
        }
        CounterWindow current = window();
        double share = (double) (current.window().endMillis() - nowMillis)
                / current.window().lengthMillis();
        return (long) (windowBefore.used(mode()) * share);
    }

    /**
     * Returns whole seconds, 1 or more, until the window ends; where the limit slides and is used up, until it has room
     * for a hit again if no more are made.
     */
    long resetSeconds(long nowMillis) {
        long endMillis = window().window().endMillis();
        if (over && limit().isSliding()) {
            return Math.max(1, (long) Math.ceil((roomAgainMillis() - nowMillis) / SECOND_MS));
        }
        return Math.max(1, Math.floorDiv(endMillis, 1000) - Math.floorDiv(nowMillis, 1000));
    }

    /** The hits of this window fade in the next as those of the one before do in this. */
    private double roomAgainMillis() {
        CounterWindow current = window();
        double most = limit().requestsPerUnit() - 1.0;
        double endMillis = current.window().endMillis();
        double length = current.window().lengthMillis();
        double here = current.used(mode());
        double fading = previous == null ? 0 : previous.used(mode());
        if (here <= most && fading > 0) {
            return endMillis - length * Math.min(1, (most - here) / fading);
        }
        return endMillis + length * (1 - (here <= 0 ? 1 : Math.max(0, Math.min(1, most / here))));
    }
}
