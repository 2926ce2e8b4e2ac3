package io.tollgate.streams;

import static io.tollgate.streams.Events.HOUR;
import static io.tollgate.streams.Events.HOUR_MS;
import static io.tollgate.streams.Events.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.event.AdjustmentSender;
import io.tollgate.event.GatewaySender;
import io.tollgate.event.HitEvent;
import io.tollgate.event.Hits;
import io.tollgate.event.LedgerWindow;
import io.tollgate.event.Mark;
import io.tollgate.event.Sender;
import io.tollgate.event.SilentGateway;
import io.tollgate.event.Totals;
import io.tollgate.event.WindowHits;
import io.tollgate.event.WindowUse;
import io.tollgate.model.CounterKey;
import io.tollgate.model.MostHits;
import io.tollgate.model.Window;
import io.tollgate.streams.LedgerDriver.Row;
import io.tollgate.streams.ledger.LedgerMeters;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LedgerTest {

    private static final CounterKey ALICE = CounterKey.ofBytes(Events.counter("alice"));
    private static final Window NEXT_HOUR = new Window(NOW + HOUR_MS, NOW + 2 * HOUR_MS);
    private static final Window DAY = new Window(NOW - 22 * HOUR_MS, NOW + 2 * HOUR_MS);
    private static final GatewaySender ONE = Events.gateway(1, 1);
    private static final GatewaySender TWO = Events.gateway(2, 1);

    @TempDir
    Path folder;

    private LedgerDriver ledger;

    @BeforeEach
    void start() {
        ledger = new LedgerDriver(folder);
    }

    @AfterEach
    void stop() {
        ledger.close();
    }

    private static WindowHits in(Window window, Totals totals) {
        WindowUse use = window.lengthMillis() > HOUR_MS ? WindowUse.LIMIT_AND_ACCOUNTING : WindowUse.ACCOUNTING;
        return new WindowHits(window.startMillis(), window.endMillis(), use, totals, null);
    }

    private static WindowHits in(Window window, long admitted) {
        return in(window, Events.admitted(admitted));
    }

    private void hits(GatewaySender sender, WindowHits... windows) {
        ledger.send(ALICE, Events.hits(sender, windows));
    }

    private void mark(GatewaySender sender, long reportedUpTo, GatewaySender... resent) {
        ledger.sendMark(new HitEvent(
                new Mark(sender, "edge", reportedUpTo, List.of(), false, List.of(resent), ledger.now() + 250)));
    }

    private List<Row> settled() {
        ledger.settle();
        return ledger.rows();
    }

    @Test
    void closesAWindowOnceEveryGatewayHasReportedItsEnd() {
        hits(ONE, in(HOUR, 3));
        hits(TWO, in(HOUR, 4));
        mark(ONE, HOUR.endMillis());
        mark(TWO, HOUR.endMillis() - 1);
        assertThat(settled()).isEmpty();

        mark(TWO, HOUR.endMillis());

        assertThat(settled()).singleElement().satisfies(row -> {
            assertThat(row.counter()).isEqualTo(ALICE);
            assertThat(row.window()).isEqualTo(HOUR);
            assertThat(row.revision()).isEqualTo(1);
            assertThat(row.event().getKind()).isEqualTo(LedgerWindow.ACCOUNTING);
            assertThat(row.event().getTotals()).isEqualTo(Events.admitted(7));
            assertThat(row.event().getSilent()).isEmpty();
        });
    }

    @Test
    void neverClosesBecauseTimePassesOnItsOwnClockAlone() {
        hits(ONE, in(HOUR, 3));
        mark(ONE, NOW);

        ledger.advance(Duration.ofDays(100));

        assertThat(settled()).isEmpty();
    }

    @Test
    void countsOnceWhatComesTwiceOrInAnotherOrder() {
        hits(ONE, in(HOUR, 9));
        hits(ONE, in(HOUR, 5));
        hits(ONE, in(HOUR, 9));
        mark(ONE, HOUR.endMillis());

        assertThat(settled())
                .singleElement()
                .satisfies(row -> assertThat(row.admitted()).isEqualTo(9));
    }

    @Test
    void keepsEachKindApart() {
        hits(ONE, in(HOUR, new Totals(5L, 4L, 3L, 2L, 1L)));
        hits(TWO, in(HOUR, new Totals(50L, 40L, 30L, 20L, 10L)));
        mark(ONE, HOUR.endMillis());
        mark(TWO, HOUR.endMillis());

        assertThat(settled())
                .singleElement()
                .satisfies(row -> assertThat(row.event().getTotals()).isEqualTo(new Totals(55L, 44L, 33L, 22L, 11L)));
    }

    @Test
    void accountsInOneRecordAllThatAGatewayTakesInAWindow() {
        hits(ONE, in(HOUR, new Totals(MostHits.IN_A_WINDOW - 3, 1L, 2L, 0L, 0L)));
        mark(ONE, HOUR.endMillis());

        assertThat(settled())
                .singleElement()
                .satisfies(row -> assertThat(row.event().getTotals())
                        .isEqualTo(new Totals(MostHits.IN_A_WINDOW - 3, 1L, 2L, 0L, 0L)));
        assertThat(ledger.deadLetters()).isEmpty();
    }

    @Test
    void theSumOfAMonthOfFullHoursIsExact() {
        int hours = 31 * 24;
        Window month = new Window(NOW, NOW + hours * HOUR_MS);
        hits(ONE, in(month, 1));
        for (int hour = 0; hour < hours; hour++) {
            hits(ONE, in(new Window(NOW + hour * HOUR_MS, NOW + (hour + 1) * HOUR_MS), MostHits.IN_A_WINDOW));
        }
        mark(ONE, month.endMillis());

        assertThat(settled())
                .filteredOn(row -> row.event().getKind() == LedgerWindow.LIMIT)
                .singleElement()
                .returns(hours * MostHits.IN_A_WINDOW, Row::admitted);
        assertThat(ledger.deadLetters()).isEmpty();
    }

    @Test
    void showsWhatRequestsGaveBackInTheHourTheyCameInAndNotAsAnAdjustment() {
        hits(ONE, in(HOUR, new Totals(8L, 0L, 0L, 5L, 0L)), in(DAY, 0));
        hits(TWO, in(NEXT_HOUR, new Totals(0L, 0L, 0L, 2L, 0L)), in(DAY, 0));
        mark(ONE, NEXT_HOUR.endMillis());
        mark(TWO, NEXT_HOUR.endMillis());

        assertThat(settled())
                .allSatisfy(row -> assertThat(row.event().getAdjusted()).isEqualTo(Events.admitted(0)))
                .extracting(Row::window, row -> row.event().getTotals())
                .containsExactlyInAnyOrder(
                        Tuple.tuple(HOUR, new Totals(8L, 0L, 0L, 5L, 0L)),
                        Tuple.tuple(NEXT_HOUR, new Totals(0L, 0L, 0L, 2L, 0L)),
                        Tuple.tuple(DAY, new Totals(8L, 0L, 0L, 7L, 0L)));
    }

    @Test
    void sumsUpLongerWindowsFromTheHoursWhateverTheirOwnTotalsSay() {
        hits(ONE, in(HOUR, 3), in(DAY, 999));
        hits(ONE, in(NEXT_HOUR, 4));
        mark(ONE, DAY.endMillis());

        assertThat(settled())
                .extracting(Row::window, row -> row.event().getKind(), Row::admitted)
                .containsExactlyInAnyOrder(
                        tuple(HOUR, LedgerWindow.ACCOUNTING, 3L),
                        tuple(NEXT_HOUR, LedgerWindow.ACCOUNTING, 4L),
                        tuple(DAY, LedgerWindow.LIMIT, 7L));
    }

    private static Tuple tuple(Object... values) {
        return Tuple.tuple(values);
    }

    @Test
    void beginsALongerWindowThatIsSeenLaterWithTheHoursBefore() {
        hits(ONE, in(HOUR, 3));
        mark(ONE, HOUR.endMillis());
        assertThat(settled()).hasSize(1);

        hits(ONE, in(NEXT_HOUR, 4), in(DAY, 4));
        mark(ONE, DAY.endMillis());

        assertThat(settled())
                .filteredOn(row -> row.window().equals(DAY))
                .extracting(Row::admitted)
                .containsExactly(7L);
    }

    @Test
    void leavesWindowsThatOnlyALimitNeedsToUsage() {
        ledger.send(
                ALICE,
                Events.hits(
                        ONE,
                        new WindowHits(NOW, NOW + 60_000, WindowUse.LIMIT, Events.admitted(5), null),
                        in(HOUR, 5)));
        mark(ONE, HOUR.endMillis());

        assertThat(settled()).extracting(Row::window).containsExactly(HOUR);
    }

    @Test
    void raisesTheRevisionByWhatComesLateAndThatOfLongerWindowsToo() {
        hits(ONE, in(HOUR, 3), in(DAY, 3));
        mark(ONE, DAY.endMillis());
        assertThat(settled()).extracting(Row::revision).containsExactly(1, 1);

        hits(ONE, in(HOUR, 4));
        hits(ONE, in(HOUR, 6));
        assertThat(settled()).isEmpty();
        ledger.advance(Duration.ofSeconds(10));
        mark(ONE, DAY.endMillis());

        assertThat(settled())
                .extracting(Row::window, Row::revision, Row::admitted)
                .containsExactlyInAnyOrder(tuple(HOUR, 2, 6L), tuple(DAY, 2, 6L));
    }

    @Test
    void writesNoRevisionWhereLateHitsBringNothingNew() {
        hits(ONE, in(HOUR, 3));
        mark(ONE, HOUR.endMillis());
        assertThat(settled()).hasSize(1);

        hits(ONE, in(HOUR, 3));
        ledger.advance(Duration.ofMinutes(1));
        mark(ONE, HOUR.endMillis());

        assertThat(settled()).isEmpty();
    }

    @Test
    void closesAtOnceAWindowThatIsFirstSeenWhenItIsOver() {
        mark(ONE, NEXT_HOUR.endMillis());
        assertThat(settled()).isEmpty();

        hits(ONE, in(HOUR, 2));

        assertThat(settled()).extracting(Row::window, Row::admitted).containsExactly(tuple(HOUR, 2L));
    }

    @Test
    void waitsForASilentGatewayForTheGraceAndThenNamesIt() {
        hits(ONE, in(HOUR, 3));
        mark(ONE, NOW + 5_000);
        ledger.advance(Duration.ofHours(1));
        mark(TWO, HOUR.endMillis());
        assertThat(settled()).extracting(Row::window).containsExactly(HOUR); // silent for an hour already

        assertThat(ledger.count(LedgerMeters.CLOSED_WITHOUT_ALL)).isEqualTo(1);
    }

    @Test
    void closesNothingWithinTheGraceOfAGatewayThatFellSilent() {
        hits(ONE, in(HOUR, 3));
        ledger.advance(Duration.ofMinutes(59));
        mark(ONE, HOUR.endMillis() - 60_000);
        ledger.advance(LedgerDriver.GRACE.minusMillis(1_000));
        mark(TWO, HOUR.endMillis());
        assertThat(settled()).isEmpty();

        ledger.advance(Duration.ofSeconds(1));
        mark(TWO, HOUR.endMillis());

        assertThat(settled()).singleElement().satisfies(row -> {
            assertThat(row.event().getSilentCount()).isEqualTo(1);
            assertThat(row.event().getSilent())
                    .containsExactly(new SilentGateway(ONE, "edge", HOUR.endMillis() - 60_000));
        });
    }

    @Test
    void addsWhatAGatewayThatWasGivenUpStillSends() {
        hits(ONE, in(HOUR, 3));
        mark(ONE, NOW);
        ledger.advance(Duration.ofHours(2));
        mark(TWO, HOUR.endMillis());
        assertThat(settled())
                .singleElement()
                .satisfies(row -> assertThat(row.admitted()).isEqualTo(3));

        hits(ONE, in(HOUR, 8));
        mark(ONE, HOUR.endMillis());
        ledger.advance(Duration.ofSeconds(10));
        mark(ONE, HOUR.endMillis());

        assertThat(settled()).singleElement().satisfies(row -> {
            assertThat(row.revision()).isEqualTo(2);
            assertThat(row.admitted()).isEqualTo(8);
            assertThat(row.event().getSilent()).isEmpty();
        });
    }

    @Test
    void doesNotWaitForAStartWhoseTotalsALaterStartHasSent() {
        GatewaySender restarted = Events.gateway(1, 2);
        hits(ONE, in(HOUR, 3));
        ledger.advance(Duration.ofMillis(1));
        mark(restarted, HOUR.endMillis(), ONE);

        assertThat(settled())
                .singleElement()
                .satisfies(row -> assertThat(row.event().getSilent()).isEmpty());
    }

    @Test
    void takesNoNoticeOfTotalsThatAreSentOnceMoreForAnEarlierStart() {
        GatewaySender restarted = Events.gateway(1, 2);
        hits(ONE, in(HOUR, 3));
        ledger.advance(Duration.ofMillis(1));
        mark(restarted, NOW, ONE);
        hits(ONE, in(HOUR, 3));
        mark(restarted, HOUR.endMillis(), ONE);

        assertThat(settled()).hasSize(1);
    }

    @Test
    void goesOnWaitingForAStartThatIsHeardOfAfterACloneOfItsFolderStarted() {
        GatewaySender clone = Events.gateway(1, 2);
        hits(ONE, in(HOUR, 3));
        mark(clone, NOW, ONE);
        ledger.advance(Duration.ofSeconds(10));
        mark(ONE, NOW);
        mark(clone, HOUR.endMillis(), ONE);
        assertThat(settled()).isEmpty();

        mark(ONE, HOUR.endMillis());

        assertThat(settled()).hasSize(1);
    }

    @Test
    void doesNotWaitForAGatewayThatLeft() {
        hits(ONE, in(HOUR, 3));
        mark(ONE, NOW);
        ledger.sendMark(Events.leaving(ONE));
        mark(TWO, HOUR.endMillis());

        assertThat(settled())
                .singleElement()
                .satisfies(row -> assertThat(row.event().getSilent()).isEmpty());
    }

    @Test
    void showsAdjustmentsAsSuchInTheHourAndInLongerWindows() {
        hits(ONE, in(HOUR, 10), in(DAY, 10));
        Sender caller = new Sender(new AdjustmentSender("refund-1"));
        HitEvent adjustment =
                new HitEvent(new Hits(caller, NOW, NOW, List.of(in(HOUR, new Totals(0L, 0L, 0L, 4L, 0L)))));
        ledger.send(ALICE, adjustment);
        ledger.send(ALICE, adjustment);
        mark(ONE, DAY.endMillis());

        assertThat(settled()).hasSize(2).allSatisfy(row -> {
            assertThat(row.event().getTotals()).isEqualTo(new Totals(10L, 0L, 0L, 4L, 0L));
            assertThat(row.event().getAdjusted()).isEqualTo(new Totals(0L, 0L, 0L, 4L, 0L));
        });
    }

    @Test
    void setsAsideImplausibleTotalsAndLeavesAllOfTheRecordOut() {
        hits(ONE, in(HOUR, 3));
        hits(ONE, in(HOUR, 4), in(NEXT_HOUR, 1L << 60));
        mark(ONE, NEXT_HOUR.endMillis());

        assertThat(settled()).extracting(Row::window, Row::admitted).containsExactly(tuple(HOUR, 3L));
        assertThat(ledger.deadLetters()).hasSize(1);
        assertThat(ledger.count(LedgerMeters.UNACCOUNTED)).isEqualTo(1);
    }

    @Test
    void setsAsideHitsUnderAKeyThatIsNoCountersSinceNobodyCouldReadTheirRow() {
        ledger.send(CounterKey.ofBytes(new byte[] {0, 9, 9}), Events.hits(ONE, in(HOUR, 3)));
        mark(ONE, HOUR.endMillis());

        assertThat(settled()).isEmpty();
        assertThat(ledger.deadLetters()).hasSize(1);
    }

    @Test
    void setsAsideWhatComesAfterTheLateHorizon() {
        hits(ONE, in(HOUR, 3));
        mark(ONE, HOUR.endMillis());
        assertThat(settled()).hasSize(1);
        ledger.advance(LedgerDriver.LATE_HORIZON.plusHours(2));

        hits(ONE, in(HOUR, 5));

        assertThat(settled()).isEmpty();
        assertThat(ledger.deadLetters()).hasSize(1);
    }

    @Test
    void skipsWhatIsNoEventSinceTheUsageApplicationSetsItAside() {
        ledger.sendBytes(ALICE.bytes(), new byte[] {1, 2, 3});
        hits(ONE, in(HOUR, 3));
        mark(ONE, HOUR.endMillis());

        assertThat(settled()).hasSize(1);
        assertThat(ledger.deadLetters()).isEmpty();
    }

    @Test
    void showsHowFarAGatewaysClockIsOff() {
        mark(ONE, NOW);

        assertThat(ledger.gauge(LedgerMeters.CLOCK_SKEW, "gateway", "edge")).isEqualTo(0.25);
    }

    @Test
    void forgetsAllOfAWindowAfterTheLateHorizon() {
        hits(ONE, in(HOUR, 3), in(DAY, 3));
        mark(ONE, DAY.endMillis());
        assertThat(settled()).hasSize(2);
        ledger.sendMark(Events.leaving(ONE));

        ledger.advance(LedgerDriver.LATE_HORIZON.plusHours(3));
        mark(TWO, ledger.now());
        ledger.sendMark(Events.leaving(TWO));
        settled();

        assertThat(ledger.stored()).isZero();
        assertThat(ledger.count(LedgerMeters.FORGOTTEN)).isEqualTo(2);
    }
}
