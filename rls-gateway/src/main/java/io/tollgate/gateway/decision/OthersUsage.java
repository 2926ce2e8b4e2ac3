package io.tollgate.gateway.decision;

import static java.util.Objects.requireNonNull;

import io.tollgate.accounting.HitTotals;
import io.tollgate.accounting.Incarnation;
import io.tollgate.accounting.KnownUsage;
import io.tollgate.model.ChargeMode;
import io.tollgate.model.Window;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What everybody but the incarnation that counts here has used up in a window: other gateways, and earlier incarnations
 * of this one.
 *
 * <p>Threads: written under this object's monitor, by the thread that follows usage, by those that load counters, and by
 * requests that give back more than was used; never by other requests. Decisions read the sums without it. Each sum is a
 * volatile field of its own that is written once for a change, so a decision sees an earlier incarnation's hits either
 * among the stored ones or among those that usage holds, never twice and never not at all. That sums of two charge modes
 * may be of two moments does no harm: a limit reads one. The forecast is replaced after the sums: a decision in between
 * takes a few hits for two, which the next does not.
 */
public final class OthersUsage {

    /** What others say is taken for no more than this, so that no sum can wrap. */
    private static final long SATURATED = 1L << 61;

    private static final long MEASURED_OVER_MS = 2_000;

    private volatile Incarnation self;
    private volatile long used;
    private volatile long usedUnlessDeniedElsewhere;
    private volatile long usedByAdmitted;
    private volatile Forecast forecast;

    /** What all can use up of the window in which hits were denied here; 0 if none were. */
    private volatile long heldBackAt;

    /** When usage last arrived while an own report was late; 0 if it never did. Written under the monitor. */
    private volatile long lateMillis;

    private HitTotals others = HitTotals.ZERO;
    private HitTotals selfSeen = HitTotals.ZERO;
    private Map<Incarnation, HitTotals> earlier = Map.of();

    /** The least that the sums may be; raised where more was given back than used. */
    private Map<ChargeMode, Long> least = Map.of();

    /** Only of the keeper's thread, as the two that follow. */
    private long measuredMillis;

    private long measured;
    private double perMilli;

    /** @param forecast of what others do here before anything is heard of them */
    OthersUsage(Incarnation self, Forecast forecast) {
        this.self = requireNonNull(self, "self");
        this.forecast = requireNonNull(forecast, "forecast");
    }

    /** Returns the incarnation that counts here: what usage says of it is not what others did. */
    Incarnation self() {
        return self;
    }

    /** Makes an incarnation the one that counts here, if it was {@link Incarnation#NOBODY}. */
    @SuppressWarnings("ReferenceEquality") // there is one such object
    synchronized void countUnder(Incarnation identity) {
        if (self == Incarnation.NOBODY) {
            self = identity;
        }
    }

    /** Returns what they have used up of limits of a charge mode; negative where they gave back more than they used. */
    public long used(ChargeMode of) {
        return switch (of) {
            case ALL -> used;
            case UNLESS_DENIED_ELSEWHERE -> usedUnlessDeniedElsewhere;
            case ADMITTED -> usedByAdmitted;
        };
    }

    /**
     * Returns what they will have used up beyond {@link #used}, because it takes a while until usage tells of it: 0 or
     * more.
     *
     * @param underWayMillis for how long an own report is under way: as long as it does not come back, others' cannot
     *     either, and that they are not heard of says nothing
     */
    long predicted(long nowMillis, long underWayMillis) {
        return forecast.hits(nowMillis, underWayMillis, heldBack());
    }

    /**
     * Notes that hits were denied here: from now on what gateways admit says less of what they are asked.
     *
     * @param full what all can use up of the window before that, 1 or more
     */
    void holdBack(long full) {
        if (heldBackAt == 0) {
            heldBackAt = full;
        }
    }

    private boolean heldBack() {
        return heldBackAt != 0;
    }

    /**
     * Returns what is predicted in the window after this one, before anything is heard there. Where admitted hits alone use up a limit, and hits were denied though less was admitted than
     * the limit, too much was predicted, and the pace is lowered by as much.
     *
     * @param own what this gateway used up of the window
     * @param underWayMillis for how long an own report is under way
     */
    Forecast forecastFor(Window next, long own, long underWayMillis) {
        Forecast last = forecast;
        long full = heldBackAt;
        boolean complete = lateMillis == 0 && underWayMillis <= last.patienceMillis();
        if (full == 0 || last.mode() != ChargeMode.ADMITTED || !complete) {
            return last.carriedTo(next, 1);
        }
        double share = (double) (own + used(last.mode())) / full;
        return last.carriedTo(next, Math.max(0, Math.min(1, share)));
    }

    /**
     * Takes in what usage has just told of this window, beside {@link #learn}, for what is predicted.
     *
     * @param of which hits use up the limit that decides here
     * @param arrivedMillis when, milliseconds since the Unix epoch
     * @param lagMillis how long a report usually takes to get here
     * @param underWayMillis for how long an own report is under way
     */
    synchronized void follow(
            KnownUsage known, ChargeMode of, long arrivedMillis, double lagMillis, long underWayMillis) {
        double patience = Forecast.LATE * lagMillis;
        if (underWayMillis > patience) {
            lateMillis = arrivedMillis;
        }
        boolean late = arrivedMillis - lateMillis <= patience;
        forecast = forecast.after(known, self, of, arrivedMillis - lagMillis, lagMillis, late, heldBack());
    }

    /** Returns whether anything is predicted, from this window or from the one before. */
    @SuppressWarnings("ReferenceEquality") // there is one such object
    boolean hasForecast() {
        return forecast != Forecast.NONE;
    }

    /** Returns which hits are predicted. */
    ChargeMode forecastMode() {
        return forecast.mode();
    }

    /**
     * Adds totals that an earlier incarnation of this gateway counted here, as its disk holds them. They count in full,
     * and what usage says of that sender is left out, until {@link #learn} finds that usage holds them.
     */
    public synchronized void addEarlier(Incarnation sender, HitTotals totals) {
        Map<Incarnation, HitTotals> more = new HashMap<>(earlier);
        more.merge(sender, totals, HitTotals::max);
        earlier = Map.copyOf(more);
        sumUp();
    }

    /**
     * Takes in what usage says of this window. An older record than before changes nothing, because of each total the
     * larger counts. Earlier incarnations whose totals usage holds in full count among the others from now on.
     */
    public synchronized void learn(KnownUsage known) {
        HitTotals seen = known.rest();
        Set<Incarnation> covered = new HashSet<>();
        for (Map.Entry<Incarnation, HitTotals> listed : known.bySender().entrySet()) {
            Incarnation sender = listed.getKey();
            HitTotals stored = earlier.get(sender);
            if (stored != null && listed.getValue().covers(stored)) {
                covered.add(sender);
                others = others.plus(listed.getValue());
            }
            if (!sender.equals(self) && (stored == null || covered.contains(sender))) {
                seen = seen.plus(listed.getValue());
            }
        }
        forgetEarlier(covered);
        others = others.max(seen);
        selfSeen = selfSeen.max(known.of(self));
        sumUp();
    }

    /**
     * Takes in what usage says of this window, and that a stored earlier incarnation is in the rest of it: it is counted
     * there from now on.
     */
    public synchronized void learnInRest(KnownUsage known, Incarnation sender) {
        learn(known);
        forgetEarlier(Set.of(sender));
        sumUp();
    }

    private void forgetEarlier(Set<Incarnation> senders) {
        if (!senders.isEmpty()) {
            Map<Incarnation, HitTotals> fewer = new HashMap<>(earlier);
            fewer.keySet().removeAll(senders);
            earlier = Map.copyOf(fewer);
        }
    }

    /**
     * Raises what they used up to at least this from now on: own hits given back do not bring what is used below
     * nothing.
     */
    synchronized void raise(ChargeMode of, long atLeast) {
        Map<ChargeMode, Long> raised = new EnumMap<>(ChargeMode.class);
        raised.putAll(least);
        raised.merge(of, atLeast, Math::max);
        least = raised;
        sumUp();
    }

    private void sumUp() {
        used = sum(ChargeMode.ALL);
        usedUnlessDeniedElsewhere = sum(ChargeMode.UNLESS_DENIED_ELSEWHERE);
        usedByAdmitted = sum(ChargeMode.ADMITTED);
    }

    private long sum(ChargeMode of) {
        long sum = saturated(others.net(of));
        for (HitTotals totals : earlier.values()) {
            sum = saturated(sum + saturated(totals.net(of)));
        }
        return Math.max(sum, least.getOrDefault(of, Long.MIN_VALUE));
    }

    private static long saturated(long hits) {
        return Math.max(-SATURATED, Math.min(SATURATED, hits));
    }

    /** Returns what usage was seen to say of the incarnation that counts here. */
    public synchronized HitTotals selfSeen() {
        return selfSeen;
    }

    /**
     * Returns at which rate they use up the window, in hits a millisecond, measured over two seconds or longer. Called by
     * one thread, the keeper's.
     */
    public double perMilli(long nowMillis) {
        long passed = nowMillis - measuredMillis;
        if (passed < 0 || passed >= MEASURED_OVER_MS) {
            long now = used;
            perMilli = measuredMillis == 0 || passed < 0 ? 0 : (double) Math.max(0, now - measured) / passed;
            measured = now;
            measuredMillis = nowMillis;
        }
        return perMilli;
    }
}
