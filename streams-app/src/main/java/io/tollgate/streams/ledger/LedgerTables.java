package io.tollgate.streams.ledger;

import org.apache.kafka.streams.state.KeyValueStore;

/** The parts of the ledger store. Used by the thread of its task only. */
final class LedgerTables {

    private final KeyValueStore<byte[], byte[]> store;
    private final LedgerStore rows;
    private final DueIndex<RowRef> closing;
    private final DueIndex<RowRef> revising;
    private final DueIndex<RowRef> forgetting;

    LedgerTables(KeyValueStore<byte[], byte[]> store) {
        this.store = store;
        this.rows = new LedgerStore(store);
        this.closing = rowsByTime(LedgerTag.CLOSING);
        this.revising = rowsByTime(LedgerTag.REVISING);
        this.forgetting = rowsByTime(LedgerTag.FORGETTING);
    }

    private DueIndex<RowRef> rowsByTime(LedgerTag tag) {
        return new DueIndex<>(store, tag.code(), RowRef::bytes, bytes -> RowRef.ofBytes(bytes, 0));
    }

    KeyValueStore<byte[], byte[]> store() {
        return store;
    }

    LedgerStore rows() {
        return rows;
    }

    /** Open windows, by their ends. */
    DueIndex<RowRef> closing() {
        return closing;
    }

    /** Closed windows that changed, by when their next revision is due. */
    DueIndex<RowRef> revising() {
        return revising;
    }

    /** Closed windows, by when nothing that arrives can change them any more. */
    DueIndex<RowRef> forgetting() {
        return forgetting;
    }
}
