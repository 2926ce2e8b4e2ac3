package io.tollgate.gateway.hits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tollgate.accounting.HitTotals;
import io.tollgate.accounting.Incarnation;
import io.tollgate.event.GatewaySender;
import io.tollgate.event.HitEvent;
import io.tollgate.event.Mark;
import io.tollgate.gateway.decision.Counters;
import io.tollgate.gateway.journal.AdaptiveInterval;
import io.tollgate.gateway.journal.Incarnations;
import io.tollgate.gateway.journal.OwnTotalsStore;
import io.tollgate.gateway.journal.TotalsKey;
import io.tollgate.gateway.usage.UsageStore;
import io.tollgate.model.CounterKey;
import io.tollgate.model.Window;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What marks say of earlier starts of the same gateway. */
final class ResentIncarnationsTest {

    private static final long NOW = 1_000_000_000_000L;
    private static final UUID GATEWAY = new UUID(1, 2);
    private static final HitReporter.Settings SETTINGS = new HitReporter.Settings(
            new AdaptiveInterval(Duration.ofSeconds(1), Duration.ofSeconds(5), 100),
            Duration.ofMillis(10),
            Duration.ofMillis(20),
            100,
            Duration.ofSeconds(10),
            "gw");

    @TempDir
    Path folder;

    private final AnsweringLog log = new AnsweringLog();
    private OwnTotalsStore own;
    private UsageStore usage;
    private Counters counters;
    private StoredTotalsSender stored;
    private HitReporter reporter;
    private long nanos;

    @BeforeEach
    void startFirst() {
        usage = new UsageStore(folder.resolve("usage"), 1 << 20);
        start(1);
    }

    /** Starts a gateway as its wiring does: registered before it counts. */
    private void start(long nonce) {
        own = new OwnTotalsStore(folder.resolve("own"));
        Incarnation present = sender(nonce);
        own.starts().begin(present);
        counters = new Counters(present);
        stored = new StoredTotalsSender(log, own, usage, counters, () -> NOW);
        WatermarkPublisher watermarks = new WatermarkPublisher(log, SETTINGS, stored::incarnations, () -> NOW, nanos);
        reporter = new HitReporter(log, SETTINGS, () -> NOW, watermarks, stored::isDone);
    }

    private void restart(long nonce) {
        own.close();
        start(nonce);
    }

    @AfterEach
    void close() {
        stored.close();
        own.close();
        usage.close();
    }

    @Test
    void namesNoStartWhileTheLogDoesNotHoldItsRows() {
        keep(sender(1));
        restart(2);
        log.takes = false;
        stored.pass();
        passSeconds(20);

        assertThat(log.marks).isEmpty();
    }

    @Test
    void namesAnEarlierStartOnceTheLogHoldsItsRows() {
        keep(sender(1));
        restart(2);
        log.takes = false;
        stored.pass();
        log.takes = true;
        stored.pass();
        passSeconds(20);

        assertThat(log.hitsBeforeFirstMark).isEqualTo(1);
        assertThat(resent()).containsExactly(1L);
    }

    @Test
    void namesAStartThatLeftNoRows() {
        restart(2);
        restart(3);
        stored.pass();
        passSeconds(20);

        assertThat(resent()).containsExactly(2L, 1L);
    }

    @Test
    void namesAStartThatAnEarlierReleaseLeftRowsOfOrDeclaredCovered() {
        keep(sender(98));
        own.putCovered(sender(97));
        restart(2);
        stored.pass();
        passSeconds(20);

        assertThat(resent()).containsExactly(1L, 98L, 97L);
    }

    @Test
    void neverNamesAStartOfTheRunningProcess() {
        restart(2);
        stored.pass();
        own.starts().begin(sender(3));
        counters.renew(sender(3)); // goes on under a new identity
        keep(sender(2));
        stored.leftUnacknowledged(0);
        stored.pass();
        passSeconds(20);

        assertThat(resent()).containsExactly(1L);
        assertThat(lastMark().getSender().getNonce()).isEqualTo(3);
    }

    @Test
    void namesAnIdentityThatAnEarlierProcessWentOnUnder() {
        own.starts().begin(sender(2));
        counters.renew(sender(2));
        restart(3);
        stored.pass();
        passSeconds(20);

        assertThat(resent()).containsExactly(2L, 1L);
    }

    @Test
    void namesNoMoreThanAreKept() {
        for (int nonce = 2; nonce <= Incarnations.KEPT + 10; nonce++) {
            own.starts().begin(sender(nonce));
        }
        restart(1_000);
        stored.pass();
        passSeconds(20);

        assertThat(resent()).hasSize(Incarnations.KEPT - 1).startsWith(Incarnations.KEPT + 10L);
    }

    @Test
    void marksUnderEachIdentityThatThisProcessCountedUnderThePresentOneLast() {
        own.starts().begin(sender(2));
        counters.renew(sender(2));
        stored.pass();
        passSeconds(1);

        assertThat(log.marks)
                .extracting(mark -> mark.getSender().getNonce(), Mark::getReportedUpTo)
                .endsWith(
                        tuple(1L, lastMark().getReportedUpTo()),
                        tuple(2L, lastMark().getReportedUpTo()));
        assertThat(resent()).isEmpty();
    }

    @Test
    void knowsHowManyHitsLeftTheHeapThatTheLogDoesNotHold() {
        stored.pass();
        keep(sender(1));
        log.takes = false;
        stored.leftUnacknowledged(5);
        stored.pass();
        assertThat(stored.unacknowledgedHits()).isEqualTo(5);

        log.takes = true;
        stored.pass();
        assertThat(stored.unacknowledgedHits()).isZero();
    }

    @Test
    void saysTheSameWhenItLeaves() {
        restart(2);
        stored.pass();
        stored.start(() -> true);
        reporter.start();

        assertThat(reporter.drain(Duration.ofSeconds(5))).isTrue();

        reporter.close();
        assertThat(lastMark())
                .returns(true, Mark::getLeaving)
                .returns(NOW, Mark::getSentAt)
                .returns(NOW, Mark::getReportedUpTo);
        assertThat(resent()).containsExactly(1L);
    }

    private void keep(Incarnation sender) {
        CounterKey key =
                CounterKey.descriptor("shop", 1).entry("customer", "a", false).build();
        TotalsKey row = new TotalsKey(key, new Window(NOW - 1_000, NOW + 3_600_000), sender);
        own.write(List.of(new OwnTotalsStore.Row(row, new HitTotals(1, 0, 0, 0, 0), true)), true);
    }

    private void passSeconds(long seconds) {
        for (int i = 0; i < seconds; i++) {
            nanos += Duration.ofSeconds(1).toNanos();
            reporter.round(nanos);
        }
    }

    private static Incarnation sender(long nonce) {
        return new Incarnation(GATEWAY, NOW, nonce);
    }

    private Mark lastMark() {
        return log.marks.get(log.marks.size() - 1);
    }

    /** Returns the random bits of the starts that the last mark names. */
    private List<Long> resent() {
        return lastMark().getResent().stream().map(GatewaySender::getNonce).toList();
    }

    /** A log with one partition that answers at once. */
    private static final class AnsweringLog implements HitLog {
        private final List<Mark> marks = new ArrayList<>();
        private boolean takes = true;
        private int hits;
        private int hitsBeforeFirstMark;

        @Override
        public synchronized void send(byte[] key, HitEvent event, SendCallback outcome) {
            if (!takes) {
                outcome.failed(new IllegalStateException("not there"));
                return;
            }
            hits++;
            outcome.acknowledged(0, 1);
        }

        @Override
        public synchronized void sendTo(int partition, byte[] key, HitEvent event, SendCallback outcome) {
            if (marks.isEmpty()) {
                hitsBeforeFirstMark = hits;
            }
            marks.add((Mark) event.getEvent());
            outcome.acknowledged(partition, 1);
        }

        @Override
        public int partitions() {
            return 1;
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
