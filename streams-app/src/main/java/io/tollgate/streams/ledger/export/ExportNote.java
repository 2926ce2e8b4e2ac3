package io.tollgate.streams.ledger.export;

import io.tollgate.streams.reading.Period;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What one should know of an export that may lack windows of the time it is of. */
public final class ExportNote {

    /** The longest accounting window: where less is left, none may be missing. */
    private static final Duration LONGEST = Duration.ofHours(1);

    private static final String MISSING = " is not in this export (export again when that time has passed)";

    private ExportNote() {}

    /**
     * Returns a sentence that says up to where the export is complete; nothing where it is complete, or where it is the
     * rest of another, whose rows it does not know.
     *
     * @param lastClosed end of the last window that is closed
     * @param now the time of the export
     * @param prefix put before the name {@link Period#TO}, so that it is as the caller wrote it
     */
    public static Optional<String> of(ExportRequest request, Optional<Instant> lastClosed, Instant now, String prefix) {
        Period period = request.period();
        boolean future = period.to().isAfter(now);
        if (request.after() != null) {
            return future ? Optional.of(future(period, prefix) + "what ends after " + now + MISSING) : Optional.empty();
        }
        Instant closed = lastClosed.filter(period.from()::isBefore).orElse(period.from());
        if (Duration.between(closed, period.to()).compareTo(LONGEST) < 0) {
            return Optional.empty();
        }
        String rows = closed.equals(period.from())
                ? "no window that ends after " + closed + " is closed yet"
                : "the last window that is closed ends at " + closed;
        return Optional.of(
                future
                        ? future(period, prefix) + rows + ", and what ends later" + MISSING
                        : rows + ", and " + to(period, prefix) + ": what ends between them is open or had no hits"
                                + " (ledger reconcile says how many windows are open)");
    }

    private static String future(Period period, String prefix) {
        return to(period, prefix) + ", which is in the future: ";
    }

    private static String to(Period period, String prefix) {
        return prefix + Period.TO + " is " + period.to();
    }
}
