package io.tollgate.streams.ledger.export;

import static java.util.Objects.requireNonNull;

import io.tollgate.event.DescriptorCounter;
import io.tollgate.event.LedgerEvent;
import io.tollgate.event.LedgerKey;
import io.tollgate.event.QuotaCounter;
import java.util.Optional;

/**
 * One revision of a row of the ledger.
 *
 * @param key says what was counted, in which window
 * @param event says how much
 */
record LedgerRow(RowPosition position, LedgerKey key, LedgerEvent event) {

    LedgerRow {
        requireNonNull(position, "position");
        requireNonNull(key, "key");
        requireNonNull(event, "event");
    }

    /** Returns the counter if a limit file charges it. */
    Optional<DescriptorCounter> descriptor() {
        return key.getCounter().getCounter() instanceof DescriptorCounter counter
                ? Optional.of(counter)
                : Optional.empty();
    }

    /** Returns the counter if a subscription owns it. */
    Optional<QuotaCounter> quota() {
        return key.getCounter().getCounter() instanceof QuotaCounter counter ? Optional.of(counter) : Optional.empty();
    }

    /** Returns what may be billed; negative where more was given back than the window admitted. */
    long billable() {
        return event.getTotals().getAdmitted() - event.getTotals().getGivenBack();
    }
}
