package io.tollgate.streams.ledger.reconcile;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a reconciliation found.
 *
 * @param windows how many windows of counters were compared
 * @param hits how many hits are in them, admitted and denied ones
 * @param openWindows how many windows have hits and no row yet
 * @param oldestOpenEnd the first end of them
 * @param differences in how many windows the ledger is not the sum of the hits
 * @param hitsApart by how many hits they differ together
 * @param named the first of these differences, at most {@link #MOST_NAMED}
 */
public record Reconciliation(
        long windows,
        long hits,
        long openWindows,
        Optional<Instant> oldestOpenEnd,
        long differences,
        long hitsApart,
        List<Difference> named) {

    /** How many differences are named. */
    public static final int MOST_NAMED = 100;

    public Reconciliation {
        requireNonNull(oldestOpenEnd, "oldestOpenEnd");
        named = List.copyOf(named);
    }
}
