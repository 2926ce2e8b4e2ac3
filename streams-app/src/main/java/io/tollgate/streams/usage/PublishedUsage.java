package io.tollgate.streams.usage;

import io.tollgate.accounting.HitSender;
import io.tollgate.event.SenderTotals;
import io.tollgate.event.Usage;
import io.tollgate.event.WindowUsage;
import io.tollgate.topic.AccountingEvents;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is published of a counter's row: the windows that limits decide by, or may. Covered senders are within the rest even while the row still lists them. */
final class PublishedUsage {

    private PublishedUsage() {}

    /** Returns the event of the row. */
    static Usage of(CounterState state, SenderStatus status) {
        Map<HitSender, Integer> positions = new LinkedHashMap<>();
        List<WindowUsage> windows = new ArrayList<>();
        for (WindowState window : state.published()) {
            List<HitSender> covered = window.bySender().keySet().stream()
                    .filter(status::isCovered)
                    .toList();
            windows.add(usage(window.folding(covered), positions));
        }
        return new Usage(
                positions.keySet().stream().map(AccountingEvents::event).toList(), windows);
    }

    private static WindowUsage usage(WindowState state, Map<HitSender, Integer> positions) {
        List<SenderTotals> bySender = new ArrayList<>();
        state.bySender().forEach((sender, counts) -> {
            int position = positions.computeIfAbsent(sender, unseen -> positions.size());
            bySender.add(new SenderTotals(position, AccountingEvents.event(counts)));
        });
        Long since = state.isOverLimit() ? state.overLimitSince() : null;
        return new WindowUsage(
                state.window().startMillis(),
                state.window().endMillis(),
                AccountingEvents.event(state.rest()),
                bySender,
                since);
    }
}
