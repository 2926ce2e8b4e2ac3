package io.tollgate.streams.ledger.reconcile;

import static io.tollgate.streams.ledger.reconcile.TestTopics.adjustment;
import static io.tollgate.streams.ledger.reconcile.TestTopics.admitted;
import static io.tollgate.streams.ledger.reconcile.TestTopics.counter;
import static io.tollgate.streams.ledger.reconcile.TestTopics.gateway;
import static io.tollgate.streams.ledger.reconcile.TestTopics.hour;
import static io.tollgate.streams.ledger.reconcile.TestTopics.in;
import static io.tollgate.streams.ledger.reconcile.TestTopics.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.accounting.HitTotals;
import io.tollgate.event.LedgerWindow;
import io.tollgate.event.Totals;
import io.tollgate.event.WindowUse;
import io.tollgate.streams.reading.Period;
import io.tollgate.streams.reading.TopicUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReconcilerTest {

    private static final List<String> TENANTS = List.of("a", "b", "c", "d", "e", "f", "g");

    private final TestTopics topics = new TestTopics();
    private final FakeWallClock clock = new FakeWallClock(hour(20));

    @Test
    void findsNothingWhereTheLedgerIsTheSumOfTheLargestTotalsOfEachSender() throws InterruptedException {
        fill();

        Reconciliation found = reconcile();

        assertThat(found.differences()).isZero();
        assertThat(found.named()).isEmpty();
        assertThat(found.windows()).isEqualTo(2L * TENANTS.size());
        assertThat(found.hits()).isEqualTo(2L * TENANTS.size() * 17);
        assertThat(found.openWindows()).isZero();
        assertThat(clock.sleeps).as("nothing to wait for").isEmpty();
    }

    @Test
    void findsAReportThatTheLedgerLacks() throws InterruptedException {
        fill();
        topics.hits("a", gateway(3), 1, admitted(4));

        Reconciliation found = reconcile();

        assertThat(found.differences()).isEqualTo(1);
        assertThat(found.hitsApart()).isEqualTo(4);
        Difference difference = found.named().get(0);
        assertThat(difference.counter()).isEqualTo(counter("a"));
        assertThat(difference.window()).isEqualTo(window(1, 2));
        assertThat(difference.text())
                .isEqualTo(
                        "api/tenant=a from 2026-03-01T01:00:00Z to 2026-03-01T02:00:00Z: admitted hits 21, ledger 17");
    }

    @Test
    void findsATotalThatTheLedgerHasTwice() throws InterruptedException {
        fill();
        topics.row("b", 2, 2, admitted(34));

        Reconciliation found = reconcile();

        assertThat(found.named()).containsExactly(new Difference(counter("b"), window(2, 3), counts(17), counts(34)));
        assertThat(found.hitsApart()).isEqualTo(17);
    }

    @Test
    void findsADifferenceOfAnyKind() throws InterruptedException {
        topics.hits("a", gateway(1), 1, new Totals(9L, 2L, 3L, 4L, 5L)).row("a", 1, 1, new Totals(9L, 1L, 1L, 1L, 1L));

        Reconciliation found = reconcile();

        assertThat(found.named().get(0).text())
                .endsWith(": denied_here hits 2, ledger 1; denied_elsewhere hits 3, ledger 1;"
                        + " given_back hits 4, ledger 1; would_deny hits 5, ledger 1");
        assertThat(found.hitsApart()).isEqualTo(1 + 2 + 3 + 4);
    }

    @Test
    void findsARowWithoutAnyHits() throws InterruptedException {
        topics.row("a", 1, 1, admitted(7));

        assertThat(reconcile().named())
                .containsExactly(new Difference(counter("a"), window(1, 2), counts(0), counts(7)));
    }

    @Test
    void countsWindowsThatAreOpenAndDoesNotCallThemDifferent() throws InterruptedException {
        topics.hits("a", gateway(1), 3, admitted(1))
                .hits("a", gateway(2), 3, admitted(1))
                .hits("b", gateway(1), 5, admitted(1));

        Reconciliation found = reconcile();

        assertThat(found.differences()).isZero();
        assertThat(found.windows()).isZero();
        assertThat(found.openWindows()).isEqualTo(2);
        assertThat(found.oldestOpenEnd()).contains(hour(4));
    }

    @Test
    void addsAdjustments() throws InterruptedException {
        topics.hits("a", gateway(1), 1, admitted(10))
                .hits("a", adjustment("one"), hour(9), in(window(1, 2), WindowUse.ACCOUNTING, admitted(5)))
                .hits("a", adjustment("two"), hour(9), in(window(1, 2), WindowUse.ACCOUNTING, givenBack(3)))
                .hits("a", adjustment("two"), hour(9), in(window(1, 2), WindowUse.ACCOUNTING, givenBack(3)))
                .row("a", 1, 1, admitted(10))
                .row("a", 1, 2, new Totals(15L, 0L, 0L, 3L, 0L));

        assertThat(reconcile().differences()).isZero();
    }

    @Test
    void findsHitsThatCameLongAfterTheirWindow() throws InterruptedException {
        topics.row("a", 1, 1, admitted(10))
                .hits("a", gateway(1), hour(19), in(window(1, 2), WindowUse.ACCOUNTING, admitted(12)));

        assertThat(reconcile().differences()).isEqualTo(1);
    }

    @Test
    void takesTheLastRevisionOfARow() throws InterruptedException {
        topics.hits("a", gateway(1), 1, admitted(10))
                .row("a", 1, 1, admitted(4))
                .row("a", 1, 2, admitted(10));

        assertThat(reconcile().differences()).isZero();
    }

    @Test
    void looksAtAccountingWindowsWithinThePeriodOnly() throws InterruptedException {
        topics.hits(
                        "a",
                        gateway(1),
                        hour(4),
                        in(window(3, 4), WindowUse.LIMIT, admitted(1)),
                        in(window(0, 24), WindowUse.LIMIT_AND_ACCOUNTING, admitted(1)))
                .hits("a", gateway(1), 0, admitted(5))
                .row("a", 0, 1, admitted(6))
                .hits("a", gateway(1), 9, admitted(5))
                .row("a", 9, 1, admitted(6))
                .row("a", window(0, 24), LedgerWindow.LIMIT, 1, admitted(7))
                .row("a", window(3, 4), LedgerWindow.LIMIT, 1, admitted(7));

        Reconciliation found = reconcile();

        assertThat(found.windows()).isZero();
        assertThat(found.openWindows()).isZero();
        assertThat(found.differences()).isZero();
    }

    @Test
    void leavesOutWhatTheLedgerSetsAside() throws InterruptedException {
        long implausible = 1L << 54;
        topics.hits("a", gateway(1), 1, admitted(10))
                .row("a", 1, 1, admitted(10))
                .noise(0, hour(2))
                .noise(1, hour(2))
                .hits("a", gateway(1), 1, admitted(implausible))
                .hits("a", gateway(1), 1, admitted(-1))
                .hits(
                        "a",
                        gateway(1),
                        hour(3),
                        in(window(1, 2), WindowUse.ACCOUNTING, admitted(11)),
                        in(window(11, 12), WindowUse.ACCOUNTING, admitted(implausible)))
                .hits("a", gateway(1), hour(900), in(window(1, 2), WindowUse.ACCOUNTING, admitted(12)));

        assertThat(reconcile().differences()).isZero();
    }

    @Test
    void doesNotReportADifferenceThatSettles() throws InterruptedException {
        fill();
        topics.hits("a", gateway(3), 1, admitted(4)).hits("b", gateway(3), 1, admitted(4));
        clock.onSleep = () -> topics.row("a", 1, 2, admitted(21)).row("b", 1, 2, admitted(21));

        assertThat(reconcile().differences()).isZero();
        assertThat(clock.sleeps).as("once for all partitions").containsExactly(Duration.ofSeconds(30));
    }

    @Test
    void doesNotReportHitsThatComeWhileItWaits() throws InterruptedException {
        fill();
        topics.hits("a", gateway(3), 1, admitted(4));
        clock.onSleep = () -> topics.hits("a", gateway(3), 1, admitted(6))
                .hits("a", gateway(3), 1, admitted(9))
                .row("a", 1, 2, admitted(23));

        assertThat(reconcile().differences()).isZero();
    }

    @Test
    void reportsWhatIsStillLowerThanBeforeItWaited() throws InterruptedException {
        fill();
        topics.hits("a", gateway(3), 1, admitted(4));
        clock.onSleep = () -> topics.hits("a", gateway(3), 1, admitted(9)).row("a", 1, 2, admitted(20));

        assertThat(reconcile().named())
                .containsExactly(new Difference(counter("a"), window(1, 2), counts(21), counts(20)));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4, 7, 12, 1000})
    void findsTheSameInSlices(int mostEntries) throws InterruptedException {
        // each counter is in one window twice: no slice can have less
        for (String tenant : TENANTS) {
            fill(tenant, 1);
        }
        topics.row("b", 1, 2, admitted(16)).row("c", 1, 2, admitted(18)).row("x", 1, 1, admitted(1));
        topics.hits("y", gateway(1), 1, admitted(1));

        Reconciliation found = reconcile(new ReconcileSettings(Duration.ZERO, Duration.ofDays(35), mostEntries));

        assertThat(found.windows()).isEqualTo(TENANTS.size() + 1);
        assertThat(found.hits()).isEqualTo(TENANTS.size() * 17L);
        assertThat(found.openWindows()).isEqualTo(1);
        assertThat(found.named())
                .extracting(Difference::counter)
                .containsExactlyInAnyOrder(counter("b"), counter("c"), counter("x"));
    }

    @Test
    void saysThatOneCounterIsTooMuch() {
        fill("a", 1);

        assertThatThrownBy(() -> reconcile(new ReconcileSettings(Duration.ZERO, Duration.ofDays(35), 1)))
                .isInstanceOf(ReconciliationException.class)
                .hasMessageContaining("some counter has more than 1 pairs of window and sender");
    }

    @Test
    void doesNotReadHitsOfMoreThanAnHourBeforeThePeriod() throws InterruptedException {
        topics.hits("a", gateway(1), Instant.EPOCH, in(window(1, 2), WindowUse.ACCOUNTING, admitted(10)))
                .hits("a", gateway(1), hour(0), in(window(1, 2), WindowUse.ACCOUNTING, admitted(10)))
                .row("a", 1, 1, admitted(10));

        assertThat(reconcile().differences()).isZero();
        assertThat(topics.hits.read).hasSize(1);
    }

    @Test
    void saysThatHitsOfThePeriodAreGone() {
        fill();
        topics.hits.gone = 1;
        clock.set(hour(36 * 24));

        assertThatThrownBy(this::reconcile)
                .isInstanceOf(ReconciliationException.class)
                .hasMessageContaining(
                        "hits of the time from 2026-03-01T01:00:00Z are gone: partition 0 of tollgate.hits"
                                + " begins at offset 1, and the topic keeps records for 35 days only");
    }

    @Test
    void rejectsTopicsThatAreNotOfOneInstallation() {
        TestTopics others = new TestTopics(2, 3);

        assertThatThrownBy(() -> reconciler(others, ReconcileSettings.DEFAULT).reconcile(new Period(hour(1), hour(9))))
                .isInstanceOf(ReconciliationException.class)
                .hasMessageContaining("tollgate.hits has 2 partitions, tollgate.ledger 3 (expected: as many");
    }

    @Test
    void givesItsConsumersBackWhenKafkaSaysNothing() {
        fill();
        topics.ledger.silent = true;

        assertThatThrownBy(this::reconcile)
                .isInstanceOf(TopicUnavailableException.class)
                .hasMessageContaining("tollgate.ledger from offset 0: no answer from Kafka at kafka-1:9092");
        assertThat(topics.hits.closed.getCount()).isZero();
        assertThat(topics.ledger.closed.getCount()).isZero();
    }

    /** Two senders in two hours of each tenant, 17 hits in each. */
    private void fill() {
        for (String tenant : TENANTS) {
            fill(tenant, 1);
            fill(tenant, 2);
        }
    }

    private void fill(String tenant, int hour) {
        topics.hits(tenant, gateway(1), hour, admitted(10))
                .hits(tenant, gateway(2), hour, admitted(3))
                .hits(tenant, gateway(2), hour, admitted(7))
                .hits(tenant, gateway(1), hour, admitted(8))
                .row(tenant, hour, 1, admitted(17));
    }

    private Reconciliation reconcile() throws InterruptedException {
        return reconcile(ReconcileSettings.DEFAULT);
    }

    private Reconciliation reconcile(ReconcileSettings settings) throws InterruptedException {
        return reconciler(topics, settings).reconcile(new Period(hour(1), hour(9)));
    }

    private Reconciler reconciler(TestTopics of, ReconcileSettings settings) {
        return new Reconciler(of.hits.source(), of.ledger.source(), settings, clock);
    }

    private static Totals givenBack(long hits) {
        return new Totals(0L, 0L, 0L, hits, 0L);
    }

    private static HitTotals counts(long admitted) {
        return new HitTotals(admitted, 0, 0, 0, 0);
    }
}
