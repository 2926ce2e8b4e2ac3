package io.tollgate.streams.usage;

import io.tollgate.accounting.AppliedLimit;
import io.tollgate.accounting.HitSender;
import io.tollgate.accounting.HitTotals;
import io.tollgate.event.Hits;
import io.tollgate.event.WindowHits;
import io.tollgate.model.Window;
import io.tollgate.topic.AccountingEvents;
import java.util.ArrayList;
import java.util.List;

/**
 * What one record of hits says. Immutable.
 *
 * @param atMillis record time, milliseconds since the Unix epoch
 */
record Report(HitSender sender, List<InWindow> windows, long atMillis) {

    /**
     * What it says of one window.
     *
     * @param uses what the sender keeps it for
     * @param limit the limit that was applied last
     */
    record InWindow(Window window, HitTotals counts, WindowPurposes uses, AppliedLimit limit) {}

    Report {
        windows = List.copyOf(windows);
    }

    /** Returns what valid hits say. */
    static Report of(Hits hits, long atMillis) {
        List<InWindow> windows = new ArrayList<>();
        for (WindowHits window : hits.getWindows()) {
            windows.add(inWindow(window));
        }
        return new Report(AccountingEvents.sender(hits.getSender()), windows, atMillis);
    }

    private static InWindow inWindow(WindowHits window) {
        return new InWindow(
                new Window(window.getStart(), window.getEnd()),
                AccountingEvents.totals(window.getTotals()),
                WindowPurposes.of(window.getUse()),
                AccountingEvents.limit(window.getLimit()));
    }
}
