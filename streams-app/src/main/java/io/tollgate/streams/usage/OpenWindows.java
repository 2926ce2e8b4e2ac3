package io.tollgate.streams.usage;

import io.tollgate.model.Window;
import io.tollgate.streams.record.HitValidation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Says how long a window is kept for deciding. A window stays open for its own length after its end, but for at least
 * 10 s, which covers reports by age and clocks that differ a little, and for at most 10 minutes. The limit of a second
 * would otherwise leave 600 windows in a row that is rewritten at every hit. Where the limit slides, decisions need the
 * window for its whole length after its end.
 */
final class OpenWindows {

    /** How many windows that are open a row holds at most. */
    static final int MOST = HitValidation.MOST_WINDOWS;

    private static final long LONGEST_GRACE_MS = 600_000;
    private static final long SHORTEST_GRACE_MS = 10_000;

    private OpenWindows() {}

    /** Returns whether nobody decides by the window any more. */
    static boolean isClosed(Window window, boolean slides, long nowMillis) {
        return window.endMillis() + graceMs(window, slides) < nowMillis;
    }

    /** Returns how long after its end the window stays open. */
    static long graceMs(Window window, boolean slides) {
        return slides
                ? window.lengthMillis() + SHORTEST_GRACE_MS
                : Math.min(LONGEST_GRACE_MS, Math.max(SHORTEST_GRACE_MS, window.lengthMillis()));
    }

    /** Removes the open windows farthest from now until {@link #MOST} are left: a wrong clock must not grow a row. */
    static void trim(Map<Window, WindowState> windows, long nowMillis) {
        if (windows.size() <= MOST) {
            return;
        }
        List<Window> open = new ArrayList<>();
        windows.forEach((window, state) -> {
            if (!state.isClosed(nowMillis)) {
                open.add(window);
            }
        });
        open.sort(Comparator.comparingLong(window -> distanceMs(window, nowMillis)));
        open.stream().skip(MOST).forEach(windows::remove);
    }

    private static long distanceMs(Window window, long nowMillis) {
        return Math.max(0, Math.max(window.startMillis() - nowMillis, nowMillis - window.endMillis()));
    }
}
