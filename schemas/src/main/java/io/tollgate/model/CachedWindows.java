package io.tollgate.model;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * Windows that remember the last one they gave, because nearly all questions are about the present. Equal to others
 * that cut time the same way. Thread-safe: the remembered window is immutable and a lost update costs a calculation.
 */
final class CachedWindows implements Windows {

    private final Windows delegate;
    private volatile Window last;
    private volatile @Nullable Neighbours neighbours;

    private record Neighbours(Window window, Window before) {}

    CachedWindows(Windows delegate) {
        this.delegate = requireNonNull(delegate, "delegate");
        this.last = delegate.at(0);
    }

    @Override
    public Window at(long epochMillis) {
        Window window = last;
        if (!window.contains(epochMillis)) {
            window = delegate.at(epochMillis);
            last = window;
        }
        return window;
    }

    @Override
    public Window whole(long epochMillis) {
        return delegate.whole(epochMillis);
    }

    @Override
    public Window before(Window window) {
        Neighbours known = neighbours;
        if (known == null || !known.window().equals(window)) {
            known = new Neighbours(window, delegate.before(window));
            neighbours = known;
        }
        return known.before();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CachedWindows windows && delegate.equals(windows.delegate);
    }

    @Override
    public int hashCode() {
        return delegate.hashCode();
    }

    @Override
    public String toString() {
        return delegate.toString();
    }
}
