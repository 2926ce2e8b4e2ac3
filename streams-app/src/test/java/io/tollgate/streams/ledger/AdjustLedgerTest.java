package io.tollgate.streams.ledger;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tollgate.accounting.HitTotals;
import io.tollgate.event.Adjustment;
import io.tollgate.event.AdjustmentEvent;
import io.tollgate.event.AdjustmentOutcome;
import io.tollgate.event.AdjustmentStatus;
import io.tollgate.event.CounterEntry;
import io.tollgate.event.DescriptorCounter;
import io.tollgate.event.Hits;
import io.tollgate.event.LedgerWindow;
import io.tollgate.event.WindowHits;
import io.tollgate.model.CounterKey;
import io.tollgate.model.Window;
import io.tollgate.streams.record.AdjustmentValidation;
import io.tollgate.streams.store.InMemoryStore;
import io.tollgate.topic.EventCodec;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedForward;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The two steps in which an adjustment becomes hits: what usage reads uncommitted was decided for good before. */
final class AdjustLedgerTest {

    private static final long NOW = 1_800_000_000_000L;
    private static final Window HOUR = new Window(NOW, NOW + 3_600_000);
    private static final Window DAY = new Window(NOW, NOW + 24 * 3_600_000);
    private static final CounterKey ALICE =
            CounterKey.descriptor("api", 1).entry("tenant", "alice", false).build();
    private static final RowRef ROW = new RowRef(ALICE, HOUR);

    private final KeyValueStore<byte[], byte[]> store = InMemoryStore.open(LedgerNames.STORE);
    private final LedgerStore rows = new LedgerStore(store);
    private final MockProcessorContext<byte[], Object> context = new MockProcessorContext<>();
    private final AdjustLedger adjust = new AdjustLedger(
            new LedgerSettings(Duration.ofMinutes(15), Duration.ofDays(35)),
            new LedgerMeters(new SimpleMeterRegistry()));

    @BeforeEach
    void start() {
        context.addStateStore(store);
        context.setCurrentSystemTimeMs(NOW);
        adjust.init(context);
        rows.put(
                ROW,
                LedgerWindowState.open(LedgerWindow.ACCOUNTING).plus(new HitTotals(10, 0, 0, 0, 0), HitTotals.ZERO));
    }

    @AfterEach
    void stop() {
        store.close();
    }

    @Test
    void decidesFirstAndSendsHitsOnlyForWhatComesBackCommitted() {
        adjust.process(requested());

        assertThat(outcomes()).containsExactly(AdjustmentStatus.APPLIED);
        assertThat(hits()).isEmpty();
        Record<byte[], byte[]> decided = decided();
        context.resetForwards();

        adjust.process(decided);

        assertThat(outcomes()).isEmpty();
        assertThat(hits()).singleElement().satisfies(hits -> {
            assertThat(windows(hits)).containsExactly(HOUR);
            assertThat(hits.getWindows().get(0).getTotals().getGivenBack()).isEqualTo(4);
        });
        assertThat(rows.decided(id())).isNull();
    }

    @Test
    void sendsTheSameHitsWhateverTheLedgerHasLearntMeanwhile() {
        adjust.process(requested());
        Record<byte[], byte[]> decided = decided();
        context.resetForwards();
        rows.putLonger(ALICE, List.of(DAY));
        rows.delete(ROW);

        adjust.process(decided);

        assertThat(hits())
                .singleElement()
                .satisfies(hits -> assertThat(windows(hits)).containsExactly(HOUR));
    }

    @Test
    void hasSentNothingWhereAnAbortedDecisionIsMadeOtherwiseTheSecondTime() {
        adjust.process(requested());
        assertThat(hits()).isEmpty();
        rows.deleteDecided(id()); // the store is as before the transaction, which had the hour's first hits
        rows.delete(ROW);
        context.resetForwards();

        adjust.process(requested());

        assertThat(outcomes()).containsExactly(AdjustmentStatus.REFUSED);
        assertThat(hits()).isEmpty();
    }

    private static byte[] id() {
        return AdjustmentValidation.key("refund-1");
    }

    private static Record<byte[], byte[]> requested() {
        Adjustment adjustment = new Adjustment(
                "refund-1",
                new io.tollgate.event.CounterKey(
                        new DescriptorCounter("api", List.of(new CounterEntry("tenant", "alice", false)))),
                NOW + 60_000,
                -4L,
                "outage",
                NOW);
        return new Record<>(ALICE.bytes(), EventCodec.ADJUSTMENTS.encode(new AdjustmentEvent(adjustment)), NOW);
    }

    private List<CapturedForward<? extends byte[], ?>> forwarded(String sink) {
        return context.forwarded().stream()
                .filter(forward -> sink.equals(forward.childName().orElse("")))
                .<CapturedForward<? extends byte[], ?>>map(forward -> forward)
                .toList();
    }

    private Record<byte[], byte[]> decided() {
        Record<? extends byte[], ?> record =
                forwarded(LedgerNames.DECIDED_SINK).get(0).record();
        return new Record<>(record.key(), (byte[]) requireNonNull(record.value()), record.timestamp());
    }

    private List<Hits> hits() {
        return forwarded(LedgerNames.HITS_SINK).stream()
                .map(forward -> (Hits) EventCodec.HITS
                        .decode((byte[]) requireNonNull(forward.record().value()))
                        .getEvent())
                .toList();
    }

    private List<AdjustmentStatus> outcomes() {
        return forwarded(LedgerNames.OUTCOMES_SINK).stream()
                .map(forward -> ((AdjustmentOutcome) EventCodec.ADJUSTMENTS
                                .decode((byte[]) requireNonNull(forward.record().value()))
                                .getEvent())
                        .getStatus())
                .toList();
    }

    private static List<Window> windows(Hits hits) {
        return hits.getWindows().stream()
                .map((WindowHits window) -> new Window(window.getStart(), window.getEnd()))
                .toList();
    }
}
