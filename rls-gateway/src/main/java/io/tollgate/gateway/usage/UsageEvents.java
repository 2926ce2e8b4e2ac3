package io.tollgate.gateway.usage;

import io.tollgate.event.GatewaySender;
import io.tollgate.event.SenderTotals;
import io.tollgate.event.Usage;
import io.tollgate.event.WindowUsage;
import io.tollgate.gateway.decision.KnownUsage;
import io.tollgate.gateway.decision.SenderId;
import io.tollgate.gateway.decision.Totals;
import io.tollgate.model.Window;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** From events of the topic {@code usage} to the terms of a decision. */
final class UsageEvents {

    private UsageEvents() {}

    /** Returns what the event says of each window. Adjustments are part of the rest: no gateway owns them. */
    static List<KnownUsage> windows(Usage usage) {
        List<KnownUsage> windows = new ArrayList<>(usage.getWindows().size());
        for (WindowUsage window : usage.getWindows()) {
            windows.add(window(usage, window));
        }
        return windows;
    }

    private static KnownUsage window(Usage usage, WindowUsage window) {
        Totals rest = totals(window.getRest());
        Map<SenderId, Totals> bySender = new HashMap<>();
        for (SenderTotals listed : window.getBySender()) {
            Object sender = usage.getSenders().get(listed.getSender()).getSender();
            if (sender instanceof GatewaySender gateway) {
                bySender.put(senderId(gateway), totals(listed.getTotals()));
            } else {
                rest = rest.plus(totals(listed.getTotals()));
            }
        }
        return new KnownUsage(new Window(window.getStart(), window.getEnd()), rest, bySender);
    }

    private static SenderId senderId(GatewaySender sender) {
        ByteBuffer id = ByteBuffer.wrap(sender.getGatewayId().bytes());
        return new SenderId(new UUID(id.getLong(), id.getLong()), sender.getStartedAt(), sender.getNonce());
    }

    private static Totals totals(io.tollgate.event.Totals totals) {
        return new Totals(
                totals.getAdmitted(),
                totals.getDeniedHere(),
                totals.getDeniedElsewhere(),
                totals.getGivenBack(),
                totals.getWouldDeny());
    }
}
