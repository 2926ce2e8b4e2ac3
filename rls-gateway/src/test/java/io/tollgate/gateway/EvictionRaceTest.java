package io.tollgate.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.accounting.HitTotals;
import io.tollgate.accounting.Incarnation;
import io.tollgate.gateway.decision.Counter;
import io.tollgate.gateway.decision.CounterWindow;
import io.tollgate.gateway.decision.Decision;
import io.tollgate.gateway.decision.DirtyState;
import io.tollgate.gateway.decision.HitOutcome;
import io.tollgate.gateway.decision.OwnTotals;
import io.tollgate.gateway.decision.RateLimitQuery;
import io.tollgate.gateway.journal.OwnTotalsStore;
import io.tollgate.gateway.journal.TotalsKey;
import io.tollgate.gateway.limits.LimitTable;
import io.tollgate.gateway.limits.file.LimitFileOptions;
import io.tollgate.gateway.usage.UsageUpdater;
import io.tollgate.model.CounterKey;
import io.tollgate.model.DescriptorEntry;
import io.tollgate.model.Window;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;

/** Evictions, loads and the clock against requests that are under way. */
final class EvictionRaceTest {

    private static final long HOUR = 3_600_000;
    private static final long T = 500_000 * HOUR; // start of an hour
    private static final String LIMITS = """
            domain: shop
            descriptors:
              - key: customer
                rate_limit: {unit: hour, requests_per_unit: 10}
            """;
    private static final CounterKey KEY =
            CounterKey.descriptor("shop", 1).entry("customer", "a", false).build();
    private static final RateLimitQuery QUERY = new RateLimitQuery(
            "shop", List.of(new RateLimitQuery.Descriptor(List.of(new DescriptorEntry("customer", "a")), 1, null)));

    @TempDir
    Path folder;

    private final AtomicLong time = new AtomicLong(T - 100);
    private final Incarnation sender = new Incarnation(UUID.randomUUID(), T, 1);
    private final Map<List<Object>, Long> log = new HashMap<>(); // what a max-merging aggregator holds
    private volatile @Nullable Runnable onSnapshot;
    private HalfGateway gateway;
    private long nonce = 1;

    @BeforeEach
    void open() {
        LimitTable table = LimitTable.parse("limits.yaml", LIMITS, LimitFileOptions.defaults());
        gateway = new HalfGateway(folder, sender, time::get, () -> table) {
            @Override
            protected OwnTotals allocate(
                    CounterKey key, Window window, Incarnation by, boolean accounted, HitTotals start) {
                return new Hooked(Objects.requireNonNull(super.allocate(key, window, by, accounted, start)));
            }

            @Override
            protected void dirty(CounterWindow window, long nowMillis, boolean report, boolean urgent) {
                moved.add(window);
            }

            @Override
            protected Incarnation newSender() {
                return new Incarnation(sender.gatewayId(), T, ++nonce);
            }
        };
    }

    private final List<CounterWindow> moved = new ArrayList<>();

    @AfterEach
    void close() {
        gateway.keeper.close();
        gateway.close();
    }

    @Test
    void aNewWindowThatOpensWhileItsCounterIsEvictedIsCountedOnceAndKept() throws Exception {
        ask(T - 100); // some hit in the old hour
        Counter idle = Objects.requireNonNull(gateway.counters.find(KEY));
        CountDownLatch raced = new CountDownLatch(1);
        boolean[] answered = new boolean[1];
        onSnapshot = () -> {
            onSnapshot = null;
            // a request on an event loop: keeper is between `counter.windows()` and `counters.remove`
            Decision answer = gateway.engine.prepare(QUERY).tryDecide(T + 1);
            answered[0] = answer != null && !answer.overLimit();
            raced.countDown();
        };
        gateway.evictor.evict(idle);
        gateway.keeper.start();
        assertThat(raced.await(5, TimeUnit.SECONDS)).isTrue();
        Awaitility.await().until(() -> gateway.counters.find(KEY) == null);
        int admitted = answered[0] ? 1 : 0;
        for (int i = 0; i < 20; i++) {
            admitted += ask(T + 2 + i).overLimit() ? 0 : 1;
        }
        // the ledger: of one sender's records of one window the larger counts
        for (CounterWindow window : moved) {
            HitTotals totals = window.ownTotals();
            log.merge(List.of(window.sender(), window.window()), totals == null ? 0 : totals.admitted(), Math::max);
        }
        assertThat(log.get(List.of(sender, new Window(T, T + HOUR))))
                .as("billed")
                .isEqualTo((long) admitted);
        assertThat(admitted).as("admitted under a limit of 10").isEqualTo(10);
    }

    @Test
    void aCounterWhoseUsageCannotBeReadTakesNoSlotAtEachRequest() throws Exception {
        gateway.own.write(
                List.of(new OwnTotalsStore.Row(
                        new TotalsKey(KEY, new Window(T, T + HOUR), sender), new HitTotals(3, 0, 0, 0, 0), true)),
                true);
        gateway.close();
        try (Options options = new Options();
                RocksDB db = RocksDB.open(options, folder.resolve("usage").toString())) {
            db.put(KEY.bytes(), new byte[] {(byte) 0xC3, 1, 1, 2, 3, 4, 5, 6, 7, 8, 0});
        }
        open();
        for (int i = 0; i < 100; i++) {
            assertThat(ask(T + 5).overLimit())
                    .as("decided by own hits, of which 3 are known")
                    .isEqualTo(i >= 7);
        }
        assertThat(gateway.journal.slotsInUse()).isLessThanOrEqualTo(1);
    }

    @Test
    void afterAStepBackEachCounterKeepsWhatWasCounted() {
        RateLimitQuery other = new RateLimitQuery(
                "shop", List.of(new RateLimitQuery.Descriptor(List.of(new DescriptorEntry("customer", "b")), 1, null)));
        for (int i = 0; i < 10; i++) {
            ask(T - 1000);
            ask(other, T - 1000);
        }
        // both windows end, are not yet acknowledged, and go to RocksDB (60 s); the counters stay on the heap
        ask(T + 70_000);
        ask(other, T + 70_000);
        time.set(T + 70_000);
        gateway.keeper.start();
        Awaitility.await()
                .until(() -> gateway.counters.all().stream()
                        .noneMatch(counter -> counter.windows().size() > 1));
        time.set(T - 900); // the clock was wrong and is set back
        assertThat(ask(T - 900).overLimit()).as("first counter").isTrue();
        assertThat(ask(other, T - 900).overLimit()).as("second counter").isTrue();
    }

    @Test
    void hitsAfterAStepBackAreNotCountedUnderTheIdentityWhoseTotalsWereForgotten() {
        for (int i = 0; i < 5; i++) {
            ask(T - 1000);
        }
        Counter counter = Objects.requireNonNull(gateway.counters.find(KEY));
        Window hour = new Window(T - HOUR, T);
        CounterWindow reported = Objects.requireNonNull(counter.find(hour));
        HitTotals five = Objects.requireNonNull(reported.ownTotals());
        reported.dirty().acknowledge(new DirtyState.Acknowledgement(five, 0, 1, T)); // the log holds (sender, hour, 5)
        ask(T + 6_000);
        time.set(T + 6_000);
        gateway.keeper.start();
        Awaitility.await().until(() -> counter.windows().size() == 1);
        time.set(T - 900); // the clock was wrong and is set back
        UsageUpdater follower = new UsageUpdater(
                gateway.counters,
                new UsageUpdater.Observer() {
                    @Override
                    public void impersonated(CounterWindow window, HitTotals seen) {}
                },
                () -> 0);
        follower.apply(counter, usageOf(hour, five), T - 900);
        ask(T - 900);
        assertThat(Objects.requireNonNull(counter.find(hour)).sender())
                .as("counts from 0 under the identity that the log holds 5 of: the larger of both is billed")
                .isNotEqualTo(sender);
    }

    private byte[] usageOf(Window window, HitTotals totals) {
        byte[] id = java.nio.ByteBuffer.allocate(16)
                .putLong(sender.gatewayId().getMostSignificantBits())
                .putLong(sender.gatewayId().getLeastSignificantBits())
                .array();
        var by = new io.tollgate.event.Sender(new io.tollgate.event.GatewaySender(
                new io.tollgate.event.GatewayId(id), sender.startedAtMillis(), sender.nonce()));
        var zero = new io.tollgate.event.Totals(0L, 0L, 0L, 0L, 0L);
        var listed =
                new io.tollgate.event.SenderTotals(0, new io.tollgate.event.Totals(totals.admitted(), 0L, 0L, 0L, 0L));
        var used = new io.tollgate.event.WindowUsage(
                window.startMillis(), window.endMillis(), zero, List.of(listed), null);
        return io.tollgate.topic.EventCodec.USAGE.encode(
                new io.tollgate.event.UsageEvent(new io.tollgate.event.Usage(List.of(by), List.of(used))));
    }

    private Decision ask(long nowMillis) {
        return ask(QUERY, nowMillis);
    }

    private Decision ask(RateLimitQuery query, long nowMillis) {
        time.set(nowMillis);
        return gateway.ask(query);
    }

    private final class Hooked implements OwnTotals {
        private final OwnTotals totals;

        Hooked(OwnTotals totals) {
            this.totals = totals;
        }

        @Override
        public void add(HitOutcome outcome, long hits, long wouldDeny) {
            totals.add(outcome, hits, wouldDeny);
        }

        @Override
        public long charged() {
            return totals.charged();
        }

        @Override
        public @Nullable HitTotals snapshot() {
            Runnable hook = onSnapshot;
            if (hook != null) {
                hook.run();
            }
            return totals.snapshot();
        }

        @Override
        public void markAccounted() {
            totals.markAccounted();
        }

        @Override
        public void release() {
            totals.release();
        }
    }
}
