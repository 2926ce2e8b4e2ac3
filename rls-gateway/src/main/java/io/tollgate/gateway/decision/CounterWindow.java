package io.tollgate.gateway.decision;

import static java.util.Objects.requireNonNull;

import io.tollgate.accounting.HitTotals;
import io.tollgate.accounting.Incarnation;
import io.tollgate.accounting.KnownUsage;
import io.tollgate.accounting.Urgency;
import io.tollgate.gateway.limits.ChargedLimit;
import io.tollgate.model.ChargeMode;
import io.tollgate.model.Limit;
import io.tollgate.model.MostHits;
import io.tollgate.model.Sharing;
import io.tollgate.model.Window;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One counter in one window, as this gateway sees it: the own hits, what {@linkplain #others others} counted, and what is
 * {@linkplain #dirty still to be published}.
 *
 * <p>A hit is first reserved in {@code charged}, one atomic addition that also gives its verdict: one gateway is exact
 * under any concurrency, without a lock. When the request's answer is known the hits are added to the durable {@link
 * OwnTotals} by outcome. What a flush or a crash sees are only those, so it never sees a reservation. Therefore {@code
 * charged} equals the sum of the durable kinds exactly when nothing is in flight, as long as nothing is given back: that
 * could hide hits in flight, so it is noted in {@code givingBack} while it is under way. {@link #close} succeeds only in
 * such a moment, and every later reservation finds a number far below any sum.
 *
 * <p>Threads, by field:
 *
 * <ul>
 *   <li>{@code charged}, {@code givingBack}, {@code mostCharged}: requests, by atomic additions; the keeper closes by one
 *       compare-and-set of {@code charged}. The additions are totally ordered, so whoever adds after the close sees it in
 *       the number that its addition returns, and takes it back. A request that gives back writes {@code givingBack}
 *       before {@code charged}; {@link #close} reads it before and after, so it cannot miss one in between.
 *   <li>{@code own}: set once by the first request that needs a place, by compare-and-set; taken by the keeper after it
 *       closed. {@code discarded} is written before it is taken and read after it is set: so of a request and a keeper
 *       that meet one sees the other, and no place is left behind.
 *   <li>{@code admitted}, {@code notDeniedElsewhere}: see {@link ChargedCount}.
 *   <li>{@code applied}, {@code accounted}, {@code observed}, {@code apart}: requests and loaders, without coordination;
 *       all but the first go from false to true and stay.
 * </ul>
 */
public final class CounterWindow {

    /** Added to by late reservations, so far enough from {@link #LEAST_OPEN} to stay below. */
    private static final long CLOSED = Long.MIN_VALUE / 2;

    /** No sum comes down to this, however much is given back. */
    private static final long LEAST_OPEN = CLOSED / 2;

    private static final long LONGEST_SHORT_MS = 10_000;

    private static final List<ChargeMode> MODES = List.of(ChargeMode.values());

    /** What {@code givingBack} has of a request that began to give back, beside the one under way. */
    private static final long BEGAN = 1L << 32;

    private static final VarHandle CHARGED;
    private static final VarHandle GIVING_BACK;
    private static final VarHandle MOST_CHARGED;
    private static final VarHandle OWN;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            CHARGED = lookup.findVarHandle(CounterWindow.class, "charged", long.class);
            GIVING_BACK = lookup.findVarHandle(CounterWindow.class, "givingBack", long.class);
            MOST_CHARGED = lookup.findVarHandle(CounterWindow.class, "mostCharged", long.class);
            OWN = lookup.findVarHandle(CounterWindow.class, "own", OwnTotals.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Counter counter;
    private final Window window;
    private final OthersUsage others;
    private final DirtyState dirty = new DirtyState();

    @SuppressWarnings("unused") // through CHARGED
    private volatile long charged;

    @SuppressWarnings("unused") // through GIVING_BACK
    private volatile long givingBack;

    /** The most that {@code charged} may be: giving back lowers it, because the ledger holds hits and what was given back. */
    @SuppressWarnings("unused") // through MOST_CHARGED
    private volatile long mostCharged = MostHits.IN_A_WINDOW;

    private final ChargedCount admitted = new ChargedCount();
    private final ChargedCount notDeniedElsewhere = new ChargedCount();
    private volatile boolean discarded;
    private volatile @Nullable OwnTotals own;
    private volatile boolean accounted;
    private volatile boolean observed;
    private volatile boolean apart;
    private volatile @Nullable ChargedLimit applied;
    /** Returns a charge mode as one bit of a set of them. */
    static int bit(ChargeMode mode) {
        return switch (mode) {
            case ALL -> 1;
            case UNLESS_DENIED_ELSEWHERE -> 2;
            case ADMITTED -> 4;
        };
    }

    /** @param forecast of what others do here before anything is heard of them */
    CounterWindow(Counter counter, Window window, Incarnation sender, Forecast forecast) {
        this.counter = requireNonNull(counter, "counter");
        this.window = requireNonNull(window, "window");
        this.others = new OthersUsage(sender, forecast);
    }

    public Counter counter() {
        return counter;
    }

    public Window window() {
        return window;
    }

    /** Returns the incarnation of this gateway under whose identity the own totals are counted. */
    public Incarnation sender() {
        return others.self();
    }

    /** Returns what others counted here. */
    public OthersUsage others() {
        return others;
    }

    /** Returns what of the own totals is still to be published. */
    public DirtyState dirty() {
        return dirty;
    }

    /** Returns whether hits may be counted here; else a loader has to make it {@link #countUnder} an identity first. */
    @SuppressWarnings("ReferenceEquality") // there is one such object, and a request pays for this
    boolean takesHits() {
        return others.self() != Incarnation.NOBODY;
    }

    /**
     * Lets a window that was only looked at take hits; one that takes them already keeps its identity. The caller holds
     * the loader's lock of its counter.
     *
     * @param identity one that never counted in this window, or whose totals here were never given up
     */
    public void countUnder(Incarnation identity) {
        others.countUnder(identity);
    }

    /**
     * Takes up hits, before it is known what becomes of the request.
     *
     * @param change how many; negative where they are given back, 0 only looks
     * @return own hits before these, reservations of others included; {@link #isClosed} if this window was closed: then
     *     the reservation is to be taken back and the counter looked up again
     */
    long reserve(long change) {
        if (change < 0) {
            GIVING_BACK.getAndAdd(this, BEGAN + 1);
            MOST_CHARGED.getAndAdd(this, change);
        }
        return change == 0 ? charged : (long) CHARGED.getAndAdd(this, change);
    }

    /** Takes back a reservation of hits that will not be counted. */
    void unreserve(long change) {
        if (change != 0) {
            CHARGED.getAndAdd(this, -change);
        }
        if (change < 0) {
            MOST_CHARGED.getAndAdd(this, -change);
            GIVING_BACK.getAndAdd(this, -1L);
        }
    }

    /** Returns whether a number that {@link #reserve} returned says that the window was closed. */
    static boolean isClosed(long ownBefore) {
        return ownBefore < LEAST_OPEN;
    }

    /** Returns whether hits can be taken up now; only {@link #hasRoomFor} knows for sure, once they are. */
    boolean seemsToHaveRoomFor(long change) {
        return change < 0 ? mostCharged + change >= 0 : hasRoomFor(charged, change);
    }

    /**
     * Returns whether hits can be accounted: with those that this incarnation of the gateway counted here they are at most
     * {@link MostHits#IN_A_WINDOW}, and so are those given back. What others say is no reason to reject: it may be
     * wrong, and Envoy lets pass what has no answer.
     *
     * @param ownBefore what {@link #reserve} returned for them
     */
    boolean hasRoomFor(long ownBefore, long change) {
        return change < 0 ? mostCharged >= 0 : change == 0 || ownBefore + change <= mostCharged;
    }

    /** Makes sure that there is a durable place; false if there is none and requests are to be rejected. */
    boolean ensureOwn(OwnTotalsAllocator allocator) {
        if (own != null) {
            return true;
        }
        OwnTotals place = allocator.allocate(counter.key(), window, sender(), accounted, HitTotals.ZERO);
        if (place == null) {
            return false;
        }
        if (!OWN.compareAndSet(this, null, place)) {
            place.release();
        } else if (discarded) {
            release(); // closed for good meanwhile: the reservation that follows will find out
        }
        return true;
    }

    /**
     * Returns own hits that use up limits of a charge mode other than {@link ChargeMode#ALL}, whose hits are those
     * reserved.
     */
    ChargedCount usedHits(ChargeMode of) {
        return switch (of) {
            case ALL -> throw new IllegalArgumentException("all hits are counted by reserving them");
            case UNLESS_DENIED_ELSEWHERE -> notDeniedElsewhere;
            case ADMITTED -> admitted;
        };
    }

    /** Returns hits that use up limits of a charge mode, those of all gateways as far as is known; at least 0. */
    public long used(ChargeMode of) {
        return Math.max(0, others.used(of) + ownUsed(of));
    }

    /**
     * Counts reserved hits durably. The place must have been ensured.
     *
     * @param usedUp the charge modes whose {@link #usedHits} were told already, each as its {@link #bit}
     */
    void settle(HitOutcome outcome, long hits, long wouldDeny, int usedUp) {
        OwnTotals place = own;
        if (hits == 0) {
            return;
        }
        if (place == null) {
            throw new IllegalStateException("hits were reserved where they cannot be counted");
        }
        useUp(ChargeMode.ADMITTED, admitted, outcome, hits, usedUp);
        useUp(ChargeMode.UNLESS_DENIED_ELSEWHERE, notDeniedElsewhere, outcome, hits, usedUp);
        place.add(outcome, hits, wouldDeny);
        if (outcome == HitOutcome.GIVEN_BACK) {
            GIVING_BACK.getAndAdd(this, -1L);
            for (ChargeMode each : MODES) {
                stopAtNothing(each);
            }
        }
    }

    /**
     * What is used does not come below nothing by what is given back: what is beyond makes up for hits of others that are
     * heard of later, but makes no room for more hits than the limit says. As envoyproxy/ratelimit has it, whose counters
     * stop at 0.
     */
    private void stopAtNothing(ChargeMode of) {
        long ownUsed = ownUsed(of);
        if (others.used(of) + ownUsed < 0) {
            others.raise(of, -ownUsed);
        }
    }

    /** Returns own hits that use up limits of a charge mode, negative where more were given back. */
    private long ownUsed(ChargeMode of) {
        long reserved = charged;
        return switch (of) {
            case ALL -> isClosed(reserved) ? 0 : reserved;
            case UNLESS_DENIED_ELSEWHERE -> notDeniedElsewhere.get();
            case ADMITTED -> admitted.get();
        };
    }

    private static void useUp(ChargeMode mode, ChargedCount used, HitOutcome outcome, long hits, int usedUp) {
        if (outcome.uses(mode) && (usedUp & bit(mode)) == 0) {
            used.add(outcome.change(hits));
        }
    }

    /** Starts with totals that were counted under the same sender and had left the heap. */
    public void resume(OwnTotals totals) {
        HitTotals start = totals.snapshot();
        if (start != null) {
            admitted.start(start.net(ChargeMode.ADMITTED));
            notDeniedElsewhere.start(start.net(ChargeMode.UNLESS_DENIED_ELSEWHERE));
            mostCharged = MostHits.IN_A_WINDOW - start.givenBack();
        }
        own = totals;
        charged = totals.charged();
    }

    /**
     * Notes what a limit decided by, for the report; cheap when it is the same as before.
     *
     * @return true the first time that a limit decides by this window: others then need the hits counted so far
     */
    @SuppressWarnings("ReferenceEquality") // saves a write; another object of equal content does no harm
    boolean applied(ChargedLimit limit) {
        ChargedLimit before = applied;
        if (before != limit) {
            applied = limit;
        }
        return before == null;
    }

    /** Says that the ledger holds this window. */
    public void account() {
        if (!accounted) {
            accounted = true;
            OwnTotals place = own;
            if (place != null) {
                place.markAccounted();
            }
        }
    }

    /** Says that hits without any limit are counted in this window. */
    void observe() {
        if (!observed) {
            observed = true;
        }
    }

    /** Returns whether hits without any limit were counted in this window. */
    public boolean isObserved() {
        return observed;
    }

    /** Returns whether the ledger holds this window. */
    public boolean isAccounted() {
        return accounted;
    }

    /** Returns whether this is one of the windows in which the ledger has each hit once. */
    boolean isAccounting() {
        return accounted && !window.isLongerThanAnHour();
    }

    /** Says that hits of this window are accounted in another, so that this one can never be accounted too. */
    public void countApart() {
        if (!apart) {
            apart = true;
        }
    }

    /** Returns whether hits of this window are accounted in another. */
    boolean isApart() {
        return apart;
    }

    /** Returns whether the window is so short that it mostly ends before a disk or others need to know of it. */
    public boolean isShort() {
        return window.lengthMillis() <= LONGEST_SHORT_MS;
    }

    /** Returns whether a limit decided by this window. */
    public boolean isLimiting() {
        return applied != null;
    }

    /** Returns the limit that was last applied, or null. */
    public @Nullable Limit limit() {
        ChargedLimit last = applied;
        return last == null ? null : last.limit();
    }

    /** Returns which hits use up the limit that was last applied. */
    public ChargeMode chargeMode() {
        ChargedLimit last = applied;
        return last == null ? ChargeMode.ALL : last.mode();
    }

    /** Returns whether the limit that was last applied is nearly used up, as far as is known. */
    public boolean isNearLimit() {
        ChargedLimit last = applied;
        return last != null && Urgency.isNear(last.limit().deniedAbove(), used(last.mode()));
    }

    /** Returns whether the limit that was last applied takes account of what others will have done. */
    public boolean isPredicted() {
        ChargedLimit last = applied;
        return last != null && last.sharing() == Sharing.PREDICTED;
    }

    /**
     * Takes in what usage has just told of this window.
     *
     * @param arrivedMillis when, milliseconds since the Unix epoch
     * @param lagMillis how long a report usually takes to get here
     */
    public void follow(KnownUsage known, long arrivedMillis, double lagMillis) {
        others.learn(known);
        long underWay = dirty.underWayMillis(arrivedMillis);
        if (isPredicted()) {
            others.follow(known, chargeMode(), arrivedMillis, lagMillis, underWay);
        } else if (others.hasForecast()) {
            others.follow(known, others.forecastMode(), arrivedMillis, lagMillis, underWay);
        }
    }

    /** Returns what others are predicted to do in the window after this one, before anything is heard there. */
    Forecast forecastFor(Window next) {
        return others.forecastFor(next, admitted.get(), dirty.underWayMillis(next.startMillis()));
    }

    /** Returns the end of the time in which decisions may need this window, milliseconds since the Unix epoch. */
    public long neededUntilMillis() {
        return counter.neededUntilMillis(window);
    }

    /** Returns this gateway's own totals, durable, without reservations; null once their place was given back. */
    public @Nullable HitTotals ownTotals() {
        OwnTotals place = own;
        if (place == null) {
            return isClosed(charged) ? null : HitTotals.ZERO;
        }
        return place.snapshot();
    }

    /** Returns the durable place of the own totals, null if there is none. */
    public @Nullable OwnTotals own() {
        return own;
    }

    /**
     * Ends this object's life, if nothing is in flight: no hit is counted here afterwards.
     *
     * @return false if a request is just counting here; try again later
     */
    public boolean close() {
        long begun = givingBack;
        long now = charged;
        if (isClosed(now)) {
            return true;
        }
        if ((int) begun != 0 || now != settled() || !CHARGED.compareAndSet(this, now, CLOSED)) {
            return false;
        }
        if (givingBack == begun) {
            return true; // whoever gives back from now on finds it closed
        }
        // nothing was given back before, but now: what was read may be of two moments
        CHARGED.getAndAdd(this, now - CLOSED);
        return false;
    }

    private long settled() {
        OwnTotals place = own;
        return place == null ? 0 : place.charged();
    }

    /**
     * Undoes {@link #close}, by the thread that closed. Adds, because reservations that were rejected meanwhile are being
     * taken back.
     */
    public void reopen() {
        CHARGED.getAndAdd(this, settled() - CLOSED);
    }

    /** Gives the durable place back, after {@link #close} and when the totals are safe elsewhere or not needed. */
    public void release() {
        discarded = true;
        OwnTotals place = (OwnTotals) OWN.getAndSet(this, null);
        if (place != null) {
            place.release();
        }
    }

    /** Returns by how many own hits what is used changed since it was reported. */
    long unreported() {
        return Math.abs(charged - dirty.reportedNet());
    }

    /**
     * Returns own hits, those given back included, that are not acknowledged; 0 where each is accounted in another window.
     */
    public long unacknowledgedHits() {
        HitTotals counted = isAccounting() ? ownTotals() : null;
        return counted == null
                ? 0
                : Math.max(
                        0, counted.counted() - dirty.acknowledgement().totals().counted());
    }

    /** Returns whether others, who count in this window too, were never told of own hits: they decide by less. */
    public boolean isKeptFromOthers() {
        return !dirty.isReportable() && !isShort() && ownUsed(ChargeMode.ALL) != 0 && others.used(ChargeMode.ALL) != 0;
    }
}
