package io.tollgate.gateway;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.accounting.HitTotals;
import io.tollgate.accounting.Incarnation;
import io.tollgate.gateway.accounting.StoredCounterLoader;
import io.tollgate.gateway.decision.Counter;
import io.tollgate.gateway.decision.CounterWindow;
import io.tollgate.gateway.decision.Counters;
import io.tollgate.gateway.journal.Journal;
import io.tollgate.gateway.journal.OwnTotalsStore;
import io.tollgate.gateway.usage.UsageRows;
import io.tollgate.gateway.usage.UsageStore;
import io.tollgate.gateway.usage.UsageUpdater;
import io.tollgate.model.ChargeMode;
import io.tollgate.model.CounterKey;
import io.tollgate.model.Window;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Counters are brought onto the heap while the follower takes in what others counted of them. */
final class LoadingRaceTest {

    private static final int COUNTERS = 5_000;
    private static final int LONGEST_LEAD_NANOS = 60_000;
    private static final Window HOUR = new Window(0, 3_600_000);
    private static final Incarnation SELF = new Incarnation(new UUID(0, 1), 1, 1);
    private static final Incarnation OTHER = new Incarnation(new UUID(0, 2), 1, 1);

    @TempDir
    Path folder;

    private final Counters counters = new Counters(SELF);
    private final UsageUpdater updater = new UsageUpdater(
            counters,
            new UsageUpdater.Observer() {
                @Override
                public void impersonated(CounterWindow window, HitTotals seen) {
                    throw new AssertionError("nobody uses this identity");
                }
            },
            () -> 0);
    private final CyclicBarrier nextCounter = new CyclicBarrier(2);
    private final ExecutorService follower = Executors.newSingleThreadExecutor();

    @AfterEach
    void stop() {
        follower.shutdownNow();
    }

    /** @param seemsNew whether counters are added without a look at the disk where none seems needed */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void knowsWhatOthersCountedWhetherItCameBeforeOrAfter(boolean seemsNew) throws Exception {
        Journal journal = Journal.open(folder.resolve("journal"), new Journal.Settings(64 << 20, false), segment -> {});
        List<CounterKey> unknown = new ArrayList<>();
        try (OwnTotalsStore own = new OwnTotalsStore(folder.resolve("own"));
                UsageStore usage = new UsageStore(folder.resolve("usage"), 1 << 20)) {
            StoredCounterLoader loader = new StoredCounterLoader(
                    counters, journal, own, usage, updater, () -> SELF, (window, nowMillis, report, urgent) -> {});
            Future<?> following = follower.submit(() -> follow(usage));
            for (int i = 0; i < COUNTERS; i++) {
                meet();
                boolean added = seemsNew && loader.addNew(key(i), 1);
                Counter loaded = added ? requireNonNull(counters.find(key(i))) : loader.load(key(i), 1);
                meet();
                CounterWindow window = loaded.find(HOUR);
                if (window == null || window.used(ChargeMode.ALL) != 7) {
                    unknown.add(key(i));
                }
            }
            following.get();
        }

        assertThat(unknown).isEmpty();
    }

    private Void follow(UsageStore usage) throws Exception {
        Random random = new Random(1);
        for (int i = 0; i < COUNTERS; i++) {
            meet();
            long begin = System.nanoTime() + random.nextInt(LONGEST_LEAD_NANOS);
            while (System.nanoTime() < begin) {
                Thread.onSpinWait(); // so that it comes before, in the middle of, and after loading
            }
            UsageRows.write(usage, key(i), HOUR, OTHER, 7);
            Counter onHeap = counters.find(key(i));
            if (onHeap != null) {
                updater.apply(onHeap, requireNonNull(usage.find(key(i))), 1);
            }
            meet();
        }
        return null;
    }

    private void meet() throws Exception {
        nextCounter.await(10, TimeUnit.SECONDS);
    }

    private static CounterKey key(int number) {
        return CounterKey.descriptor("shop", 1)
                .entry("customer", "c" + number, false)
                .build();
    }
}
