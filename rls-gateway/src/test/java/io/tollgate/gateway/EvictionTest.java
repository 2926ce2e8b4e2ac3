package io.tollgate.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.accounting.HitTotals;
import io.tollgate.accounting.Incarnation;
import io.tollgate.gateway.decision.CounterWindow;
import io.tollgate.gateway.decision.Decision;
import io.tollgate.gateway.decision.RateLimitQuery;
import io.tollgate.gateway.limits.LimitTable;
import io.tollgate.gateway.limits.file.LimitFileOptions;
import io.tollgate.model.ChargeMode;
import io.tollgate.model.DescriptorEntry;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Counters leave the heap and come back while they are charged from several threads. */
final class EvictionTest {

    private static final String LIMITS = """
            domain: shop
            descriptors:
              - key: customer
                rate_limit: {unit: month, requests_per_unit: 4000, windows: calendar}
            """;
    private static final int CUSTOMERS = 6;
    private static final int THREADS = 4;
    private static final int REQUESTS_PER_THREAD = 10_000;
    private static final long LIMIT = 4_000;

    @TempDir
    Path folder;

    private final AtomicLong time =
            new AtomicLong(Instant.parse("2026-02-03T10:30:00Z").toEpochMilli());
    private final Queue<CounterWindow> resumed = new ConcurrentLinkedQueue<>();
    private HalfGateway gateway;
    private volatile long limit = LIMIT;

    @BeforeEach
    void open() {
        LimitTable table = LimitTable.parse("shop.yaml", LIMITS, LimitFileOptions.defaults());
        LimitTable small = LimitTable.parse(
                "shop.yaml",
                LIMITS.replace(Long.toString(LIMIT), Integer.toString(THREADS)),
                LimitFileOptions.defaults());
        gateway =
                new HalfGateway(
                        folder,
                        new Incarnation(new UUID(1, 2), 0, 1),
                        time::get,
                        () -> limit == LIMIT ? table : small) {
                    @Override
                    protected void resumed(CounterWindow window) {
                        resumed.add(window);
                    }
                };
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void losesNoHitAndAdmitsExactlyTheLimit(long seed) throws Exception {
        gateway.keeper.start();
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS + 1);
        Map<String, Long> admitted = new HashMap<>();
        Map<String, Long> asked = new HashMap<>();
        try {
            Future<?> evictor = threads.submit(() -> evictUntil(done));
            List<Future<Map<String, long[]>>> clients = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                Random random = new Random(seed * 31 + thread);
                clients.add(threads.submit(() -> askMany(random)));
            }
            for (Future<Map<String, long[]>> client : clients) {
                client.get().forEach((customer, counts) -> {
                    asked.merge(customer, counts[0], Long::sum);
                    admitted.merge(customer, counts[1], Long::sum);
                });
            }
            done.set(true);
            evictor.get();
        } finally {
            threads.shutdownNow();
        }
        gateway.keeper.close();

        asked.forEach((customer, hits) -> assertThat(admitted.get(customer)).isEqualTo(Math.min(LIMIT, hits)));
        assertThat(stored()).allSatisfy((length, totals) -> {
            assertThat(totals.admitted()).isEqualTo(sum(admitted));
            assertThat(totals.net(ChargeMode.ALL)).isEqualTo(sum(asked));
        });
        assertThat(stored()).hasSize(2); // the month, and the hour by which it is accounted
    }

    /** As many are under way at a time as the limit admits, so what was given back must be there at once, and all of it. */
    @Test
    void losesNoHitThatIsGivenBackAndFindsItsRoomAtOnce() throws Exception {
        limit = THREADS;
        gateway.keeper.start();
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS + 1);
        try {
            Future<?> evictor = threads.submit(() -> evictUntil(done));
            List<Future<?>> clients = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                clients.add(threads.submit(this::askAndGiveBack));
            }
            for (Future<?> client : clients) {
                client.get();
            }
            done.set(true);
            evictor.get();
        } finally {
            threads.shutdownNow();
        }
        gateway.keeper.close();

        long all = (long) THREADS * REQUESTS_PER_THREAD;
        assertThat(stored())
                .hasSize(2)
                .allSatisfy((length, totals) -> assertThat(totals).isEqualTo(new HitTotals(all, 0, 0, all, 0)));
    }

    private void askAndGiveBack() {
        for (int i = 0; i < REQUESTS_PER_THREAD; i++) {
            assertThat(ask("acme", 1).overLimit()).isFalse();
            assertThat(ask("acme", 1, true).overLimit()).isFalse();
        }
    }

    @Test
    void tellsTheReporterOfTotalsThatComeBackSinceTheLogMayNotHoldThem() {
        ask("acme", 3);
        gateway.counters.all().forEach(gateway.evictor::evict);
        gateway.keeper.start();
        Awaitility.await().until(() -> gateway.counters.size() == 0);
        gateway.keeper.close();
        resumed.clear();

        ask("acme", 0);

        assertThat(resumed)
                .hasSize(2)
                .allSatisfy(window -> assertThat(window.ownTotals()).isEqualTo(new HitTotals(3, 0, 0, 0, 0)));
    }

    private void evictUntil(AtomicBoolean done) {
        while (!done.get()) {
            gateway.counters.all().forEach(gateway.evictor::evict);
            Thread.onSpinWait();
        }
    }

    /** Returns hits asked and admitted, by customer. */
    private Map<String, long[]> askMany(Random random) {
        Map<String, long[]> counts = new HashMap<>();
        for (int i = 0; i < REQUESTS_PER_THREAD; i++) {
            String customer = "c" + random.nextInt(CUSTOMERS);
            int hits = 1;
            Decision answer = ask(customer, hits);
            long[] count = counts.computeIfAbsent(customer, added -> new long[2]);
            count[0] += hits;
            count[1] += answer.overLimit() ? 0 : hits;
        }
        return counts;
    }

    private Decision ask(String customer, int hits) {
        return ask(customer, hits, false);
    }

    private Decision ask(String customer, int hits, boolean givesBack) {
        List<DescriptorEntry> entries = List.of(new DescriptorEntry("customer", customer));
        return gateway.ask(
                new RateLimitQuery("shop", List.of(new RateLimitQuery.Descriptor(entries, hits, null, givesBack))));
    }

    /** Returns all stored totals, summed over customers and senders, by window. */
    private Map<Object, HitTotals> stored() {
        Map<Object, HitTotals> sums = new HashMap<>();
        gateway.own.forEach(row -> sums.merge(row.id().window(), row.totals(), HitTotals::plus));
        return sums;
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
