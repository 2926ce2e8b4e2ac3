package io.tollgate.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.accounting.HitTotals;
import io.tollgate.accounting.Incarnation;
import io.tollgate.gateway.accounting.StoredCounterLoader;
import io.tollgate.gateway.decision.Counter;
import io.tollgate.gateway.decision.CounterWindow;
import io.tollgate.gateway.decision.Counters;
import io.tollgate.gateway.decision.Decision;
import io.tollgate.gateway.decision.DecisionEngine;
import io.tollgate.gateway.decision.DecisionObserver;
import io.tollgate.gateway.decision.DirtyState;
import io.tollgate.gateway.decision.HitOutcome;
import io.tollgate.gateway.decision.OwnTotals;
import io.tollgate.gateway.decision.OwnTotalsAllocator;
import io.tollgate.gateway.decision.PendingDecision;
import io.tollgate.gateway.decision.RateLimitQuery;
import io.tollgate.gateway.journal.AdaptiveInterval;
import io.tollgate.gateway.journal.CounterEvictor;
import io.tollgate.gateway.journal.Journal;
import io.tollgate.gateway.journal.OwnTotalsKeeper;
import io.tollgate.gateway.journal.OwnTotalsStore;
import io.tollgate.gateway.journal.TotalsCheckpointer;
import io.tollgate.gateway.journal.TotalsKey;
import io.tollgate.gateway.limits.LimitTable;
import io.tollgate.gateway.limits.file.LimitFileOptions;
import io.tollgate.gateway.usage.UsageStore;
import io.tollgate.gateway.usage.UsageUpdater;
import io.tollgate.model.CounterKey;
import io.tollgate.model.DescriptorEntry;
import io.tollgate.model.Window;
import java.nio.file.Path;
import java.time.Duration;
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
    private final Counters counters = new Counters(sender);
    private final List<CounterWindow> impersonated = new ArrayList<>();
    private final Map<List<Object>, Long> log = new HashMap<>(); // what a max-merging aggregator holds
    private volatile @Nullable Runnable onSnapshot;
    private OwnTotalsStore own;
    private Journal journal;
    private UsageStore usage;
    private TotalsCheckpointer checkpointer;
    private CounterEvictor evictor;
    private OwnTotalsKeeper keeper;
    private DecisionEngine engine;
    private StoredCounterLoader loader;
    private long nonce = 1;

    @BeforeEach
    void open() {
        own = new OwnTotalsStore(folder.resolve("own"));
        journal = Journal.open(folder.resolve("journal"), new Journal.Settings(64 << 20, false), segment -> {});
        usage = new UsageStore(folder.resolve("usage"), 1 << 20);
        wire();
    }

    private void wire() {
        checkpointer = new TotalsCheckpointer(own, time::get, AdaptiveInterval.every(Duration.ofMillis(5)));
        evictor = new CounterEvictor(
                counters,
                checkpointer,
                time::get,
                new CounterEvictor.Settings(1_000_000, Duration.ofDays(9)),
                new CounterEvictor.Observer() {
                    @Override
                    public void leftUnacknowledged(TotalsKey row, long meteredHits) {}

                    @Override
                    public void visited(CounterWindow window, long nowMillis) {}
                });
        keeper = new OwnTotalsKeeper(journal, counters, checkpointer, evictor);
        UsageUpdater updater = new UsageUpdater(
                counters,
                new UsageUpdater.Observer() {
                    @Override
                    public void impersonated(CounterWindow window, HitTotals seen) {
                        impersonated.add(window);
                    }
                },
                () -> 0);
        LimitTable table = LimitTable.parse("limits.yaml", LIMITS, LimitFileOptions.defaults());
        OwnTotalsAllocator hooked = (key, window, by, accounted, start) ->
                new Hooked(Objects.requireNonNull(journal.allocate(key, window, by, accounted, start)));
        engine = new DecisionEngine(
                () -> table,
                counters,
                hooked,
                (w, now, report, urgent) -> moved.add(w),
                () -> 1,
                DecisionObserver.NONE);
        loader = new StoredCounterLoader(
                counters,
                journal,
                own,
                usage,
                updater,
                () -> new Incarnation(sender.gatewayId(), T, ++nonce),
                (window, nowMillis, report, urgent) -> {});
    }

    private final List<CounterWindow> moved = new ArrayList<>();

    @AfterEach
    void close() {
        keeper.close();
        own.close();
        usage.close();
    }

    @Test
    void aNewWindowThatOpensWhileItsCounterIsEvictedIsCountedOnceAndKept() throws Exception {
        ask(T - 100); // some hit in the old hour
        Counter idle = Objects.requireNonNull(counters.find(KEY));
        CountDownLatch raced = new CountDownLatch(1);
        boolean[] answered = new boolean[1];
        onSnapshot = () -> {
            onSnapshot = null;
            // a request on an event loop: keeper is between `counter.windows()` and `counters.remove`
            Decision answer = engine.prepare(QUERY).tryDecide(T + 1);
            answered[0] = answer != null && !answer.overLimit();
            raced.countDown();
        };
        evictor.evict(idle);
        keeper.start();
        assertThat(raced.await(5, TimeUnit.SECONDS)).isTrue();
        Awaitility.await().until(() -> counters.find(KEY) == null);
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
        own.write(
                List.of(new OwnTotalsStore.Row(
                        new TotalsKey(KEY, new Window(T, T + HOUR), sender), new HitTotals(3, 0, 0, 0, 0), true)),
                true);
        usage.close();
        try (Options options = new Options();
                RocksDB db = RocksDB.open(options, folder.resolve("usage").toString())) {
            db.put(KEY.bytes(), new byte[] {(byte) 0xC3, 1, 1, 2, 3, 4, 5, 6, 7, 8, 0});
        }
        usage = new UsageStore(folder.resolve("usage"), 1 << 20);
        wire();
        for (int i = 0; i < 100; i++) {
            assertThat(ask(T + 5).overLimit())
                    .as("decided by own hits, of which 3 are known")
                    .isEqualTo(i >= 7);
        }
        assertThat(journal.slotsInUse()).isLessThanOrEqualTo(1);
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
        keeper.start();
        Awaitility.await()
                .until(() -> counters.all().stream()
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
        Counter counter = Objects.requireNonNull(counters.find(KEY));
        Window hour = new Window(T - HOUR, T);
        CounterWindow reported = Objects.requireNonNull(counter.find(hour));
        HitTotals five = Objects.requireNonNull(reported.ownTotals());
        reported.dirty().acknowledge(new DirtyState.Acknowledgement(five, 0, 1, T)); // the log holds (sender, hour, 5)
        ask(T + 6_000);
        time.set(T + 6_000);
        keeper.start();
        Awaitility.await().until(() -> counter.windows().size() == 1);
        time.set(T - 900); // the clock was wrong and is set back
        UsageUpdater follower = new UsageUpdater(
                counters,
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
        PendingDecision decision = engine.prepare(query);
        Decision answer = decision.tryDecide(nowMillis);
        for (int i = 0; answer == null && i < 1000; i++) {
            decision.loadWith(loader, nowMillis);
            answer = decision.tryDecide(nowMillis);
        }
        return Objects.requireNonNull(answer);
    }

    private final class Hooked implements OwnTotals {
        private final OwnTotals totals;

        Hooked(OwnTotals totals) {
            this.totals = totals;
        }

        @Override
        public void add(HitOutcome kind, long hits, long wouldDeny) {
            totals.add(kind, hits, wouldDeny);
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
