package io.tollgate.streams.window;

import io.tollgate.model.Window;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The row of one counter: its windows that limits decide by. Immutable.
 *
 * @param windows none twice
 * @param published false where the row was written with its publication put off, so that an instance that starts from
 *     this row knows that the one before may have died without publishing it
 */
record CounterState(List<WindowState> windows, boolean published) {

    /** A counter that was never hit. */
    static final CounterState EMPTY = new CounterState(List.of(), true);

    CounterState {
        windows = List.copyOf(windows);
    }

    /** Returns what is known of the window, or null where nothing is. */
    @Nullable WindowState in(Window window) {
        for (WindowState state : windows) {
            if (state.window().equals(window)) {
                return state;
            }
        }
        return null;
    }

    /** Returns this without the windows that are closed by now. */
    CounterState open(long nowMillis) {
        return new CounterState(
                windows.stream()
                        .filter(state -> !OpenWindows.isClosed(state.window(), nowMillis))
                        .toList(),
                published);
    }

    /** Returns this with the given flag. */
    CounterState withPublished(boolean now) {
        return new CounterState(windows, now);
    }
}
