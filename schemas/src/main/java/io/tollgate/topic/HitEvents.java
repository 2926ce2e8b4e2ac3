package io.tollgate.topic;

import io.tollgate.accounting.HitTotals;
import io.tollgate.accounting.Incarnation;
import io.tollgate.event.AppliedLimit;
import io.tollgate.event.GatewaySender;
import io.tollgate.event.HitEvent;
import io.tollgate.event.Hits;
import io.tollgate.event.LimitAlgorithm;
import io.tollgate.event.Mark;
import io.tollgate.event.WindowHits;
import io.tollgate.event.WindowUse;
import io.tollgate.model.ChargeMode;
import io.tollgate.model.Limit;
import io.tollgate.model.Window;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the events of the topic {@code hits} that gateways send. */
public final class HitEvents {

    private HitEvents() {}

    /**
     * Returns the event of hits of one counter.
     *
     * @param firstMillis when the first hit that is news was counted, milliseconds since the Unix epoch
     * @param lastMillis when the last was
     */
    public static HitEvent hits(Incarnation sender, long firstMillis, long lastMillis, List<WindowHits> windows) {
        return new HitEvent(new Hits(AccountingEvents.event(sender), firstMillis, lastMillis, windows));
    }

    /**
     * Returns what an event of hits says of one window.
     *
     * @param limit the limit that was applied last, null where none is known
     * @param mode how it is charged
     */
    public static WindowHits window(
            Window window, WindowUse use, HitTotals totals, @Nullable Limit limit, ChargeMode mode) {
        return new WindowHits(
                window.startMillis(),
                window.endMillis(),
                use,
                AccountingEvents.event(totals),
                limit == null ? null : limit(limit, mode));
    }

    private static AppliedLimit limit(Limit limit, ChargeMode mode) {
        return new AppliedLimit(
                limit.name(),
                limit.requestsPerUnit(),
                limit.shadowMode(),
                limit.isSliding() ? LimitAlgorithm.SLIDING_WINDOW : LimitAlgorithm.FIXED_WINDOW,
                AccountingEvents.event(mode));
    }

    /**
     * Returns a watermark: all that an incarnation counted before an instant is in this partition.
     *
     * @param covered earlier incarnations whose totals usage holds
     * @param resent earlier incarnations whose totals are all in the topic
     * @param leaving whether it counts no more
     */
    public static HitEvent watermark(
            Incarnation sender,
            String label,
            long reportedUpToMillis,
            List<Incarnation> covered,
            boolean leaving,
            List<Incarnation> resent,
            long sentAtMillis) {
        return new HitEvent(new Mark(
                AccountingEvents.gatewaySender(sender),
                label,
                reportedUpToMillis,
                senders(covered),
                leaving,
                senders(resent),
                sentAtMillis));
    }

    private static List<GatewaySender> senders(List<Incarnation> incarnations) {
        return incarnations.stream().map(AccountingEvents::gatewaySender).toList();
    }
}
