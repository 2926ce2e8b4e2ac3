package io.tollgate.streams.window;

import io.tollgate.event.Hits;
import io.tollgate.event.WindowHits;
import io.tollgate.model.Window;
import io.tollgate.streams.hits.Counts;
import io.tollgate.streams.hits.SenderId;
import java.util.ArrayList;
import java.util.List;

/**
 * What one record of hits says. Immutable.
 *
 * @param atMillis record time, milliseconds since the Unix epoch
 */
record Report(SenderId sender, List<InWindow> windows, long atMillis) {

    /**
     * What it says of one window.
     *
     * @param uses what the sender keeps it for
     * @param judge the limit that was applied last
     */
    record InWindow(Window window, Counts counts, WindowUses uses, Judge judge) {}

    Report {
        windows = List.copyOf(windows);
    }

    /** Returns what valid hits say. */
    static Report of(Hits hits, long atMillis) {
        List<InWindow> windows = new ArrayList<>();
        for (WindowHits window : hits.getWindows()) {
            windows.add(inWindow(window));
        }
        return new Report(SenderId.of(hits.getSender()), windows, atMillis);
    }

    private static InWindow inWindow(WindowHits window) {
        return new InWindow(
                new Window(window.getStart(), window.getEnd()),
                Counts.of(window.getTotals()),
                WindowUses.of(window.getUse()),
                Judge.of(window.getLimit()));
    }
}
