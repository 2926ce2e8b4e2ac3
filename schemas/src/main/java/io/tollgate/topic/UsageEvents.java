package io.tollgate.topic;

import io.tollgate.accounting.HitSender;
import io.tollgate.accounting.HitTotals;
import io.tollgate.accounting.Incarnation;
import io.tollgate.accounting.KnownUsage;
import io.tollgate.event.SenderTotals;
import io.tollgate.event.Usage;
import io.tollgate.event.WindowUsage;
import io.tollgate.model.Window;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the events of the topic {@code usage} as gateways need them. */
public final class UsageEvents {

    private UsageEvents() {}

    /** Returns what the event says of each window. Adjustments are part of the rest: no gateway owns them. */
    public static List<KnownUsage> windows(Usage usage) {
        List<KnownUsage> windows = new ArrayList<>(usage.getWindows().size());
        for (WindowUsage window : usage.getWindows()) {
            windows.add(window(usage, window));
        }
        return windows;
    }

    private static KnownUsage window(Usage usage, WindowUsage window) {
        HitTotals rest = AccountingEvents.totals(window.getRest());
        Map<Incarnation, HitTotals> bySender = new HashMap<>();
        for (SenderTotals listed : window.getBySender()) {
            HitSender sender = AccountingEvents.sender(usage.getSenders().get(listed.getSender()));
            HitTotals totals = AccountingEvents.totals(listed.getTotals());
            if (sender instanceof Incarnation incarnation) {
                bySender.put(incarnation, totals);
            } else {
                rest = rest.plus(totals);
            }
        }
        return new KnownUsage(new Window(window.getStart(), window.getEnd()), rest, bySender);
    }
}
