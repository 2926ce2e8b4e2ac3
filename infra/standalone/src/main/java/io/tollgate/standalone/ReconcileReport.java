package io.tollgate.standalone;

import io.tollgate.streams.ledger.reconcile.Difference;
import io.tollgate.streams.ledger.reconcile.Reconciliation;
import java.io.PrintWriter;
import java.time.Instant;

/** What a reconciliation found, as lines for people. */
final class ReconcileReport {

    private ReconcileReport() {}

    /**
     * Prints a line for each difference that is named, and a summary.
     *
     * @param now tells windows that ended from those that go on
     */
    static void print(Reconciliation found, Instant now, PrintWriter out) {
        for (Difference difference : found.named()) {
            out.println(difference.text());
        }
        long more = found.differences() - found.named().size();
        if (more > 0) {
            out.println("... and " + more + " more");
        }
        String oldest = found.oldestOpenEnd()
                .map(end -> " (the oldest " + (end.isAfter(now) ? "ends " : "ended ") + end + ")")
                .orElse("");
        out.println(found.windows() + " windows compared with " + found.hits() + " hits in them, "
                + found.openWindows() + " open" + oldest + ", " + found.differences() + " different"
                + (found.differences() == 0 ? "" : " by " + found.hitsApart() + " hits"));
    }
}
