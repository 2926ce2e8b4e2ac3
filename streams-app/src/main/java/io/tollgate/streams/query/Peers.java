package io.tollgate.streams.query;

/** The other instances. Thread-safe. */
interface Peers {

    /**
     * Returns what another instance answers from its own copy.
     *
     * @throws UsageUnavailableException if it does not
     */
    String ask(Instance instance, UsageRequest request, Copy copy);
}
