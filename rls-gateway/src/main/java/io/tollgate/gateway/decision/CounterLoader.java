package io.tollgate.gateway.decision;

import io.tollgate.accounting.Incarnation;
import io.tollgate.model.CounterKey;
import io.tollgate.model.Window;

/**
 * Brings counters from disk onto the heap. Unless it says otherwise, a method may block, and is never called on an event
 * loop. Thread-safe.
 */
public interface CounterLoader {

    /**
     * Brings a counter onto the heap of which nothing is stored. Does not block, and may be called on an event loop.
     *
     * @return whether it is on the heap; false if something may be stored, or if that cannot be told at once
     */
    boolean addNew(CounterKey key, long nowMillis);

    /** Returns the counter with all its open windows, loading it if it is not on the heap. */
    Counter load(CounterKey key, long nowMillis);

    /**
     * Brings a window onto the heap, to count in it, that had been forgotten or was only looked at: the clock was set
     * back into it.
     */
    void load(Counter counter, Window window);

    /**
     * Brings a window onto the heap that has ended, because a limit slides, if it is not there. Where this gateway's own
     * totals are not on its disk any more it is only to be looked at: {@link #load(Counter, Window)} before a late
     * request counts in it.
     */
    void loadEnded(Counter counter, Window window);

    /** Returns a fresh identity of this gateway, which is registered durably. */
    Incarnation newSender();
}
