package io.tollgate.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.accounting.HitTotals;
import io.tollgate.model.CounterKey;
import io.tollgate.model.Window;
import io.tollgate.streams.ledger.reconcile.Difference;
import io.tollgate.streams.ledger.reconcile.Reconciliation;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ReconcileReportTest {

    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");

    private static final Difference DIFFERENCE = new Difference(
            CounterKey.descriptor("api", 1).entry("tenant", "acme", false).build(),
            new Window(0, 3_600_000),
            new HitTotals(12, 3, 0, 0, 0),
            new HitTotals(10, 3, 0, 0, 0));

    @Test
    void isOneLineWhereNothingDiffers() {
        assertThat(print(new Reconciliation(7, 70, 0, Optional.empty(), 0, 0, List.of())))
                .hasToString("7 windows compared with 70 hits in them, 0 open, 0 different");
    }

    @Test
    void hasALineForEachDifference() {
        assertThat(print(new Reconciliation(7, 70, 2, Optional.of(NOW), 1, 2, List.of(DIFFERENCE)))
                        .lines())
                .containsExactly(
                        "api/tenant=acme from 1970-01-01T00:00:00Z to 1970-01-01T01:00:00Z: admitted hits 12, ledger 10",
                        "7 windows compared with 70 hits in them, 2 open (the oldest ended 2026-03-01T00:00:00Z),"
                                + " 1 different by 2 hits");
    }

    @Test
    void saysOfOpenWindowsWhetherTheFirstToEndHasEnded() {
        Reconciliation open = new Reconciliation(7, 70, 2, Optional.of(NOW), 0, 0, List.of());

        assertThat(print(open, NOW)).contains("2 open (the oldest ended 2026-03-01T00:00:00Z)");
        assertThat(print(open, NOW.minusMillis(1))).contains("2 open (the oldest ends 2026-03-01T00:00:00Z)");
    }

    @Test
    void saysHowManyDifferencesItDoesNotName() {
        List<Difference> named = Collections.nCopies(100, DIFFERENCE);

        assertThat(print(new Reconciliation(500, 70, 0, Optional.empty(), 130, 260, named))
                        .lines())
                .hasSize(102)
                .contains("... and 30 more");
    }

    private static String print(Reconciliation found) {
        return print(found, NOW);
    }

    private static String print(Reconciliation found, Instant now) {
        StringWriter out = new StringWriter();
        ReconcileReport.print(found, now, new PrintWriter(out, true));
        return out.toString().strip();
    }
}
