package io.tollgate.gateway.decision;

import io.tollgate.model.CounterKey;
import io.tollgate.model.Window;

/** Brings counters from disk onto the heap. May block; never called on an event loop. Thread-safe. */
public interface CounterLoader {

    /** Returns the counter with all its open windows, loading it if it is not on the heap. */
    Counter load(CounterKey key, long nowMillis);

    /** Brings a window onto the heap that had been forgotten, because the clock was set back into it. */
    void load(Counter counter, Window window);

    /** Returns a fresh identity of this gateway. */
    SenderId newSender();
}
