package io.tollgate.gateway.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.accounting.HitTotals;
import io.tollgate.accounting.Incarnation;
import io.tollgate.gateway.decision.HitOutcome;
import io.tollgate.gateway.decision.OwnTotals;
import io.tollgate.model.CounterKey;
import io.tollgate.model.Window;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** a kill while two slots have one identity; the recovery takes the last, not the larger. */
final class RecoveryOfTwoSlotsTest {

    private final CounterKey key =
            CounterKey.descriptor("shop", 1).entry("customer", "a", false).build();
    private final Window hour = new Window(0, 3_600_000);
    private final Incarnation sender = new Incarnation(UUID.randomUUID(), 0, 1);

    @TempDir
    Path folder;

    @Test
    void aKillBetweenTheAllocationAndTheReleaseOfTheLoserLosesNothing() {
        try (OwnTotalsStore store = new OwnTotalsStore(folder.resolve("own"))) {
            Journal journal = open(store);
            // two first requests of a window, both in CounterWindow.ensureOwn
            OwnTotals winner = Objects.requireNonNull(journal.allocate(key, hour, sender, true, HitTotals.ZERO));
            journal.allocate(key, hour, sender, true, HitTotals.ZERO); // the loser's thread is not scheduled any more
            winner.add(HitOutcome.ADMITTED, 7, 0);
            open(store); // kill -9 and start
            assertThat(store.rowsOf(key).get(0).totals().admitted()).isEqualTo(7);
        }
    }

    @Test
    void anOldSlotDoesNotOverwriteANewerCopy() {
        try (OwnTotalsStore store = new OwnTotalsStore(folder.resolve("own"))) {
            Journal journal = open(store);
            // StoredCounterLoader.take allocated it, then the load failed (journal full, or usage not readable)
            journal.allocate(key, hour, sender, true, new HitTotals(100, 0, 0, 0, 0));
            OwnTotals live =
                    Objects.requireNonNull(journal.allocate(key, hour, sender, true, new HitTotals(100, 0, 0, 0, 0)));
            live.add(HitOutcome.ADMITTED, 50, 0);
            HitTotals copied = Objects.requireNonNull(live.snapshot());
            store.write(List.of(new OwnTotalsStore.Row(new TotalsKey(key, hour, sender), copied, true)), true);
            ((SlotTotals) live).copied(copied);
            open(store); // kill -9 and start
            assertThat(store.rowsOf(key).get(0).totals().admitted()).isEqualTo(150);
        }
    }

    private Journal open(OwnTotalsStore store) {
        // as Gateway.openJournal does
        return Journal.open(
                folder.resolve("journal"),
                new Journal.Settings(64 << 20, false),
                segment -> store.writeLarger(segment.uncopied()));
    }
}
