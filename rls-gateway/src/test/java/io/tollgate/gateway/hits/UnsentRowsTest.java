package io.tollgate.gateway.hits;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.accounting.HitTotals;
import io.tollgate.accounting.Incarnation;
import io.tollgate.gateway.decision.Counters;
import io.tollgate.gateway.journal.OwnTotalsStore;
import io.tollgate.gateway.journal.TotalsKey;
import io.tollgate.gateway.usage.UsageStore;
import io.tollgate.model.CounterKey;
import io.tollgate.model.Window;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Passes over stored totals that are disturbed while they walk. */
final class UnsentRowsTest {

    @TempDir
    Path folder;

    @Test
    void totalsThatLeaveTheHeapUnacknowledgedDuringARemovingPassStillReachTheLog() throws Exception {
        long now = 1_000_000_000_000L;
        Window hour = new Window(now - 3_700_000, now - 100_000);
        Incarnation sender = new Incarnation(UUID.randomUUID(), now, 1);
        CounterKey key =
                CounterKey.descriptor("shop", 1).entry("customer", "a", false).build();
        TotalsKey id = new TotalsKey(key, hour, sender);
        AtomicLong sent = new AtomicLong();
        HitLog log = new AcknowledgingLog(sent);
        CountDownLatch removing = new CountDownLatch(1);
        CountDownLatch afterwards = new CountDownLatch(4);
        AtomicInteger passes = new AtomicInteger();
        try (OwnTotalsStore own = new OwnTotalsStore(folder.resolve("own"));
                UsageStore usage = new UsageStore(folder.resolve("usage"), 1 << 20)) {
            Counters counters = new Counters(sender);
            StoredTotalsSender[] stored = new StoredTotalsSender[1];
            // the clock is read once per pass, after the pass chose between sending and removing
            stored[0] = new StoredTotalsSender(log, own, usage, counters, () -> {
                if (passes.incrementAndGet() == 2) {
                    // what CounterEvictor does to an overdue window while Kafka is away
                    own.write(List.of(new OwnTotalsStore.Row(id, new HitTotals(42, 0, 0, 0, 0), true)), false);
                    stored[0].leftUnacknowledged(0);
                    removing.countDown();
                }
                afterwards.countDown();
                return now;
            });
            stored[0].start(() -> true);
            assertThat(removing.await(10, TimeUnit.SECONDS)).isTrue();
            afterwards.await(10, TimeUnit.SECONDS);
            stored[0].close();
            assertThat(sent.get()).as("hits in the log").isEqualTo(42);
        }
    }

    @Test
    void aPassThatIsCutShortTakesNoStartForCovered() {
        long now = 1_000_000_000_000L;
        Incarnation earlier = new Incarnation(UUID.randomUUID(), now - 1, 1);
        CounterKey key =
                CounterKey.descriptor("shop", 1).entry("customer", "a", false).build();
        TotalsKey id = new TotalsKey(key, new Window(now - 1_000, now + 3_600_000), earlier);
        try (OwnTotalsStore own = new OwnTotalsStore(folder.resolve("own"));
                UsageStore usage = new UsageStore(folder.resolve("usage"), 1 << 20)) {
            own.write(List.of(new OwnTotalsStore.Row(id, new HitTotals(42, 0, 0, 0, 0), true)), false);
            Counters counters = new Counters(new Incarnation(earlier.gatewayId(), now, 2));
            StoredTotalsSender stored =
                    new StoredTotalsSender(new AcknowledgingLog(new AtomicLong()), own, usage, counters, () -> now);
            stored.pass();
            stored.close();

            stored.pass();

            assertThat(own.rowsOf(key)).hasSize(1);
            assertThat(own.covered(10)).isEmpty();
        }
    }
}
