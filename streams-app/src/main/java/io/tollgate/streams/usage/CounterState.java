package io.tollgate.streams.usage;

import io.tollgate.model.Window;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The row of one counter: its windows that limits decide by or the ledger holds, of a subscription earlier
 * ones too. Immutable.
 *
 * @param windows none twice
 * @param unpublishedSince when the row was written with its publication put off, milliseconds since the Unix epoch, or
 *     {@link #PUBLISHED}: an instance that finds a row from before its own start knows that the one before may have died
 *     without publishing it
 */
record CounterState(List<WindowState> windows, long unpublishedSince) {

    static final long PUBLISHED = 0;

    /** A counter that was never hit. */
    static final CounterState EMPTY = new CounterState(List.of(), PUBLISHED);

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

    /** Returns this without the windows that are past by now. */
    CounterState without(Retention past, long nowMillis) {
        return new CounterState(
                windows.stream().filter(state -> !past.isPast(state, nowMillis)).toList(), unpublishedSince);
    }

    /** Returns the windows that gateways are to know of. */
    List<WindowState> published() {
        return windows.stream().filter(WindowState::isPublished).toList();
    }

    /**
     * Returns the windows that answer what was used: those of limits, and hours of hits that have none. Hours that only the
     * ledger needs are left out. Where no limit is known at all, an hour may be of one that nobody named yet.
     */
    List<WindowState> telling() {
        boolean ofLimit = windows.stream().anyMatch(WindowState::isOfLimit);
        return windows.stream()
                .filter(state -> state.isOfLimit()
                        || state.uses().isObserved()
                        || (!ofLimit && state.uses().isUncertain()))
                .toList();
    }

    /** Returns this with its publication put off at the given time, or {@link #PUBLISHED}. */
    CounterState withUnpublishedSince(long sinceMillis) {
        return new CounterState(windows, sinceMillis);
    }
}
