package io.tollgate.streams;

import static io.tollgate.streams.Events.HOUR;
import static io.tollgate.streams.Events.HOUR_MS;
import static io.tollgate.streams.Events.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.event.GatewaySender;
import io.tollgate.event.HitEvent;
import io.tollgate.event.Mark;
import io.tollgate.event.WindowUse;
import io.tollgate.model.CounterKey;
import io.tollgate.model.Window;
import io.tollgate.streams.LedgerDriver.Row;
import io.tollgate.streams.ledger.LedgerNames;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose the rows of subscriptions are. */
final class SoldLedgerTest {

    private static final CounterKey CALLS = CounterKey.quota("acme-gold", "calls");
    private static final CounterKey ALICE = CounterKey.ofBytes(Events.counter("alice"));
    private static final Window DAY = new Window(NOW - 22 * HOUR_MS, NOW + 2 * HOUR_MS);
    private static final GatewaySender ONE = Events.gateway(1, 1);

    @TempDir
    private Path folder;

    private LedgerDriver ledger;

    @BeforeEach
    void start() {
        ledger = new LedgerDriver(folder);
        ledger.subscribers().sell("acme-gold", "acme", "gold@1");
    }

    @AfterEach
    void stop() {
        ledger.close();
    }

    private void hits(CounterKey counter, Window window, long admitted) {
        ledger.send(
                counter,
                Events.hits(
                        ONE,
                        Events.kept(window, admitted, WindowUse.LIMIT_AND_ACCOUNTING),
                        Events.kept(DAY, admitted, WindowUse.LIMIT_AND_ACCOUNTING)));
    }

    private void complete(long reportedUpTo) {
        ledger.sendMark(new HitEvent(new Mark(ONE, "edge", reportedUpTo, List.of(), false, List.of(), ledger.now())));
    }

    /** Asks in one step, and writes in the next. */
    private List<Row> rows() {
        ledger.settle();
        ledger.settle();
        return ledger.rows();
    }

    private static String told(Row row) {
        return row.window().lengthMillis() / HOUR_MS + " h of " + row.event().getCustomer() + " by "
                + row.event().getPlan();
    }

    @Test
    void namesCustomerAndPlanInHoursAndLongerWindows() {
        hits(CALLS, HOUR, 3);
        hits(ALICE, HOUR, 3);
        complete(DAY.endMillis());

        assertThat(rows())
                .extracting(SoldLedgerTest::told)
                .containsExactlyInAnyOrder(
                        "1 h of acme by gold@1",
                        "24 h of acme by gold@1",
                        "1 h of null by null",
                        "24 h of null by null");
    }

    @Test
    void keepsWhoseAWindowIsAsItAlwaysDid() {
        hits(CALLS, HOUR, 3);
        complete(HOUR.endMillis());
        assertThat(rows()).hasSize(1);

        assertThat(ledger.dump(LedgerNames.STORE))
                .contains("ledger 0800000011021261636d652d676f6c640a63616c6c73800001a3185c5000800001a318933e80"
                        + " 010861636d6508676f6c6402");
    }

    @Test
    void windowsThatEndLaterWaitForThoseOfSubscriptions() {
        ledger.subscribers().beSlow();
        hits(CALLS, HOUR, 3);
        hits(ALICE, HOUR, 3);
        complete(DAY.endMillis());
        assertThat(rows()).extracting(SoldLedgerTest::told).containsExactly("1 h of null by null");

        ledger.subscribers().answer();

        assertThat(rows()).hasSize(3);
    }

    @Test
    void aFurtherRevisionSaysWhatTheFirstOneSaid() {
        hits(CALLS, HOUR, 3);
        complete(HOUR.endMillis());
        assertThat(rows()).extracting(SoldLedgerTest::told).containsExactly("1 h of acme by gold@1");
        ledger.subscribers().sell("acme-gold", "globex", "free@2");

        hits(CALLS, HOUR, 5);
        ledger.advance(Duration.ofSeconds(20));
        complete(HOUR.endMillis());

        assertThat(rows()).singleElement().satisfies(row -> {
            assertThat(row.revision()).isEqualTo(2);
            assertThat(told(row)).isEqualTo("1 h of acme by gold@1");
        });
    }

    @Test
    void namesNobodyIfNobodyKnowsTheSubscription() {
        hits(CounterKey.quota("nobodys", "calls"), HOUR, 3);
        complete(HOUR.endMillis());

        assertThat(rows()).extracting(SoldLedgerTest::told).containsExactly("1 h of null by null");
    }

    @Test
    void waitsUntilAllIsKnownThatWasWrittenBefore() {
        ledger.subscribers().beSlow();
        hits(CALLS, HOUR, 3);
        complete(HOUR.endMillis());
        assertThat(rows()).isEmpty();
        ledger.subscribers().fail();
        assertThat(rows()).isEmpty();
        hits(CounterKey.quota("acme-new", "calls"), HOUR, 4);
        ledger.subscribers().sell("acme-new", "acme", "new@1");

        ledger.subscribers().answer();

        assertThat(rows()).as("those that were due when it asked").hasSize(1);
        ledger.subscribers().answer();
        assertThat(rows()).extracting(SoldLedgerTest::told).containsExactly("1 h of acme by new@1");
        assertThat(ledger.subscribers().waiting()).isZero();
    }

    @Test
    void rowsOfLimitFilesDoNotWait() {
        ledger.subscribers().beSlow();
        hits(ALICE, HOUR, 3);
        complete(HOUR.endMillis());

        assertThat(rows()).hasSize(1);
        assertThat(ledger.subscribers().waiting()).isZero();
    }

    @Test
    void keepsNothingOfAWindowThatItForgot() {
        hits(CALLS, HOUR, 3);
        complete(DAY.endMillis());
        assertThat(rows()).hasSize(2);

        ledger.advance(LedgerDriver.LATE_HORIZON.plusDays(3));
        complete(DAY.endMillis() + LedgerDriver.LATE_HORIZON.toMillis());
        ledger.advance(LedgerDriver.LATE_HORIZON.plusDays(3));
        complete(DAY.endMillis() + LedgerDriver.LATE_HORIZON.toMillis());
        ledger.settle();

        assertThat(ledger.stored()).as("the sender's watermark").isEqualTo(1);
    }
}
