package io.tollgate.standalone;

import io.tollgate.streams.reconcile.Difference;
import io.tollgate.streams.reconcile.Reconciliation;
import java.io.PrintWriter;

/** What a reconciliation found, as lines for people. */
final class ReconcileReport {

    private ReconcileReport() {}

    /** Prints a line for each difference that is named, and a summary. */
    static void print(Reconciliation found, PrintWriter out) {
        for (Difference difference : found.named()) {
            out.println(difference.text());
        }
        long more = found.differences() - found.named().size();
        if (more > 0) {
            out.println("... and " + more + " more");
        }
        String oldest = found.oldestOpenEnd()
                .map(end -> " (the oldest ended " + end + ")")
                .orElse("");
        out.println(found.windows() + " windows compared with " + found.hits() + " hits in them, "
                + found.openWindows() + " open" + oldest + ", " + found.differences() + " different"
                + (found.differences() == 0 ? "" : " by " + found.hitsApart() + " hits"));
    }
}
