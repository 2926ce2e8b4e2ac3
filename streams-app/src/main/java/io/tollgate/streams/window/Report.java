package io.tollgate.streams.window;

import io.tollgate.event.Hits;
import io.tollgate.event.WindowHits;
import io.tollgate.event.WindowUse;
import io.tollgate.model.Window;
import io.tollgate.streams.hits.Counts;
import io.tollgate.streams.hits.SenderId;
import java.util.ArrayList;
import java.util.List;

/**
 * What one record of hits says of the windows that limits decide by. Immutable.
 *
 * @param atMillis record time, milliseconds since the Unix epoch
 */
record Report(SenderId sender, List<InWindow> windows, long atMillis) {

    /** @param judge the limit that was applied last */
    record InWindow(Window window, Counts counts, Judge judge) {}

    Report {
        windows = List.copyOf(windows);
    }

    /** Returns what valid hits say; windows that are only accounted are left to the ledger. */
    static Report of(Hits hits, long atMillis) {
        List<InWindow> windows = new ArrayList<>();
        for (WindowHits window : hits.getWindows()) {
            if (window.getUse() != WindowUse.ACCOUNTING) {
                windows.add(inWindow(window));
            }
        }
        return new Report(SenderId.of(hits.getSender()), windows, atMillis);
    }

    private static InWindow inWindow(WindowHits window) {
        return new InWindow(
                new Window(window.getStart(), window.getEnd()),
                Counts.of(window.getTotals()),
                Judge.of(window.getLimit()));
    }
}
