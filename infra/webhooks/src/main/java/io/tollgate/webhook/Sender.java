package io.tollgate.webhook;

import java.util.concurrent.CompletableFuture;

/** Makes attempts. Thread-safe. */
interface Sender extends AutoCloseable {

    /**
     * Makes one attempt, without blocking.
     *
     * @param id of the event
     * @return what comes of it, within the time that an attempt may take; never an exception
     */
    CompletableFuture<Outcome> send(Webhook webhook, String id, byte[] payload);

    /** Breaks all attempts off. */
    @Override
    void close();
}
