package io.tollgate.streams.ledger.export;

import io.tollgate.streams.reading.FakeTopic;
import io.tollgate.topic.EventCodec;
import java.time.Instant;

/** A topic of ledger rows in memory. Filled by one thread. */
public final class FakeLedger extends FakeTopic {

    public FakeLedger(int partitions) {
        super("tollgate.ledger", partitions);
    }

    /** Appends a row, written at the end of its window. */
    public FakeLedger add(int partition, TestRow row) {
        return add(partition, row, Instant.ofEpochMilli(row.key().window().endMillis()));
    }

    FakeLedger add(int partition, TestRow row, Instant written) {
        addRaw(partition, row.key().bytes(), EventCodec.LEDGER.encode(row.event()), written);
        return this;
    }

    @Override
    public FakeLedger addMarker(int partition, Instant written) {
        super.addMarker(partition, written);
        return this;
    }
}
