package io.tollgate.streams.ledger;

import static java.util.Objects.requireNonNull;

import io.tollgate.event.SilentGateway;
import io.tollgate.model.Window;
import io.tollgate.resource.SubscriptionHistory.Sold;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Closes windows that are complete, writes further revisions of those that changed afterwards, and forgets those that
 * nothing can change any more. Used by one thread.
 */
final class WindowClosing {

    /** So many rows at most are written in one step: whoever steps has other things to do. */
    static final int MOST_IN_A_STEP = 2_000;

    /** Takes the rows of closed windows. */
    interface Writer {

        /**
         * Takes one revision.
         *
         * @param sold whose the window of a subscription is
         * @param silent who did not say that all hits of the window are reported
         */
        void write(RowRef ref, LedgerWindowState row, Optional<Sold> sold, List<SilentGateway> silent);

        void forgot(RowRef ref);
    }

    private final LedgerTables tables;
    private final SenderWatermarks watermarks;
    private final SoldWindows sold;
    private final long lateMillis;
    private final Writer writer;

    WindowClosing(
            LedgerTables tables, SenderWatermarks watermarks, SoldWindows sold, Duration lateHorizon, Writer writer) {
        this.tables = requireNonNull(tables, "tables");
        this.watermarks = requireNonNull(watermarks, "watermarks");
        this.sold = requireNonNull(sold, "sold");
        this.lateMillis = lateHorizon.toMillis();
        this.writer = requireNonNull(writer, "writer");
    }

    /** Does what is due. */
    void step() {
        List<DueIndex.Entry<RowRef>> complete = tables.closing().due(watermarks.completeUpTo(), MOST_IN_A_STEP);
        for (DueIndex.Entry<RowRef> entry : sold.known(complete)) {
            tables.closing().remove(entry);
            tables.forgetting().add(entry.what().window().endMillis() + lateMillis, entry.what());
            sold.find(entry.what()).ifPresent(found -> tables.rows().putSold(entry.what(), found));
            write(entry.what());
        }
        for (DueIndex.Entry<RowRef> entry : tables.revising().due(watermarks.latestMillis(), MOST_IN_A_STEP)) {
            tables.revising().remove(entry);
            write(entry.what());
        }
        for (DueIndex.Entry<RowRef> entry : tables.forgetting().due(watermarks.latestMillis() - 1, MOST_IN_A_STEP)) {
            tables.forgetting().remove(entry);
            forget(entry.what());
        }
        watermarks.forgetSilent();
    }

    private void write(RowRef ref) {
        LedgerWindowState row = tables.rows().row(ref);
        if (row != null) {
            LedgerWindowState written = row.withNextRevision();
            tables.rows().put(ref, written);
            writer.write(
                    ref,
                    written,
                    tables.rows().sold(ref),
                    watermarks.silentAt(ref.window().endMillis()));
        }
    }

    /** A window that changed at the last moment is written before it goes. */
    private void forget(RowRef ref) {
        LedgerWindowState row = tables.rows().row(ref);
        if (row != null && row.revisionDue()) {
            write(ref);
        }
        tables.rows().delete(ref);
        List<Window> longer = tables.rows().longer(ref.counter());
        if (longer.contains(ref.window())) {
            tables.rows()
                    .putLonger(
                            ref.counter(),
                            longer.stream()
                                    .filter(window -> !window.equals(ref.window()))
                                    .toList());
        }
        writer.forgot(ref);
    }
}
