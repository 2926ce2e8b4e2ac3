package io.tollgate.gateway.decision;

import io.tollgate.accounting.HitTotals;
import io.tollgate.accounting.Incarnation;
import io.tollgate.accounting.KnownUsage;
import io.tollgate.model.ChargeMode;
import io.tollgate.model.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What other gateways will have used up of a window since usage last told of each: its rate as it was last observed, in
 * this window or the one before, times the time that passed. Only gateways that are seen counting are predicted. Immutable.
 */
final class Forecast {

    /** Nobody is predicted. */
    static final Forecast NONE = new Forecast(ChargeMode.ALL, new Pace[0], 0);

    /** What is this share of a window old hardly counts for a rate. */
    private static final double TIME_CONSTANT = 0.2;

    /** Far from the limit a gateway tells of its hits this many times in a window. */
    private static final double LEAST_REPORTS = 10;

    /** A report may take so many times as long as usual. */
    static final double LATE = 4;

    /** Longer than that nothing is predicted of gateways that are not heard of, even if nothing at all is heard. */
    private static final long LONGEST_STALL_MS = 10_000;

    private final ChargeMode mode;
    private final Pace[] paces;
    private final double patienceMillis;

    private Forecast(ChargeMode mode, Pace[] paces, double patienceMillis) {
        this.mode = mode;
        this.paces = paces;
        this.patienceMillis = patienceMillis;
    }

    /** Returns which hits are predicted. */
    ChargeMode mode() {
        return mode;
    }

    /**
     * Returns how many hits others will have made that usage does not tell of yet, 0 or more.
     *
     * @param underWayMillis for how long an own report is under way, by which those of others may be late too
     * @param heldBack whether hits were denied in the window
     */
    long hits(long nowMillis, long underWayMillis, boolean heldBack) {
        double hits = 0;
        double patience = patienceMillis + Math.min(LONGEST_STALL_MS, underWayMillis);
        for (Pace pace : paces) {
            hits += pace.hitsSince(nowMillis, patience, heldBack);
        }
        return Math.round(hits);
    }

    /** Returns how long a report may take. */
    double patienceMillis() {
        return patienceMillis;
    }

    /**
     * Returns what is predicted in the window after one whose forecast this is, as long as nothing is heard in it.
     *
     * @param share of the rates that is taken for true, 0 to 1
     */
    Forecast carriedTo(Window next, double share) {
        List<Pace> carried = new ArrayList<>(paces.length);
        for (Pace pace : paces) {
            if (pace.used() > 0 && pace.perMilli() > 0) {
                carried.add(pace.carriedTo(next.startMillis(), share));
            }
        }
        return carried.isEmpty() ? NONE : new Forecast(mode, carried.toArray(Pace[]::new), patienceMillis);
    }

    /**
     * Returns the forecast after usage told of the window.
     *
     * @param self who is not predicted
     * @param of which hits use up the limit
     * @param asOfMillis the time that usage is taken to tell of
     * @param lagMillis how long a report usually takes to get here
     * @param late whether this took longer, so that it is older than that time
     * @param heldBack whether hits were denied in the window, so that what is admitted says nothing of what is asked
     */
    Forecast after(
            KnownUsage known,
            Incarnation self,
            ChargeMode of,
            double asOfMillis,
            double lagMillis,
            boolean late,
            boolean heldBack) {
        Forecast before = mode == of ? this : NONE;
        long length = known.window().lengthMillis();
        List<Pace> heard = new ArrayList<>(known.bySender().size());
        for (Map.Entry<Incarnation, HitTotals> listed : known.bySender().entrySet()) {
            Incarnation sender = listed.getKey();
            if (!sender.equals(self)) {
                long used = listed.getValue().net(of);
                Pace pace = before.find(sender);
                if (pace == null) {
                    heard.add(Pace.first(sender, used, asOfMillis));
                } else if (late) {
                    heard.add(pace.heardLate(used, asOfMillis));
                } else {
                    heard.add(pace.heard(
                            used, asOfMillis, length * TIME_CONSTANT, heldBack && of == ChargeMode.ADMITTED));
                }
            }
        }
        for (Pace pace : before.paces) {
            if (!known.bySender().containsKey(pace.sender())) {
                heard.add(pace); // not heard of in this window yet
            }
        }
        return new Forecast(of, heard.toArray(Pace[]::new), length / LEAST_REPORTS + LATE * lagMillis);
    }

    private @Nullable Pace find(Incarnation sender) {
        for (Pace pace : paces) {
            if (pace.sender().equals(sender)) {
                return pace;
            }
        }
        return null;
    }
}
