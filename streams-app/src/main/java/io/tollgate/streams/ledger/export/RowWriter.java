package io.tollgate.streams.ledger.export;

import java.io.IOException;

/** Writes rows in one format. */
interface RowWriter {

    /** Writes what stands before the first row. */
    void begin() throws IOException;

    /** Writes one row. */
    void write(LedgerRow row) throws IOException;
}
