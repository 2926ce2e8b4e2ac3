package io.tollgate.gateway.hits;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.accounting.HitTotals;
import io.tollgate.accounting.Incarnation;
import io.tollgate.gateway.decision.Counter;
import io.tollgate.gateway.decision.Counters;
import io.tollgate.gateway.journal.OwnTotalsStore;
import io.tollgate.gateway.journal.TotalsKey;
import io.tollgate.gateway.usage.UsageReading;
import io.tollgate.gateway.usage.UsageRows;
import io.tollgate.gateway.usage.UsageStore;
import io.tollgate.model.ChargeMode;
import io.tollgate.model.CounterKey;
import io.tollgate.model.Window;
import java.nio.file.Path;
import java.util.ArrayList;
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
    private static final long MINUTE_NANOS = 60_000_000_000L;
    private static final Window OPEN = new Window(NOW - 1_000, NOW + 3_600_000);
    private static final Incarnation EARLIER = new Incarnation(new UUID(1, 2), NOW - 60_000, 1);
    private static final Incarnation PRESENT = new Incarnation(new UUID(1, 2), NOW - 500, 2);
    private static final CounterKey KEY =
            CounterKey.descriptor("shop", 1).entry("customer", "acme", false).build();

    @TempDir
    Path folder;

    private OwnTotalsStore own;
    private UsageStore usage;
    private Counters counters;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong time = new AtomicLong(NOW);
    private final AtomicLong takeovers = new AtomicLong();
    private final AtomicBoolean sentIsRead = new AtomicBoolean();
    private StoredTotalsSender stored;

    @BeforeEach
    void start() {
        own = new OwnTotalsStore(folder.resolve("own"));
        usage = new UsageStore(folder.resolve("usage"), 1 << 20);
        counters = new Counters(PRESENT);
        stored = new StoredTotalsSender(new AcknowledgingLog(sent), own, usage, counters, time::get);
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

    @Test
    void areKeptAndSentAgainWhereverUsageMayHaveLostThem() {
        coverEarlier();

        stored.sendCoveredAgain(MINUTE_NANOS);
        assertThat(sent).as("at the start").hasValue(42);
        sent.set(0);
        stored.sendCoveredAgain(30 * MINUTE_NANOS);
        assertThat(sent).as("while nothing happens").hasValue(0);
        takeovers.incrementAndGet();
        stored.sendCoveredAgain(31 * MINUTE_NANOS);
        assertThat(sent).as("after a takeover").hasValue(42);
        sent.set(0);
        stored.sendCoveredAgain(91 * MINUTE_NANOS);
        assertThat(sent).as("an hour later").hasValue(42);
        assertThat(own.rowsOf(KEY)).isEmpty();
    }

    @Test
    void areKeptNoLongerThanTheirWindowsLast() {
        coverEarlier();

        time.set(OPEN.endMillis() + 24 * 3_600_000);
        stored.sendCoveredAgain(MINUTE_NANOS);

        assertThat(sent).hasValue(0);
        assertThat(own.coveredRows().after(null, 10)).isEmpty();
    }

    @Test
    void areKeptAcrossARestartHoweverMany() {
        List<OwnTotalsStore.Row> rows = new ArrayList<>();
        for (int i = 0; i < 2_500; i++) {
            CounterKey key = CounterKey.descriptor("shop", 1)
                    .entry("customer", "c" + i, false)
                    .build();
            rows.add(new OwnTotalsStore.Row(new TotalsKey(key, OPEN, EARLIER), new HitTotals(i + 1, 0, 0, 0, 0), true));
        }
        own.write(rows, true);
        own.cover(rows);
        own.close();
        own = new OwnTotalsStore(folder.resolve("own"));

        List<OwnTotalsStore.Row> found = new ArrayList<>();
        TotalsKey last = null;
        for (int step = 0; step < 3; step++) {
            found.addAll(own.coveredRows().after(last, 1_000));
            last = found.get(found.size() - 1).id();
        }

        assertThat(found).containsExactlyInAnyOrderElementsOf(rows);
        List<OwnTotalsStore.Row> left = new ArrayList<>();
        own.forEach(left::add);
        assertThat(left).isEmpty();
    }

    @ParameterizedTest(name = "on the heap: {0}")
    @ValueSource(booleans = {false, true})
    void goWhereUsageHasThemInItsRestAndAreCountedOnce(boolean onHeap) {
        countEarlier(onHeap);
        UsageRows.writeRest(usage, KEY, OPEN, 50); // a process with a copy of this disk declared them covered
        UsageRows.flush(usage);
        stored.read(reading());

        stored.pass();
        assertThat(sent).hasValue(42);
        stored.pass();
        assertThat(own.rowsOf(KEY)).as("before usage held what was sent").hasSize(1);

        sentIsRead.set(true);
        stored.pass();

        assertThat(own.rowsOf(KEY)).isEmpty();
        assertThat(own.covered(10)).containsExactly(EARLIER);
        if (onHeap) {
            assertThat(requireNonNull(requireNonNull(counters.find(KEY)).find(OPEN))
                            .used(ChargeMode.ALL))
                    .isEqualTo(50);
        }
    }

    @Test
    void stayWhereTheRestIsTooSmallForThem() {
        countEarlier(false);
        UsageRows.writeRest(usage, KEY, OPEN, 41);
        UsageRows.flush(usage);
        stored.read(reading());
        sentIsRead.set(true);

        stored.pass();
        stored.pass();

        assertThat(own.rowsOf(KEY)).hasSize(1);
    }

    private void coverEarlier() {
        countEarlier(false);
        UsageRows.write(usage, KEY, OPEN, EARLIER, 42);
        UsageRows.flush(usage);
        stored.read(reading());
        stored.pass();
        stored.pass();
        assertThat(sent).hasValue(0);
    }

    private UsageReading reading() {
        return new UsageReading() {
            @Override
            public boolean isRead() {
                return true;
            }

            @Override
            public boolean covers(int partition, long offset) {
                return sentIsRead.get();
            }

            @Override
            public long takeovers() {
                return takeovers.get();
            }
        };
    }

    private void countEarlier(boolean onHeap) {
        HitTotals totals = new HitTotals(42, 0, 0, 0, 0);
        own.write(List.of(new OwnTotalsStore.Row(new TotalsKey(KEY, OPEN, EARLIER), totals, true)), true);
        if (onHeap) {
            Counter counter = new Counter(KEY, NOW);
            requireNonNull(counter.findOrAdd(OPEN, PRESENT)).others().addEarlier(EARLIER, totals);
            counters.add(counter);
        }
    }
}
