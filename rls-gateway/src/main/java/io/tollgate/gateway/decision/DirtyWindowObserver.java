package io.tollgate.gateway.decision;

/** Is told of windows whose own totals moved. Called on request threads: must not block, lock or allocate much. */
public interface DirtyWindowObserver {

    /**
     * The totals of the window moved.
     *
     * @param nowMillis the request's time, milliseconds since the Unix epoch
     * @param report whether other gateways or the ledger should hear of it at all
     * @param urgent whether other gateways should hear of it at once
     */
    void dirty(CounterWindow window, long nowMillis, boolean report, boolean urgent);
}
