package io.tollgate.gateway.usage;

import io.tollgate.accounting.Incarnation;
import io.tollgate.event.AdjustmentSender;
import io.tollgate.event.GatewayId;
import io.tollgate.event.GatewaySender;
import io.tollgate.event.Sender;
import io.tollgate.event.SenderTotals;
import io.tollgate.event.Usage;
import io.tollgate.event.UsageEvent;
import io.tollgate.event.WindowUsage;
import io.tollgate.model.Window;
import io.tollgate.topic.EventCodec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Builds events of the topic {@code usage} in which all hits were admitted. */
final class EventsOfUsage {

    private final List<Sender> senders = new ArrayList<>();
    private final List<WindowUsage> windows = new ArrayList<>();

    EventsOfUsage window(Window window, long rest) {
        windows.add(new WindowUsage(window.startMillis(), window.endMillis(), totals(rest), new ArrayList<>(), null));
        return this;
    }

    /** Lists a gateway in the window that was added last. */
    EventsOfUsage listed(Incarnation id, long admitted) {
        ByteBuffer bytes = ByteBuffer.allocate(16)
                .putLong(id.gatewayId().getMostSignificantBits())
                .putLong(id.gatewayId().getLeastSignificantBits());
        return listed(
                new Sender(new GatewaySender(new GatewayId(bytes.array()), id.startedAtMillis(), id.nonce())),
                admitted);
    }

    EventsOfUsage adjusted(String id, long admitted) {
        return listed(new Sender(new AdjustmentSender(id)), admitted);
    }

    private EventsOfUsage listed(Sender sender, long admitted) {
        windows.get(windows.size() - 1).getBySender().add(new SenderTotals(senders.size(), totals(admitted)));
        senders.add(sender);
        return this;
    }

    byte[] encode() {
        return EventCodec.USAGE.encode(new UsageEvent(new Usage(senders, windows)));
    }

    private static io.tollgate.event.Totals totals(long admitted) {
        return new io.tollgate.event.Totals(admitted, 0L, 0L, 0L, 0L);
    }
}
