package io.tollgate.streams;

import static io.tollgate.streams.Events.HOUR_MS;
import static io.tollgate.streams.Events.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.event.GatewaySender;
import io.tollgate.event.HitEvent;
import io.tollgate.event.LedgerWindow;
import io.tollgate.event.Mark;
import io.tollgate.event.WindowHits;
import io.tollgate.event.WindowUse;
import io.tollgate.model.CounterKey;
import io.tollgate.model.Window;
import io.tollgate.streams.LedgerDriver.Row;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random histories against a map: reports that are duplicated, reordered and late, starts that die and come back. */
final class LedgerRandomTest {

    private static final int HOURS = 6;
    private static final Window LONG = new Window(NOW, NOW + 4 * HOUR_MS);

    @TempDir
    Path folder;

    /** What a start counted, and what of it waits to be sent. */
    private static final class Start {
        private final GatewaySender sender;
        private final Map<CounterKey, Map<Window, Long>> totals = new HashMap<>();
        private final List<Runnable> unsent = new ArrayList<>();

        Start(GatewaySender sender) {
            this.sender = sender;
        }
    }

    /** Everything that is random, and what the ledger must come to. */
    private static final class History {
        private final Random random;
        private final LedgerDriver ledger;
        private final Map<CounterKey, Map<Window, Long>> answered = new HashMap<>();
        private final List<Row> rows = new ArrayList<>();
        private final List<Start> dead = new ArrayList<>();
        private final Start[] live = new Start[3];
        private int starts;

        History(long seed, LedgerDriver ledger) {
            this.random = new Random(seed);
            this.ledger = ledger;
            for (int gateway = 0; gateway < live.length; gateway++) {
                live[gateway] = new Start(Events.gateway(gateway, ++starts));
            }
        }

        void run() {
            for (int step = 0; step < HOURS * 60; step++) {
                int gateway = random.nextInt(live.length);
                switch (random.nextInt(12)) {
                    case 0 -> report(live[gateway]);
                    case 1 -> markAllSent(gateway);
                    case 2 -> {
                        if (random.nextInt(20) == 0) {
                            kill(gateway);
                        }
                    }
                    default -> count(live[gateway]);
                }
                ledger.advance(Duration.ofMinutes(1));
                rows.addAll(ledger.rows());
            }
            for (int gateway = 0; gateway < live.length; gateway++) {
                ledger.advance(Duration.ofHours(5));
                markAllSent(gateway);
            }
            ledger.advance(Duration.ofMinutes(1)); // revisions wait for more to come
            markAllSent(0);
            ledger.settle();
            rows.addAll(ledger.rows());
        }

        private void count(Start start) {
            CounterKey counter = CounterKey.ofBytes(Events.counter("tenant-" + random.nextInt(4)));
            long begin = ledger.now() - Math.floorMod(ledger.now() - NOW, HOUR_MS);
            long hits = random.nextLong(1, 6);
            add(answered, counter, new Window(begin, begin + HOUR_MS), hits);
            long total = add(start.totals, counter, new Window(begin, begin + HOUR_MS), hits);
            HitEvent event = event(start, new Window(begin, begin + HOUR_MS), total);
            start.unsent.add(() -> ledger.send(counter, event));
        }

        private HitEvent event(Start start, Window hour, long total) {
            List<WindowHits> windows = new ArrayList<>();
            windows.add(new WindowHits(
                    hour.startMillis(), hour.endMillis(), WindowUse.ACCOUNTING, Events.admitted(total), null));
            if (LONG.contains(hour.startMillis())) {
                // its own totals are of no account
                windows.add(new WindowHits(
                        LONG.startMillis(),
                        LONG.endMillis(),
                        WindowUse.LIMIT_AND_ACCOUNTING,
                        Events.admitted(random.nextInt(100)),
                        null));
            }
            return Events.hits(start.sender, windows.toArray(WindowHits[]::new));
        }

        /** In any order, some twice; none is lost. */
        private void report(Start start) {
            List<Runnable> sending = new ArrayList<>(start.unsent);
            start.unsent.stream().filter(event -> random.nextInt(4) == 0).forEach(sending::add);
            Collections.shuffle(sending, random);
            sending.forEach(Runnable::run);
            start.unsent.clear();
        }

        private void markAllSent(int gateway) {
            Start start = live[gateway];
            report(start);
            List<GatewaySender> resent = new ArrayList<>();
            for (Start earlier : dead) {
                if (earlier.sender.getGatewayId().equals(start.sender.getGatewayId())) {
                    report(earlier);
                    resent.add(earlier.sender);
                }
            }
            ledger.sendMark(
                    new HitEvent(new Mark(start.sender, "", ledger.now(), List.of(), false, resent, ledger.now())));
        }

        private void kill(int gateway) {
            dead.add(live[gateway]);
            live[gateway] = new Start(Events.gateway(gateway, ++starts));
        }

        private Map<Window, Long> lastRevisions(CounterKey counter, LedgerWindow kind) {
            Map<Window, Long> last = new HashMap<>();
            rows.stream()
                    .filter(row -> row.counter().equals(counter) && row.event().getKind() == kind)
                    .forEach(row -> last.put(row.window(), row.admitted()));
            return last;
        }

        void check() {
            answered.forEach((counter, hours) -> {
                assertThat(lastRevisions(counter, LedgerWindow.ACCOUNTING)).isEqualTo(hours);
                long inLong = hours.entrySet().stream()
                        .filter(hour -> LONG.contains(hour.getKey().startMillis()))
                        .mapToLong(Map.Entry::getValue)
                        .sum();
                assertThat(lastRevisions(counter, LedgerWindow.LIMIT)).isEqualTo(Map.of(LONG, inLong));
            });
            Map<List<Object>, Integer> revisions = new HashMap<>();
            assertThat(rows)
                    .allSatisfy(row -> assertThat(row.revision())
                            .isEqualTo(revisions.merge(List.of(row.counter(), row.window()), 1, Integer::sum)));
        }
    }

    private static long add(Map<CounterKey, Map<Window, Long>> totals, CounterKey counter, Window window, long hits) {
        return totals.computeIfAbsent(counter, key -> new HashMap<>()).merge(window, hits, Long::sum);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void comesToWhatWasAnsweredWhateverTheOrderAndWhoeverIsKilled(long seed) {
        try (LedgerDriver ledger = new LedgerDriver(folder)) {
            History history = new History(seed, ledger);

            history.run();

            history.check();
        }
    }
}
