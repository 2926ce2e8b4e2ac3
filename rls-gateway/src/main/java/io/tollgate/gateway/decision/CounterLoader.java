package io.tollgate.gateway.decision;

import io.tollgate.model.CounterKey;
import io.tollgate.model.Window;

/** Brings counters from disk onto the heap. May block; never called on an event loop. Thread-safe. */
public interface CounterLoader {

    /** Returns the counter with all its open windows, loading it if it is not on the heap. */
    Counter load(CounterKey key, long nowMillis);

    /** Brings a window onto the heap that had been forgotten, because the clock was set back into it. */
    void load(Counter counter, Window window);

    /**
     * Brings a window onto the heap that has ended, because a limit slides, if it is not there. Hits that late requests
     * add to it count under an identity of their own where this gateway's own totals are not on its disk any more.
     */
    void loadEnded(Counter counter, Window window);

    /** Returns a fresh identity of this gateway. */
    SenderId newSender();
}
