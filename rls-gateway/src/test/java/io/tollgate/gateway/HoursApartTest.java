package io.tollgate.gateway;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.accounting.HitTotals;
import io.tollgate.accounting.Incarnation;
import io.tollgate.gateway.decision.CounterWindow;
import io.tollgate.gateway.decision.Decision;
import io.tollgate.gateway.decision.DirtyState;
import io.tollgate.gateway.decision.RateLimitQuery;
import io.tollgate.gateway.journal.OwnTotalsStore;
import io.tollgate.gateway.journal.TotalsKey;
import io.tollgate.gateway.limits.LimitTable;
import io.tollgate.gateway.limits.file.LimitFileOptions;
import io.tollgate.model.DescriptorEntry;
import io.tollgate.model.Window;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hours by which a limit decides and the ledger does not account, since its zone's hours are others. */
final class HoursApartTest {

    private static final String LIMITS = """
            domain: shop
            windows: calendar
            time_zone: Asia/Kolkata
            descriptors:
              - key: branch
                rate_limit: {unit: hour, requests_per_unit: 5}
              - key: desk
                rate_limit: {unit: hour, requests_per_unit: 5, algorithm: sliding_window}
            """;
    private static final long HOUR = 3_600_000;
    private static final long TEN = Instant.parse("2026-02-03T10:00:00Z").toEpochMilli();
    private static final Window FROM_TEN = new Window(TEN, TEN + HOUR);

    @TempDir
    Path folder;

    private final AtomicLong time = new AtomicLong(TEN + 60_000);
    private final List<Incarnation> begun = new ArrayList<>();
    private final List<TotalsKey> unacknowledged = Collections.synchronizedList(new ArrayList<>());
    private LimitTable table = LimitTable.parse("shop.yaml", LIMITS, LimitFileOptions.defaults());
    private HalfGateway gateway;

    @BeforeEach
    void start() {
        gateway = new HalfGateway(folder, newIncarnation(), time::get, () -> table) {
            @Override
            protected void dirty(CounterWindow window, long nowMillis, boolean report, boolean urgent) {
                super.dirty(window, nowMillis, report, urgent);
                if (report) {
                    window.dirty().claimReport(nowMillis);
                }
            }

            @Override
            protected Incarnation newSender() {
                return newIncarnation();
            }

            @Override
            public void leftUnacknowledged(TotalsKey row, long meteredHits) {
                unacknowledged.add(row);
            }
        };
    }

    private Incarnation newIncarnation() {
        begun.add(new Incarnation(new UUID(1, 2), 0, begun.size()));
        return begun.get(begun.size() - 1);
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void theHitsOfAnHourOutliveAKillOfTheProcess() {
        ask("branch", 3);
        stop(); // nothing was copied: what the journal holds is all there is
        start();

        assertThat(ask("branch", 2).overLimit()).isFalse();
        assertThat(ask("branch", 1).overLimit()).isTrue();
    }

    @Test
    void theHitsOfAnHourAreCopiedToDiskThoughTheLedgerDoesNotHoldIt() {
        ask("branch", 3);
        gateway.keeper.start();
        gateway.keeper.close();

        List<OwnTotalsStore.Row> rows = new ArrayList<>();
        gateway.own.forEach(rows::add);
        assertThat(rows)
                .filteredOn(row -> row.id().window().equals(FROM_TEN))
                .singleElement()
                .returns(false, OwnTotalsStore.Row::accounted)
                .returns(new HitTotals(3, 0, 0, 0, 0), OwnTotalsStore.Row::totals);
    }

    @Test
    void theHitsOfAnHourThatLeaveTheHeapBeforeTheLogHoldsThemAreStillToBeSent() {
        ask("branch", 3);
        evictAll();

        assertThat(unacknowledged).extracting(TotalsKey::window).contains(FROM_TEN);
    }

    @Test
    void theHitsOfAnHourThatLeaveTheHeapAfterwardsAreNot() {
        ask("branch", 3);
        gateway.counters.all().iterator().next().windows().forEach(HoursApartTest::acknowledge);
        evictAll();

        assertThat(unacknowledged).isEmpty();
    }

    @Test
    void lookingAtTheHourBeforeTakesNoIdentity() {
        for (int desk = 0; desk < 100; desk++) {
            ask("desk", "d" + desk, 1);
        }

        assertThat(begun).hasSize(1);
    }

    @Test
    void countersThatTurnBackToAnHourThatWasOnlyLookedAtShareOneNewIdentity() {
        for (int desk = 0; desk < 100; desk++) {
            ask("desk", "d" + desk, 1);
        }
        Window before = new Window(TEN - HOUR, TEN);
        gateway.counters.forgot(before); // of any of them this gateway may have counted there

        time.set(TEN - 1_000); // the clock was wrong and is set back
        for (int desk = 0; desk < 100; desk++) {
            ask("desk", "d" + desk, 1);
        }

        assertThat(begun).hasSize(2);
        assertThat(gateway.counters.all())
                .hasSize(100)
                .allSatisfy(counter -> assertThat(counter.find(before))
                        .isNotNull()
                        .returns(begun.get(1), CounterWindow::sender)
                        .returns(new HitTotals(1, 0, 0, 0, 0), CounterWindow::ownTotals));
    }

    @Test
    void anHourWhoseHitsWereAccountedElsewhereIsNotAccountedAfterItLeftTheHeapAndTheZoneChanged() {
        time.set(TEN + 10 * 60_000);
        ask("branch", 3); // accounted from half past nine on
        evictAll();
        reload("UTC");
        time.set(TEN + 40 * 60_000);
        ask("branch", 1);

        assertThat(accounted())
                .containsOnly(
                        Map.entry(new Window(TEN - HOUR / 2, TEN + HOUR / 2), 3L),
                        Map.entry(new Window(TEN + HOUR / 2, TEN + HOUR), 1L));
    }

    @Test
    void anHourThatAnEarlierStartAccountedIsGoneOnWithThoughTheZoneChangedMeanwhile() {
        reload("UTC");
        time.set(TEN + 35 * 60_000);
        ask("branch", 3);
        stop();
        reload("Asia/Kolkata");
        start();
        ask("branch", 1);
        time.set(TEN + HOUR);
        ask("branch", 1);

        assertThat(accounted())
                .containsOnly(Map.entry(FROM_TEN, 4L), Map.entry(new Window(TEN + HOUR, TEN + HOUR + HOUR / 2), 1L));
    }

    private void reload(String zone) {
        table = LimitTable.parse("shop.yaml", LIMITS.replace("Asia/Kolkata", zone), LimitFileOptions.defaults());
    }

    /** Returns what the ledger gets of each window of at most an hour, on heap and disk. */
    private Map<Window, Long> accounted() {
        Map<TotalsKey, Long> all = new HashMap<>();
        gateway.own.forEach(row -> {
            if (row.accounted()) {
                all.put(row.id(), row.totals().admitted());
            }
        });
        gateway.counters
                .all()
                .forEach(counter -> counter.windows().stream()
                        .filter(window -> window.isAccounted() && window.own() != null)
                        .forEach(window -> all.put(
                                new TotalsKey(counter.key(), window.window(), window.sender()),
                                requireNonNull(window.ownTotals()).admitted())));
        Map<Window, Long> accounted = new HashMap<>();
        all.forEach((row, hits) -> accounted.merge(row.window(), hits, Long::sum));
        accounted.keySet().removeIf(Window::isLongerThanAnHour);
        return accounted;
    }

    private void evictAll() {
        gateway.counters.all().forEach(gateway.evictor::evict);
        gateway.keeper.start();
        Awaitility.await().until(() -> gateway.counters.size() == 0);
        gateway.keeper.close();
    }

    private static void acknowledge(CounterWindow window) {
        HitTotals totals = requireNonNull(window.ownTotals());
        window.dirty().acknowledge(new DirtyState.Acknowledgement(totals, 0, 1, TEN));
    }

    private Decision ask(String key, int hits) {
        return ask(key, "a", hits);
    }

    private Decision ask(String key, String value, int hits) {
        List<DescriptorEntry> entries = List.of(new DescriptorEntry(key, value));
        return gateway.ask(new RateLimitQuery("shop", List.of(new RateLimitQuery.Descriptor(entries, hits, null))));
    }
}
