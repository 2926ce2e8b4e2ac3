package io.tollgate.gateway.hits;

import io.tollgate.event.HitEvent;

/** The topic {@code hits}, as the reporter sees it. */
public interface HitLog extends AutoCloseable {

    /** Is told what became of a record. Called on a thread of the log: must not block. */
    interface SendCallback {

        /** All replicas hold it. */
        void acknowledged(int partition, long offset);

        /** It may or may not be there; totals may be sent again at any time. */
        void failed(Exception cause);
    }

    /**
     * Sends an event of a counter. Does not wait for the outcome, but may block for a moment while Kafka is not known
     * yet.
     */
    void send(byte[] key, HitEvent event, SendCallback outcome);

    /** Sends an event to one partition. */
    void sendTo(int partition, byte[] key, HitEvent event, SendCallback outcome);

    /** Returns how many partitions there are; 0 while that is not known. */
    int partitions();

    @Override
    void close();
}
