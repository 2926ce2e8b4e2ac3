package io.tollgate.streams;

import static io.tollgate.streams.Events.HOUR;
import static io.tollgate.streams.Events.HOUR_MS;
import static io.tollgate.streams.Events.NOW;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.event.AdjustedWindow;
import io.tollgate.event.Adjustment;
import io.tollgate.event.AdjustmentEvent;
import io.tollgate.event.AdjustmentOutcome;
import io.tollgate.event.AdjustmentSender;
import io.tollgate.event.AdjustmentStatus;
import io.tollgate.event.GatewaySender;
import io.tollgate.event.HitEvent;
import io.tollgate.event.Mark;
import io.tollgate.event.Sender;
import io.tollgate.event.Totals;
import io.tollgate.event.WindowHits;
import io.tollgate.event.WindowUse;
import io.tollgate.model.CounterKey;
import io.tollgate.model.MostHits;
import io.tollgate.model.Window;
import io.tollgate.streams.LedgerDriver.Row;
import io.tollgate.streams.ledger.LedgerMeters;
import io.tollgate.topic.EventCodec;
import io.tollgate.topic.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LedgerAdjustmentsTest {

    private static final CounterKey ALICE = CounterKey.ofBytes(Events.counter("alice"));
    private static final Window DAY = new Window(NOW - 22 * HOUR_MS, NOW + 2 * HOUR_MS);
    private static final Window MONTH = new Window(NOW - 300 * HOUR_MS, NOW + 420 * HOUR_MS);
    private static final Window OTHER_DAY = new Window(NOW - 46 * HOUR_MS, NOW - 22 * HOUR_MS);
    private static final GatewaySender ONE = Events.gateway(1, 1);

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

    private void hits(long admitted, Window... windows) {
        WindowHits[] counted = List.of(windows).stream()
                .map(window -> new WindowHits(
                        window.startMillis(),
                        window.endMillis(),
                        window.equals(HOUR) ? WindowUse.ACCOUNTING : WindowUse.LIMIT_AND_ACCOUNTING,
                        Events.admitted(admitted),
                        null))
                .toArray(WindowHits[]::new);
        ledger.send(ALICE, Events.hits(ONE, counted));
        ledger.madeHits();
    }

    private List<Row> closed(Window window) {
        ledger.sendMark(
                new HitEvent(new Mark(ONE, "edge", window.endMillis(), List.of(), false, List.of(), ledger.now())));
        ledger.settle();
        return ledger.rows();
    }

    private static Totals givenBack(long admitted, long hits) {
        return new Totals(admitted, 0L, 0L, hits, 0L);
    }

    @Test
    void givesHitsBackInTheHourTheDayAndTheMonth() {
        hits(10, HOUR, DAY, MONTH);

        ledger.adjust(TestAdjustments.of("refund-1", -4));

        assertThat(closed(MONTH)).hasSize(3).allSatisfy(row -> {
            assertThat(row.event().getTotals()).isEqualTo(givenBack(10, 4));
            assertThat(row.event().getAdjusted()).isEqualTo(givenBack(0, 4));
            assertThat(row.revision()).isEqualTo(1);
        });
        assertThat(ledger.outcomes())
                .containsExactly(new AdjustmentOutcome(
                        "refund-1",
                        AdjustmentStatus.APPLIED,
                        "",
                        List.of(adjusted(HOUR), adjusted(DAY), adjusted(MONTH))));
        assertThat(ledger.count(LedgerMeters.ADJUSTED)).isEqualTo(1);
    }

    private static AdjustedWindow adjusted(Window window) {
        return new AdjustedWindow(window.startMillis(), window.endMillis());
    }

    @Test
    void sendsAnAdjustmentAsHitsOfASenderOfItsOwnForAllToAccount() {
        hits(10, HOUR, DAY);

        ledger.adjust(TestAdjustments.of("refund-1", -4));

        assertThat(ledger.madeHits()).singleElement().satisfies(made -> {
            assertThat(made.getSender()).isEqualTo(new Sender(new AdjustmentSender("refund-1")));
            assertThat(made.getWindows()).hasSize(2).allSatisfy(window -> {
                assertThat(window.getUse()).isEqualTo(WindowUse.LIMIT_AND_ACCOUNTING);
                assertThat(window.getTotals()).isEqualTo(givenBack(0, 4));
            });
        });
    }

    @Test
    void addsHitsAsAdmittedOnes() {
        hits(10, HOUR);

        ledger.adjust(TestAdjustments.of("forgotten-1", 5));

        assertThat(closed(HOUR)).singleElement().satisfies(row -> {
            assertThat(row.event().getTotals()).isEqualTo(Events.admitted(15));
            assertThat(row.event().getAdjusted()).isEqualTo(Events.admitted(5));
        });
    }

    @Test
    void leavesLongerWindowsAloneThatDoNotContainTheHour() {
        hits(10, HOUR, OTHER_DAY, DAY);

        ledger.adjust(TestAdjustments.of("refund-1", -4));

        assertThat(ledger.outcomes())
                .singleElement()
                .satisfies(outcome -> assertThat(outcome.getWindows()).containsExactly(adjusted(HOUR), adjusted(DAY)));
    }

    @Test
    void isNotChangedByTheSameAdjustmentTwice() {
        hits(10, HOUR);

        ledger.adjust(TestAdjustments.of("refund-1", -4));
        ledger.adjust(TestAdjustments.of("refund-1", -4));

        assertThat(ledger.outcomes()).hasSize(1);
        assertThat(ledger.madeHits()).hasSize(1);
        assertThat(closed(HOUR))
                .singleElement()
                .satisfies(row -> assertThat(row.event().getTotals()).isEqualTo(givenBack(10, 4)));
    }

    @Test
    void takesTheFirstOfTwoContentsUnderOneId() {
        hits(10, HOUR);

        ledger.adjust(TestAdjustments.of("refund-1", -4));
        ledger.adjust(TestAdjustments.of("refund-1", -7));

        assertThat(closed(HOUR))
                .singleElement()
                .satisfies(row -> assertThat(row.event().getTotals()).isEqualTo(givenBack(10, 4)));
    }

    @Test
    void sumsUpAdjustmentsOfDifferentIds() {
        hits(10, HOUR);

        ledger.adjust(TestAdjustments.of("refund-1", -4));
        ledger.adjust(TestAdjustments.of("refund-2", -2));
        ledger.adjust(TestAdjustments.of("forgotten-1", 1));

        assertThat(closed(HOUR))
                .singleElement()
                .satisfies(row -> assertThat(row.event().getTotals()).isEqualTo(givenBack(11, 6)));
    }

    @Test
    void rejectsWhereNothingWasCounted() {
        hits(10, HOUR);
        long nextHour = NOW + HOUR_MS;

        ledger.adjust(TestAdjustments.of("refund-1", -4, nextHour));
        ledger.adjust(new Adjustment("refund-2", TestAdjustments.counter("bob"), NOW, -4L, "outage", NOW));

        assertThat(ledger.outcomes())
                .extracting(AdjustmentOutcome::getStatus, AdjustmentOutcome::getReason)
                .containsExactly(
                        Tuple.tuple(
                                AdjustmentStatus.REFUSED,
                                "no hits were counted for this counter in the hour of "
                                        + Instant.ofEpochMilli(nextHour)),
                        Tuple.tuple(
                                AdjustmentStatus.REFUSED,
                                "no hits were counted for this counter in the hour of " + Instant.ofEpochMilli(NOW)));
        assertThat(ledger.madeHits()).isEmpty();
        assertThat(ledger.count(LedgerMeters.NOT_ADJUSTED)).isEqualTo(2);
    }

    @Test
    void findsTheHourByItsFirstAndItsLastMillisecond() {
        hits(10, HOUR);

        ledger.adjust(TestAdjustments.of("first", -1, HOUR.startMillis()));
        ledger.adjust(TestAdjustments.of("last", -1, HOUR.endMillis() - 1));
        ledger.adjust(TestAdjustments.of("before", -1, HOUR.startMillis() - 1));

        assertThat(ledger.outcomes())
                .extracting(AdjustmentOutcome::getStatus)
                .containsExactly(AdjustmentStatus.APPLIED, AdjustmentStatus.APPLIED, AdjustmentStatus.REFUSED);
    }

    @Test
    void raisesTheRevisionOfWindowsThatAreClosedAndShowsThePartThatWasAdjusted() {
        hits(10, HOUR, DAY);
        assertThat(closed(DAY)).extracting(Row::revision).containsExactly(1, 1);

        ledger.adjust(TestAdjustments.of("refund-1", -4));
        ledger.advance(Duration.ofSeconds(10));

        assertThat(closed(DAY)).hasSize(2).allSatisfy(row -> {
            assertThat(row.revision()).isEqualTo(2);
            assertThat(row.event().getTotals()).isEqualTo(givenBack(10, 4));
            assertThat(row.event().getAdjusted()).isEqualTo(givenBack(0, 4));
        });
    }

    @Test
    void keepsMoreGivenBackThanCountedAsItIs() {
        hits(10, HOUR);

        ledger.adjust(TestAdjustments.of("refund-1", -15));

        assertThat(closed(HOUR))
                .singleElement()
                .satisfies(row -> assertThat(row.event().getTotals()).isEqualTo(givenBack(10, 15)));
    }

    @Test
    void rejectsWhatTheLedgerCouldNoLongerTake() {
        hits(10, HOUR);
        ledger.advance(LedgerDriver.LATE_HORIZON.plusMinutes(30));

        ledger.adjust(TestAdjustments.of("refund-1", -4));

        assertThat(ledger.outcomes()).singleElement().satisfies(outcome -> {
            assertThat(outcome.getStatus()).isEqualTo(AdjustmentStatus.REFUSED);
            assertThat(outcome.getReason()).endsWith("after which the ledger does not change");
        });
    }

    @Test
    void rejectsWhatASumCouldNotHold() {
        hits(10, HOUR, DAY);
        for (int start = 2; start <= 513; start++) {
            GatewaySender sender = Events.gateway(start, 1);
            ledger.send(
                    ALICE,
                    Events.hits(
                            sender,
                            new WindowHits(
                                    HOUR.startMillis() - HOUR_MS,
                                    HOUR.startMillis(),
                                    WindowUse.ACCOUNTING,
                                    Events.admitted(MostHits.IN_A_WINDOW),
                                    null)));
        }

        ledger.adjust(TestAdjustments.of("one-more", 1)); // the hour has room, the day has not
        ledger.adjust(TestAdjustments.of("one-less", -1));

        assertThat(ledger.outcomes())
                .extracting(AdjustmentOutcome::getStatus, AdjustmentOutcome::getReason)
                .containsExactly(
                        Tuple.tuple(
                                AdjustmentStatus.REFUSED,
                                "the ledger would have more than 2^62 hits of this counter in a window"),
                        Tuple.tuple(AdjustmentStatus.APPLIED, ""));
    }

    @Test
    void setsAsideWhatIsNoAdjustment() {
        hits(10, HOUR);

        ledger.adjustBytes("x".getBytes(UTF_8), new byte[] {1, 2, 3});
        ledger.adjustBytes("x".getBytes(UTF_8), null);
        ledger.adjustBytes(
                "other".getBytes(UTF_8),
                EventCodec.ADJUSTMENTS.encode(new AdjustmentEvent(TestAdjustments.of("x", -1))));
        ledger.adjust(TestAdjustments.of("nothing", 0));
        ledger.adjust(TestAdjustments.of("too-much", (1L << 48) + 1));

        assertThat(ledger.deadLetters()).hasSize(5);
        assertThat(ledger.outcomes()).isEmpty();
        assertThat(ledger.count(LedgerMeters.UNACCOUNTED)).isEqualTo(5);
    }

    @Test
    void forgetsIdsOnceTheTopicNoLongerHoldsThem() {
        for (int i = 0; i < 150; i++) {
            ledger.adjust(TestAdjustments.of("refund-" + i, -1));
        }
        assertThat(ledger.storedIds()).isEqualTo(300);

        ledger.advance(Topics.ADJUSTMENTS_RETENTION.plusDays(1));
        ledger.adjust(TestAdjustments.of("later-1", -1));
        ledger.adjust(TestAdjustments.of("later-2", -1));

        assertThat(ledger.storedIds()).isEqualTo(4);
    }
}
