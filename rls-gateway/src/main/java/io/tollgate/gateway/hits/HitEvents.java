package io.tollgate.gateway.hits;

import io.tollgate.event.AppliedLimit;
import io.tollgate.event.GatewayId;
import io.tollgate.event.GatewaySender;
import io.tollgate.event.HitEvent;
import io.tollgate.event.Hits;
import io.tollgate.event.LimitAlgorithm;
import io.tollgate.event.LimitCharge;
import io.tollgate.event.Mark;
import io.tollgate.event.Sender;
import io.tollgate.event.WindowHits;
import io.tollgate.event.WindowUse;
import io.tollgate.gateway.decision.CounterWindow;
import io.tollgate.gateway.decision.SenderId;
import io.tollgate.gateway.decision.Totals;
import io.tollgate.gateway.journal.OwnTotalsStore;
import io.tollgate.model.ChargeMode;
import io.tollgate.model.Limit;
import io.tollgate.model.Window;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** From the terms of a decision to events of the topic {@code hits}. */
final class HitEvents {

    private HitEvents() {}

    static HitEvent hits(SenderId sender, long firstMillis, long lastMillis, List<WindowHits> windows) {
        return new HitEvent(new Hits(new Sender(sender(sender)), firstMillis, lastMillis, windows));
    }

    static HitEvent mark(
            SenderId sender,
            MarkedStarts starts,
            String label,
            long reportedUpToMillis,
            boolean leaving,
            long sentAtMillis) {
        return new HitEvent(new Mark(
                sender(sender),
                label,
                reportedUpToMillis,
                senders(starts.covered()),
                leaving,
                senders(starts.resent()),
                sentAtMillis));
    }

    static WindowHits window(CounterWindow window, Totals totals) {
        return new WindowHits(
                window.window().startMillis(),
                window.window().endMillis(),
                use(window),
                totals(totals),
                limit(window.limit(), window.chargeMode()));
    }

    /** What is stored does not say whether a limit decides by it; usage keeps it if it might. */
    static WindowHits window(OwnTotalsStore.Row row) {
        Window window = row.id().window();
        WindowUse use = row.accounted() ? WindowUse.LIMIT_AND_ACCOUNTING : WindowUse.LIMIT;
        return new WindowHits(window.startMillis(), window.endMillis(), use, totals(row.totals()), null);
    }

    private static WindowUse use(CounterWindow window) {
        if (!window.isAccounted()) {
            return WindowUse.LIMIT;
        }
        if (window.isLimiting()) {
            return WindowUse.LIMIT_AND_ACCOUNTING;
        }
        return window.isObserved() ? WindowUse.OBSERVATION : WindowUse.ACCOUNTING;
    }

    private static @Nullable AppliedLimit limit(@Nullable Limit limit, ChargeMode charge) {
        return limit == null
                ? null
                : new AppliedLimit(
                        limit.name(),
                        limit.requestsPerUnit(),
                        limit.shadowMode(),
                        limit.isSliding() ? LimitAlgorithm.SLIDING_WINDOW : LimitAlgorithm.FIXED_WINDOW,
                        charge(charge));
    }

    private static LimitCharge charge(ChargeMode mode) {
        return switch (mode) {
            case ALL -> LimitCharge.ALL;
            case UNLESS_DENIED_ELSEWHERE -> LimitCharge.UNLESS_DENIED_ELSEWHERE;
            case ADMITTED -> LimitCharge.ADMITTED;
        };
    }

    private static io.tollgate.event.Totals totals(Totals totals) {
        return new io.tollgate.event.Totals(
                totals.admitted(),
                totals.deniedHere(),
                totals.deniedElsewhere(),
                totals.givenBack(),
                totals.wouldDeny());
    }

    private static List<GatewaySender> senders(List<SenderId> senders) {
        return senders.stream().map(HitEvents::sender).toList();
    }

    private static GatewaySender sender(SenderId sender) {
        UUID id = sender.gatewayId();
        byte[] bytes = ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
        return new GatewaySender(new GatewayId(bytes), sender.startedAtMillis(), sender.nonce());
    }
}
