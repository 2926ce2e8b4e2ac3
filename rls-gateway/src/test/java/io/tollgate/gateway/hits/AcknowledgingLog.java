package io.tollgate.gateway.hits;

import io.tollgate.event.HitEvent;
import io.tollgate.event.Hits;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A log with one partition that takes everything at once.
 *
 * @param sent the admitted hits of the record that came last
 */
record AcknowledgingLog(AtomicLong sent) implements HitLog {
    @Override
    public void send(byte[] key, HitEvent event, SendCallback outcome) {
        if (event.getEvent() instanceof Hits hits) {
            sent.set(hits.getWindows().get(0).getTotals().getAdmitted());
        }
        outcome.acknowledged(0, 1);
    }

    @Override
    public void sendTo(int partition, byte[] key, HitEvent event, SendCallback outcome) {
        outcome.acknowledged(partition, 1);
    }

    @Override
    public int partitions() {
        return 1;
    }

    @Override
    public void close() {
        // nothing to give back
    }
}
