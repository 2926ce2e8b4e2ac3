package io.tollgate.gateway.hits;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.gateway.decision.Counter;
import io.tollgate.gateway.decision.Counters;
import io.tollgate.gateway.decision.SenderId;
import io.tollgate.gateway.decision.Totals;
import io.tollgate.gateway.journal.KeyLocks;
import io.tollgate.gateway.journal.OwnRow;
import io.tollgate.gateway.journal.OwnTotalsStore;
import io.tollgate.gateway.usage.UsageRows;
import io.tollgate.gateway.usage.UsageStore;
import io.tollgate.model.CounterKey;
import io.tollgate.model.Window;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When rows of an earlier start leave the disk, whether their counter is on the heap or not. */
final class CoveredRowsTest {

    private static final long NOW = 1_700_000_000_000L;
    private static final Window OPEN = new Window(NOW - 1_000, NOW + 3_600_000);
    private static final SenderId EARLIER = new SenderId(new UUID(1, 2), NOW - 60_000, 1);
    private static final SenderId PRESENT = new SenderId(new UUID(1, 2), NOW - 500, 2);
    private static final CounterKey KEY =
            CounterKey.descriptor("shop", 1).entry("customer", "acme", false).build();

    @TempDir
    Path folder;

    private OwnTotalsStore own;
    private UsageStore usage;
    private Counters counters;
    private final AtomicLong sent = new AtomicLong();
    private StoredTotalsSender stored;

    @BeforeEach
    void start() {
        own = new OwnTotalsStore(folder.resolve("own"));
        usage = new UsageStore(folder.resolve("usage"), 1 << 20);
        counters = new Counters(PRESENT);
        HitReporter.State state = new HitReporter.State(counters, own, usage, new KeyLocks());
        stored = new StoredTotalsSender(new AcknowledgingLog(sent), state, () -> NOW);
    }

    @AfterEach
    void close() {
        own.close();
        usage.close();
    }

    @ParameterizedTest(name = "on the heap: {0}")
    @ValueSource(booleans = {false, true})
    void goOnceUsageHoldsThemOnTheDisk(boolean onHeap) {
        countEarlier(onHeap);
        UsageRows.write(usage, KEY, OPEN, EARLIER, 42);
        UsageRows.flush(usage);

        stored.pass();
        stored.pass();

        assertThat(own.rowsOf(KEY)).isEmpty();
        assertThat(own.covered(10)).containsExactly(EARLIER);
    }

    @ParameterizedTest(name = "on the heap: {0}")
    @ValueSource(booleans = {false, true})
    void stayWhileACrashCouldTakeWhatUsageHolds(boolean onHeap) {
        countEarlier(onHeap);
        UsageRows.write(usage, KEY, OPEN, EARLIER, 42);

        stored.pass();
        stored.pass();

        assertThat(own.rowsOf(KEY)).hasSize(1);
        assertThat(own.covered(10)).isEmpty();
    }

    @ParameterizedTest(name = "on the heap: {0}")
    @ValueSource(booleans = {false, true})
    void stayWhileUsageHoldsLess(boolean onHeap) {
        countEarlier(onHeap);
        UsageRows.write(usage, KEY, OPEN, EARLIER, 41);
        UsageRows.flush(usage);

        stored.pass();
        stored.pass();

        assertThat(own.rowsOf(KEY)).hasSize(1);
        assertThat(own.covered(10)).isEmpty();
    }

    @ParameterizedTest(name = "on the heap: {0}")
    @ValueSource(booleans = {false, true})
    void areSentAgainOnlyWhereUsageHoldsLess(boolean onHeap) {
        countEarlier(onHeap);
        UsageRows.write(usage, KEY, OPEN, EARLIER, 42);

        stored.pass();
        assertThat(sent).hasValue(0);

        UsageRows.write(usage, KEY, OPEN, EARLIER, 41);
        stored.leftUnacknowledged(0);
        stored.pass();
        assertThat(sent).hasValue(42);
    }

    @Test
    void areLookedForInUsageOnceThatWasRead() {
        countEarlier(false);
        AtomicBoolean read = new AtomicBoolean();

        stored.start(() -> {
            if (read.get()) {
                return true;
            }
            UsageRows.write(usage, KEY, OPEN, EARLIER, 42);
            read.set(true);
            return false;
        });
        Awaitility.await().until(stored::isDone);
        stored.close();

        assertThat(sent).hasValue(0);
    }

    @Test
    void areSentWhereOnlyATopicThatIsNoMoreHeldThem() {
        countEarlier(false);
        UsageRows.write(usage, KEY, OPEN, EARLIER, 42);
        AtomicBoolean asked = new AtomicBoolean();

        stored.start(() -> {
            if (!asked.getAndSet(true)) {
                UsageRows.forget(usage); // the follower found another topic when it reached Kafka
            }
            return true;
        });
        Awaitility.await().until(stored::isDone);
        stored.close();

        assertThat(sent).hasValue(42);
    }

    @Test
    void areSentAgainWhenTheTopicIsCreatedAnew() {
        countEarlier(false);
        UsageRows.write(usage, KEY, OPEN, EARLIER, 42);
        stored.start(() -> true);
        Awaitility.await().until(stored::isDone);
        assertThat(sent).hasValue(0);

        UsageRows.forget(usage);

        Awaitility.await().until(() -> sent.get() == 42);
        stored.close();
    }

    private void countEarlier(boolean onHeap) {
        Totals totals = new Totals(42, 0, 0, 0, 0);
        own.write(List.of(new OwnTotalsStore.Row(new OwnRow(KEY, OPEN, EARLIER), totals, true)), true);
        if (onHeap) {
            Counter counter = new Counter(KEY, NOW);
            requireNonNull(counter.findOrAdd(OPEN, PRESENT)).addEarlier(EARLIER, totals);
            counters.add(counter);
        }
    }
}
