package io.tollgate.gateway.decision;

import static java.util.Objects.requireNonNull;

import io.tollgate.accounting.HitTotals;
import io.tollgate.accounting.Incarnation;
import io.tollgate.accounting.KnownUsage;
import io.tollgate.model.ChargeMode;
import io.tollgate.model.Limit;
import io.tollgate.model.MostHits;
import io.tollgate.model.Window;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One counter in one window, as this gateway sees it.
 *
 * <p>A hit is first reserved in {@code charged}, one atomic addition that also gives its verdict: one gateway is exact
 * under any concurrency, without a lock. When the request's answer is known the hits are added to the durable {@link
 * OwnTotals} by kind. What a flush or a crash sees are only those, so it never sees a reservation. Therefore {@code
 * charged} equals the sum of the durable kinds exactly when nothing is in flight, as long as nothing is given back: that
 * could hide hits in flight, so it is noted in {@code givingBack} while it is under way. {@link #close} succeeds only in
 * such a moment, and every later reservation finds a number far below any sum.
 *
 * <p>{@code base} is what all others counted plus what earlier starts of this gateway did; it is written under this
 * object's monitor, off the request path, and read without one.
 */
public final class CounterWindow {

    /** Added to by late reservations, so far enough from {@link #LEAST_OPEN} to stay below. */
    private static final long CLOSED = Long.MIN_VALUE / 2;

    /** No sum comes down to this, however much is given back. */
    private static final long LEAST_OPEN = CLOSED / 2;

    /** What others say is taken for no more than this, so that no sum can wrap. */
    private static final long SATURATED = 1L << 61;

    private static final long LONGEST_SHORT_MS = 10_000;

    private static final long OTHERS_MEASURED_OVER_MS = 2_000;

    private static final List<ChargeMode> MODES = List.of(ChargeMode.values());

    /** What {@code givingBack} has of a request that began to give back, beside the one under way. */
    private static final long BEGAN = 1L << 32;

    private static final VarHandle CHARGED;
    private static final VarHandle GIVING_BACK;
    private static final VarHandle MOST_CHARGED;
    private static final VarHandle OWN;
    private static final VarHandle COPY_PENDING;
    private static final VarHandle REPORT_PENDING;
    private static final VarHandle URGENT;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            CHARGED = lookup.findVarHandle(CounterWindow.class, "charged", long.class);
            GIVING_BACK = lookup.findVarHandle(CounterWindow.class, "givingBack", long.class);
            MOST_CHARGED = lookup.findVarHandle(CounterWindow.class, "mostCharged", long.class);
            OWN = lookup.findVarHandle(CounterWindow.class, "own", OwnTotals.class);
            COPY_PENDING = lookup.findVarHandle(CounterWindow.class, "copyPending", boolean.class);
            REPORT_PENDING = lookup.findVarHandle(CounterWindow.class, "reportPending", boolean.class);
            URGENT = lookup.findVarHandle(CounterWindow.class, "urgent", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Counter counter;
    private final Window window;
    private volatile Incarnation sender;

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
    private volatile long base;
    private volatile long baseAdmitted;
    private volatile long baseNotDeniedElsewhere;
    private volatile @Nullable OwnTotals own;
    private volatile boolean limits;
    private volatile boolean accounted;
    private volatile boolean observed;
    private volatile boolean apart;
    private volatile @Nullable Limit limit;
    private volatile ChargeMode mode = ChargeMode.ALL;
    private volatile long reportedCharge;
    private volatile boolean reportable;
    private volatile long firstHitMillis;
    private volatile long lastHitMillis;

    @SuppressWarnings("unused") // through URGENT
    private volatile boolean urgent;

    private volatile Acknowledgement acknowledgement = Acknowledgement.NONE;
    private volatile @Nullable Echo awaited;
    private long othersSeenMillis;
    private long othersSeen;
    private double othersPerMilli;

    @SuppressWarnings("unused") // through COPY_PENDING
    private volatile boolean copyPending;

    @SuppressWarnings("unused") // through REPORT_PENDING
    private volatile boolean reportPending;

    /** The least that the bases may be; raised where more was given back than used. */
    private Map<ChargeMode, Long> leastBase = Map.of();

    private HitTotals others = HitTotals.ZERO;
    private HitTotals ownSeen = HitTotals.ZERO;
    private Map<Incarnation, HitTotals> earlier = Map.of();

    CounterWindow(Counter counter, Window window, Incarnation sender) {
        this.counter = requireNonNull(counter, "counter");
        this.window = requireNonNull(window, "window");
        this.sender = requireNonNull(sender, "sender");
    }

    public Counter counter() {
        return counter;
    }

    public Window window() {
        return window;
    }

    /** Returns the start of this gateway under whose identity the own totals are counted. */
    public Incarnation sender() {
        return sender;
    }

    /** Returns whether hits may be counted here; else a loader has to make it {@link #countUnder} an identity first. */
    @SuppressWarnings("ReferenceEquality") // there is one such object, and a request pays for this
    boolean takesHits() {
        return sender != Incarnation.NOBODY;
    }

    /**
     * Lets a window that was only looked at take hits; one that takes them already keeps its identity. The caller holds
     * the loader's lock of its counter.
     *
     * @param identity one that never counted in this window, or whose totals here were never given up
     */
    public synchronized void countUnder(Incarnation identity) {
        if (!takesHits()) {
            sender = identity;
        }
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
     * Returns whether hits can be accounted: with those that this start of the gateway counted here they are at most
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
        OwnTotals place = allocator.allocate(counter.key(), window, sender, accounted, HitTotals.ZERO);
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

    /** What was reported and when; its echo is usage that holds it. */
    private record Echo(HitTotals totals, long sentNanos) {}

    /** Returns hits that use up limits of a charge mode, those of all gateways as far as is known; at least 0. */
    public long used(ChargeMode of) {
        return Math.max(0, base(of) + ownUsed(of));
    }

    /**
     * Counts reserved hits durably. The place must have been ensured.
     *
     * @param usedUp the charge modes whose {@link #usedHits} were told already, as {@link CounterCharge#usedUp} has them
     */
    void settle(HitOutcome kind, long hits, long wouldDeny, int usedUp) {
        OwnTotals place = own;
        if (hits == 0) {
            return;
        }
        if (place == null) {
            throw new IllegalStateException("hits were reserved where they cannot be counted");
        }
        useUp(ChargeMode.ADMITTED, admitted, kind, hits, usedUp);
        useUp(ChargeMode.UNLESS_DENIED_ELSEWHERE, notDeniedElsewhere, kind, hits, usedUp);
        place.add(kind, hits, wouldDeny);
        if (kind == HitOutcome.GIVEN_BACK) {
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
        if (base(of) + ownUsed(of) < 0) {
            raiseBase(of);
        }
    }

    private synchronized void raiseBase(ChargeMode of) {
        Map<ChargeMode, Long> raised = new EnumMap<>(ChargeMode.class);
        raised.putAll(leastBase);
        raised.merge(of, -ownUsed(of), Math::max);
        leastBase = raised;
        updateBase();
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

    private static void useUp(ChargeMode mode, ChargedCount used, HitOutcome kind, long hits, int usedUp) {
        if (kind.uses(mode) && (usedUp & CounterCharge.bit(mode)) == 0) {
            used.add(kind.change(hits));
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
     * Returns what others and earlier starts of this gateway have used up of limits of a charge mode; negative where more
     * was given back than they used.
     */
    long base(ChargeMode of) {
        return switch (of) {
            case ALL -> base;
            case UNLESS_DENIED_ELSEWHERE -> baseNotDeniedElsewhere;
            case ADMITTED -> baseAdmitted;
        };
    }

    /**
     * Notes what a limit decided by, for the report; cheap when it is the same as before.
     *
     * @return true the first time that a limit decides by this window: others then need the hits counted so far
     */
    @SuppressWarnings("ReferenceEquality") // saves a write; another object of equal content does no harm
    boolean applied(Limit applied, ChargeMode appliedMode) {
        if (limit != applied) {
            limit = applied;
        }
        if (mode != appliedMode) {
            mode = appliedMode;
        }
        if (limits) {
            return false;
        }
        limits = true;
        return true;
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
        return limits;
    }

    /** Returns the limit that was last applied, or null. */
    public @Nullable Limit limit() {
        return limit;
    }

    /** Returns which hits use up the limit that was last applied. */
    public ChargeMode chargeMode() {
        return mode;
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
     * Adds totals that an earlier start of this gateway counted here, as its disk holds them. They count in full, and
     * what usage says of that sender is left out, until {@link #learn} finds that usage holds them.
     */
    public synchronized void addEarlier(Incarnation earlierSender, HitTotals totals) {
        Map<Incarnation, HitTotals> more = new HashMap<>(earlier);
        more.merge(earlierSender, totals, HitTotals::max);
        earlier = Map.copyOf(more);
        updateBase();
    }

    /**
     * Takes in what usage says of this window. An older record than before changes nothing, because of each total the
     * larger counts. Earlier starts of this gateway whose totals usage holds in full count among the others from now on.
     */
    public synchronized void learn(KnownUsage known) {
        HitTotals seen = known.rest();
        Set<Incarnation> covered = new HashSet<>();
        for (Map.Entry<Incarnation, HitTotals> listed : known.bySender().entrySet()) {
            Incarnation listedSender = listed.getKey();
            HitTotals stored = earlier.get(listedSender);
            if (stored != null && listed.getValue().covers(stored)) {
                covered.add(listedSender);
                others = others.plus(listed.getValue());
            }
            if (!listedSender.equals(sender) && (stored == null || covered.contains(listedSender))) {
                seen = seen.plus(listed.getValue());
            }
        }
        if (!covered.isEmpty()) {
            Map<Incarnation, HitTotals> fewer = new HashMap<>(earlier);
            fewer.keySet().removeAll(covered);
            earlier = Map.copyOf(fewer);
        }
        others = others.max(seen);
        ownSeen = ownSeen.max(known.of(sender));
        updateBase();
    }

    /**
     * Takes in what usage says of this window, and that a stored earlier start is in the rest of it: it is counted there
     * from now on.
     */
    public synchronized void learnInRest(KnownUsage known, Incarnation earlierSender) {
        learn(known);
        Map<Incarnation, HitTotals> fewer = new HashMap<>(earlier);
        fewer.remove(earlierSender);
        earlier = Map.copyOf(fewer);
        updateBase();
    }

    /** One write for each mode, so that no decision sees an earlier start twice or not at all while it moves. */
    private void updateBase() {
        base = sum(ChargeMode.ALL);
        baseNotDeniedElsewhere = sum(ChargeMode.UNLESS_DENIED_ELSEWHERE);
        baseAdmitted = sum(ChargeMode.ADMITTED);
    }

    private long sum(ChargeMode of) {
        long sum = saturated(others.net(of));
        for (HitTotals totals : earlier.values()) {
            sum = saturated(sum + saturated(totals.net(of)));
        }
        return Math.max(sum, leastBase.getOrDefault(of, Long.MIN_VALUE));
    }

    private static long saturated(long hits) {
        return Math.max(-SATURATED, Math.min(SATURATED, hits));
    }

    /** Returns what usage was seen to say of this window's own sender. */
    public synchronized HitTotals ownSeen() {
        return ownSeen;
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
        return Math.abs(charged - reportedCharge);
    }

    /**
     * Notes what was put into a report. Called by one thread, the reporter's.
     *
     * @param nanos when, on the clock of {@link System#nanoTime}
     */
    public void reported(HitTotals totals, long nanos) {
        reportedCharge = totals.net(ChargeMode.ALL);
        if (awaited == null) {
            awaited = new Echo(totals, nanos);
        }
    }

    /**
     * Returns how long it took from a report until usage held it, the first time that it does. Called by one thread, the
     * follower's.
     *
     * @param seen what usage holds of this window's own totals
     * @param nanos now, on the clock of {@link System#nanoTime}
     */
    public OptionalLong echo(HitTotals seen, long nanos) {
        Echo reported = awaited;
        if (reported == null || !seen.covers(reported.totals())) {
            return OptionalLong.empty();
        }
        awaited = null;
        return OptionalLong.of(nanos - reported.sentNanos());
    }

    /**
     * Returns at which rate others use up the window, in hits a millisecond, measured over two seconds or longer. Called
     * by one thread, the keeper's.
     */
    public double othersPerMilli(long nowMillis) {
        long passed = nowMillis - othersSeenMillis;
        if (passed < 0 || passed >= OTHERS_MEASURED_OVER_MS) {
            long now = base;
            othersPerMilli = othersSeenMillis == 0 || passed < 0 ? 0 : (double) Math.max(0, now - othersSeen) / passed;
            othersSeen = now;
            othersSeenMillis = nowMillis;
        }
        return othersPerMilli;
    }

    /** Returns what the log acknowledged last. */
    public Acknowledgement acknowledgement() {
        return acknowledgement;
    }

    /**
     * Returns own hits, those given back included, that are not acknowledged; 0 where each is accounted in another window.
     */
    public long unacknowledgedHits() {
        HitTotals counted = isAccounting() ? ownTotals() : null;
        return counted == null
                ? 0
                : Math.max(0, counted.counted() - acknowledgement.totals().counted());
    }

    /** Notes what the log acknowledged. Called by one thread, the producer's. */
    public void acknowledge(Acknowledgement latest) {
        acknowledgement = latest;
    }

    /**
     * What the log is known to hold of this window's own totals.
     *
     * @param partition of the topic {@code hits}, -1 if nothing was acknowledged yet
     * @param offset where the totals stand in it
     * @param atMillis when it was acknowledged, milliseconds since the Unix epoch
     */
    public record Acknowledgement(HitTotals totals, int partition, long offset, long atMillis) {

        static final Acknowledgement NONE = new Acknowledgement(HitTotals.ZERO, -1, -1, 0);
    }

    /** Returns true for the caller that has to queue this window for the next copy to disk. */
    public boolean claimCopy() {
        return !copyPending && COPY_PENDING.compareAndSet(this, false, true);
    }

    /** To be called before the totals are read for a copy: hits after it claim again. */
    public void copying() {
        copyPending = false;
    }

    /**
     * Notes hits that others should hear of.
     *
     * @return true for the caller that has to queue this window for the next report
     */
    public boolean claimReport(long nowMillis) {
        if (lastHitMillis < nowMillis) {
            lastHitMillis = nowMillis;
        }
        if (reportPending || !REPORT_PENDING.compareAndSet(this, false, true)) {
            return false;
        }
        firstHitMillis = nowMillis;
        reportable = true;
        return true;
    }

    /** Returns true for the caller that has to queue this window for a report at once. */
    public boolean claimUrgent() {
        return !urgent && URGENT.compareAndSet(this, false, true);
    }

    /** To be called before the totals are read for a report: hits after it claim again. */
    public void reporting() {
        reportPending = false;
        urgent = false;
    }

    /** Returns whether others were ever to hear of this window. */
    public boolean isReportable() {
        return reportable;
    }

    /** Returns whether others, who count in this window too, were never told of own hits: they decide by less. */
    public boolean isKeptFromOthers() {
        return !reportable && !isShort() && ownUsed(ChargeMode.ALL) != 0 && base != 0;
    }

    /** Returns when the first hit since the last report was counted, milliseconds since the Unix epoch. */
    public long firstHitMillis() {
        return firstHitMillis;
    }

    /** Returns when the last hit was counted, milliseconds since the Unix epoch. */
    public long lastHitMillis() {
        return lastHitMillis;
    }
}
