package io.tollgate.streams.record;

import io.tollgate.event.AdjustmentSender;
import io.tollgate.event.GatewaySender;
import io.tollgate.event.HitEvent;
import io.tollgate.event.Hits;
import io.tollgate.event.Mark;
import io.tollgate.event.Totals;
import io.tollgate.event.WindowHits;
import io.tollgate.model.CounterKey;
import io.tollgate.model.MostHits;
import io.tollgate.model.Window;
import io.tollgate.topic.ControlKey;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Says what is wrong with an event that could be decoded. Pure. */
public final class HitValidation {

    /** How many windows one record may move. */
    public static final int MOST_WINDOWS = 64;

    /** How many earlier senders one watermark may declare covered. */
    public static final int MOST_COVERED = 10_000;

    /** A total that moves by more than this in one record is set aside: no gateway counts so much in a window. */
    public static final long MOST_PLAUSIBLE_JUMP = MostHits.IN_A_WINDOW;

    /** How many characters the id of an adjustment may have. */
    public static final int LONGEST_ADJUSTMENT_ID = 256;

    /** Times beyond this, either way, are not plausible; keeps arithmetic on them from overflowing. */
    private static final long FARTHEST_MILLIS = 1L << 53;

    private HitValidation() {}

    /** Returns what is wrong, or null where nothing is. */
    public static @Nullable String problem(byte @Nullable [] key, HitEvent event) {
        return event.getEvent() instanceof Mark watermark ? problem(watermark) : problem(key, (Hits) event.getEvent());
    }

    private static @Nullable String problem(Mark watermark) {
        String problem = problem("covers", watermark.getSender(), watermark.getCovered());
        return problem != null ? problem : problem("resent", watermark.getSender(), watermark.getResent());
    }

    private static @Nullable String problem(String says, GatewaySender sender, List<GatewaySender> earlier) {
        if (earlier.size() > MOST_COVERED) {
            return "the watermark " + says + " " + earlier.size() + " senders (expected: at most " + MOST_COVERED + ")";
        }
        for (GatewaySender start : earlier) {
            if (!start.getGatewayId().equals(sender.getGatewayId())) {
                return "the watermark " + says + " a sender of another gateway";
            }
            if (start.equals(sender)) {
                return "the watermark " + says + " the sender that is counting";
            }
        }
        return null;
    }

    private static @Nullable String problem(byte @Nullable [] key, Hits hits) {
        if (key == null || key.length == 0) {
            return "hits without a counter's key";
        }
        if (key.length > CounterKey.MAX_BYTES) {
            return "key: " + key.length + " bytes (expected: at most " + CounterKey.MAX_BYTES + ")";
        }
        if (ControlKey.isControl(key)) {
            return "hits under a control key";
        }
        if (hits.getSender().getSender() instanceof AdjustmentSender adjustment
                && adjustment.getId().length() > LONGEST_ADJUSTMENT_ID) {
            return "adjustment id: " + adjustment.getId().length() + " characters (expected: at most "
                    + LONGEST_ADJUSTMENT_ID + ")";
        }
        return windowsProblem(hits);
    }

    private static @Nullable String windowsProblem(Hits hits) {
        int count = hits.getWindows().size();
        if (count == 0 || count > MOST_WINDOWS) {
            return "windows: " + count + " (expected: 1 to " + MOST_WINDOWS + ")";
        }
        Set<Window> seen = new HashSet<>();
        for (WindowHits window : hits.getWindows()) {
            String problem = problem(window);
            if (problem != null) {
                return problem + " in the window from " + window.getStart() + " to " + window.getEnd();
            }
            if (!seen.add(new Window(window.getStart(), window.getEnd()))) {
                return "window from " + window.getStart() + " to " + window.getEnd() + " twice";
            }
        }
        return null;
    }

    private static @Nullable String problem(WindowHits window) {
        if (window.getEnd() <= window.getStart()) {
            return "end not after start";
        }
        if (window.getStart() < -FARTHEST_MILLIS || window.getEnd() > FARTHEST_MILLIS) {
            return "time beyond 2^53 ms from 1970";
        }
        if (window.getLimit() != null && window.getLimit().getHitsPerWindow() < 0) {
            return "limit: " + window.getLimit().getHitsPerWindow() + " (expected: 0 or more)";
        }
        return isNegative(window.getTotals()) ? "negative totals: " + window.getTotals() : null;
    }

    private static boolean isNegative(Totals totals) {
        return totals.getAdmitted() < 0
                || totals.getDeniedHere() < 0
                || totals.getDeniedElsewhere() < 0
                || totals.getGivenBack() < 0
                || totals.getWouldDeny() < 0;
    }
}
