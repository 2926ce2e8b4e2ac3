package io.tollgate.streams.window;

import io.tollgate.event.SenderTotals;
import io.tollgate.event.Usage;
import io.tollgate.event.WindowUsage;
import io.tollgate.streams.hits.SenderId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is published of a counter's row: the windows that limits decide by, or may. Covered senders are within the rest even while the row still lists them. */
final class UsageView {

    private UsageView() {}

    /** Returns the event of the row. */
    static Usage of(CounterState state, Roster roster) {
        Map<SenderId, Integer> positions = new LinkedHashMap<>();
        List<WindowUsage> windows = new ArrayList<>();
        for (WindowState window : state.published()) {
            List<SenderId> covered = window.bySender().keySet().stream()
                    .filter(roster::isCovered)
                    .toList();
            windows.add(usage(window.folding(covered), positions));
        }
        return new Usage(positions.keySet().stream().map(SenderId::toSender).toList(), windows);
    }

    private static WindowUsage usage(WindowState state, Map<SenderId, Integer> positions) {
        List<SenderTotals> bySender = new ArrayList<>();
        state.bySender().forEach((sender, counts) -> {
            int position = positions.computeIfAbsent(sender, unseen -> positions.size());
            bySender.add(new SenderTotals(position, counts.toTotals()));
        });
        Long since = state.isOverLimit() ? state.overLimitSince() : null;
        return new WindowUsage(
                state.window().startMillis(),
                state.window().endMillis(),
                state.rest().toTotals(),
                bySender,
                since);
    }
}
