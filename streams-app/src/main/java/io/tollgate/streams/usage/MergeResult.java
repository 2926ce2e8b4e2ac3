package io.tollgate.streams.usage;

import io.tollgate.accounting.HitSender;
import io.tollgate.accounting.HitTotals;
import io.tollgate.model.Window;
import java.util.List;

/** What came of merging a report into a counter's row. */
sealed interface MergeResult {

    /**
     * The report was taken in.
     *
     * @param state the new row
     * @param folded rows of folded senders, to be written before the counter's row
     * @param changes one for each window that was merged and is published, also where nothing moved
     * @param closedWindows how many windows of the report that limits may decide by were left out because they are closed
     */
    record Merged(CounterState state, List<FoldedRow> folded, List<WindowChange> changes, int closedWindows)
            implements MergeResult {

        public Merged {
            folded = List.copyOf(folded);
            changes = List.copyOf(changes);
        }
    }

    /** The report must be set aside; nothing changes. */
    record Implausible(String reason) implements MergeResult {}

    /** The totals of a folded sender in one window. */
    record FoldedRow(Window window, HitSender sender, HitTotals counts) {}
}
