package io.tollgate.streams.query;

/** The other instances. Thread-safe. */
interface RemoteInstances extends AutoCloseable {

    /**
     * Returns what another instance answers from its own copy.
     *
     * @throws UsageUnavailableException if it does not
     */
    String ask(Instance instance, UsageRequest request, Replica replica);

    /** Asks nobody any more. */
    @Override
    default void close() {}
}
