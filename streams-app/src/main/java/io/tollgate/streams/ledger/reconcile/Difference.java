package io.tollgate.streams.ledger.reconcile;

import static java.util.Objects.requireNonNull;

import io.tollgate.accounting.HitTotals;
import io.tollgate.model.CounterKey;
import io.tollgate.model.Window;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * A window in which the ledger is not the sum of the hits.
 *
 * @param hits what hits say; where more came meanwhile, of what they said before and after the closer
 * @param ledger what the last revision of its row says
 */
public record Difference(CounterKey counter, Window window, HitTotals hits, HitTotals ledger) {

    public Difference {
        requireNonNull(counter, "counter");
        requireNonNull(window, "window");
        requireNonNull(hits, "hits");
        requireNonNull(ledger, "ledger");
    }

    /** Returns by how many hits they differ, all kinds together. */
    public long hitsApart() {
        HitTotals apart = hits.minus(ledger).plus(ledger.minus(hits));
        return LongStream.of(
                        apart.admitted(),
                        apart.deniedHere(),
                        apart.deniedElsewhere(),
                        apart.givenBack(),
                        apart.wouldDeny())
                .reduce(0, (one, other) -> one + other < 0 ? Long.MAX_VALUE : one + other);
    }

    /** Returns counter, window, and what hits and ledger say of each kind of which they say something else. */
    public String text() {
        List<String> kinds = new ArrayList<>();
        addTo(kinds, "admitted", hits.admitted(), ledger.admitted());
        addTo(kinds, "denied_here", hits.deniedHere(), ledger.deniedHere());
        addTo(kinds, "denied_elsewhere", hits.deniedElsewhere(), ledger.deniedElsewhere());
        addTo(kinds, "given_back", hits.givenBack(), ledger.givenBack());
        addTo(kinds, "would_deny", hits.wouldDeny(), ledger.wouldDeny());
        return CounterText.of(counter) + " from " + Instant.ofEpochMilli(window.startMillis()) + " to "
                + Instant.ofEpochMilli(window.endMillis()) + ": " + String.join("; ", kinds);
    }

    private static void addTo(List<String> kinds, String kind, long inHits, long inLedger) {
        if (inHits != inLedger) {
            kinds.add(kind + " hits " + inHits + ", ledger " + inLedger);
        }
    }
}
