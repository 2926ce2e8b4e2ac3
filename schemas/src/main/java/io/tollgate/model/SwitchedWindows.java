package io.tollgate.model;

import static java.util.Objects.requireNonNull;

/**
 * Windows that are cut one way up to an instant and another way from there on: the window that contains the instant ends
 * there, and what is left of the other one begins there.
 *
 * @param atMillis the first instant of the later way, milliseconds since the Unix epoch
 */
record SwitchedWindows(Windows earlier, long atMillis, Windows later) implements Windows {

    SwitchedWindows {
        requireNonNull(earlier, "earlier");
        requireNonNull(later, "later");
    }

    @Override
    public Window at(long epochMillis) {
        if (epochMillis < atMillis) {
            Window window = earlier.at(epochMillis);
            return new Window(window.startMillis(), Math.min(window.endMillis(), atMillis));
        }
        Window window = later.at(epochMillis);
        return new Window(Math.max(window.startMillis(), atMillis), window.endMillis());
    }

    @Override
    public Window whole(long epochMillis) {
        return (epochMillis < atMillis ? earlier : later).whole(epochMillis);
    }
}
