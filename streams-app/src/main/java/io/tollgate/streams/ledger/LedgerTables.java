package io.tollgate.streams.ledger;

import org.apache.kafka.streams.state.KeyValueStore;

/** The parts of the ledger store. Used by the thread of its task only. */
final class LedgerTables {

    private final KeyValueStore<byte[], byte[]> store;
    private final LedgerStore rows;
    private final Timetable closing;
    private final Timetable revising;
    private final Timetable forgetting;

    LedgerTables(KeyValueStore<byte[], byte[]> store) {
        this.store = store;
        this.rows = new LedgerStore(store);
        this.closing = new Timetable(store, Timetable.Purpose.CLOSE);
        this.revising = new Timetable(store, Timetable.Purpose.REVISE);
        this.forgetting = new Timetable(store, Timetable.Purpose.FORGET);
    }

    KeyValueStore<byte[], byte[]> store() {
        return store;
    }

    LedgerStore rows() {
        return rows;
    }

    /** Open windows, by their ends. */
    Timetable closing() {
        return closing;
    }

    /** Closed windows that changed, by when their next revision is due. */
    Timetable revising() {
        return revising;
    }

    /** Closed windows, by when nothing that arrives can change them any more. */
    Timetable forgetting() {
        return forgetting;
    }
}
