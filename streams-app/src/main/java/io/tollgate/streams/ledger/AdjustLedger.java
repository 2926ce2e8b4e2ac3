package io.tollgate.streams.ledger;

import static java.util.Objects.requireNonNull;

import io.tollgate.accounting.AdjustmentId;
import io.tollgate.event.AdjustedWindow;
import io.tollgate.event.Adjustment;
import io.tollgate.event.AdjustmentEvent;
import io.tollgate.event.AdjustmentOutcome;
import io.tollgate.event.AdjustmentStatus;
import io.tollgate.event.HitEvent;
import io.tollgate.event.Hits;
import io.tollgate.event.Totals;
import io.tollgate.event.WindowHits;
import io.tollgate.event.WindowUse;
import io.tollgate.model.CounterKey;
import io.tollgate.model.Window;
import io.tollgate.streams.record.AdjustmentValidation;
import io.tollgate.streams.record.DeadLetters;
import io.tollgate.streams.record.HitValidation;
import io.tollgate.streams.record.TaskProcessor;
import io.tollgate.topic.AccountingEvents;
import io.tollgate.topic.EventCodec;
import io.tollgate.topic.UndecodableEventException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * {@code adjustments-by-counter -> [ledger] -> hits, adjustments}: finds the windows of an adjustment and sends it as
 * hits of a sender of its own, which are then accounted like any. Rows of windows it only reads: they are written, and
 * what is due of them is remembered, by {@link KeepLedger} alone.
 *
 * <p>In two steps, since the usage application reads {@code hits} as soon as they are there, committed or not. What is
 * decided in a transaction that is aborted is decided again, perhaps otherwise. So first the windows are noted and the
 * adjustment is sent once more to its own topic, which is read only once that is committed; then come the hits, which are
 * the same however often they are made.
 */
public final class AdjustLedger extends TaskProcessor<byte[]> {

    /** The hits must arrive before the ledger forgets the window. */
    private static final Duration UNDER_WAY = Duration.ofHours(1);

    /** Half of what a sum can hold: adjustments that were sent and did not arrive yet have the other half. */
    private static final long MOST_IN_A_ROW = 1L << 62;

    private final Duration lateHorizon;
    private final LedgerMeters meters;

    /** Makes the processor of one task. */
    public AdjustLedger(LedgerSettings settings, LedgerMeters meters) {
        this.lateHorizon = settings.lateHorizon();
        this.meters = requireNonNull(meters, "meters");
    }

    @Override
    protected Task<byte[]> start(ProcessorContext<byte[], Object> context) {
        return new Adjusting(context, lateHorizon, meters);
    }

    private static final class Adjusting implements Task<byte[]> {

        private final ProcessorContext<byte[], Object> context;
        private final Duration lateHorizon;
        private final LedgerMeters meters;
        private final LedgerStore rows;
        private final DeadLetters deadLetters;

        private Adjusting(ProcessorContext<byte[], Object> context, Duration lateHorizon, LedgerMeters meters) {
            this.context = context;
            this.lateHorizon = lateHorizon;
            this.meters = meters;
            rows = new LedgerStore(context.getStateStore(LedgerNames.STORE));
            deadLetters = new DeadLetters(context, meters::unaccounted);
        }

        @Override
        public void process(Record<byte[], byte[]> record) {
            byte @Nullable [] value = record.value();
            Adjustment adjustment = null;
            try {
                if (value != null && EventCodec.ADJUSTMENTS.decode(value).getEvent() instanceof Adjustment decoded) {
                    adjustment = decoded;
                }
            } catch (UndecodableEventException e) {
                deadLetters.setAside(record, value, String.valueOf(e.getMessage()));
                return;
            }
            if (adjustment == null) {
                deadLetters.setAside(record, value, "no adjustment");
            } else {
                adjust(record, CounterKey.ofBytes(record.key()), adjustment);
            }
        }

        private void adjust(Record<byte[], byte[]> record, CounterKey counter, Adjustment adjustment) {
            byte[] id = AdjustmentValidation.key(adjustment.getId());
            List<Window> decided = rows.decided(id);
            if (decided == null) {
                decide(record, counter, adjustment);
            } else {
                rows.deleteDecided(id);
                sendHits(record, adjustment, decided);
            }
        }

        private void decide(Record<byte[], byte[]> record, CounterKey counter, Adjustment adjustment) {
            Window hour = rows.accounting(counter, adjustment.getAt());
            if (hour == null) {
                reject(record, adjustment, "no hits were counted for this counter in the hour of " + at(adjustment));
            } else if (isTooLate(hour, record.timestamp())) {
                reject(
                        record,
                        adjustment,
                        "the hour of " + at(adjustment) + " ended about " + lateHorizon.toDays()
                                + " days ago, after which the ledger does not change");
            } else {
                List<Window> windows = windows(counter, hour);
                if (windows.stream().anyMatch(window -> isFull(new RowRef(counter, window), adjustment.getHits()))) {
                    reject(record, adjustment, "the ledger would have more than 2^62 hits of this counter in a window");
                } else {
                    apply(record, adjustment, windows);
                }
            }
        }

        /** Sums stop at the largest long, and what is beyond would be lost. */
        private boolean isFull(RowRef ref, long hits) {
            LedgerWindowState row = rows.row(ref);
            if (row == null) {
                return false;
            }
            long counted = hits > 0 ? row.totals().admitted() : row.totals().givenBack();
            return counted > MOST_IN_A_ROW - Math.abs(hits);
        }

        private static Instant at(Adjustment adjustment) {
            return Instant.ofEpochMilli(adjustment.getAt());
        }

        private boolean isTooLate(Window hour, long recordMillis) {
            long now = Math.max(recordMillis, context.currentSystemTimeMs());
            return hour.endMillis() < now - lateHorizon.minus(UNDER_WAY).toMillis();
        }

        /** Of the longer windows those that hold the hour's hits; the record must stay valid. */
        private List<Window> windows(CounterKey counter, Window hour) {
            List<Window> windows = new ArrayList<>();
            windows.add(hour);
            rows.longer(counter).stream()
                    .filter(window -> window.contains(hour.startMillis()))
                    .limit(HitValidation.MOST_WINDOWS - 1)
                    .forEach(windows::add);
            return windows;
        }

        private void apply(Record<byte[], byte[]> record, Adjustment adjustment, List<Window> windows) {
            rows.putDecided(AdjustmentValidation.key(adjustment.getId()), windows);
            context.forward(new Record<>(record.key(), record.value(), record.timestamp()), LedgerNames.DECIDED_SINK);
            List<AdjustedWindow> adjusted = windows.stream()
                    .map(window -> new AdjustedWindow(window.startMillis(), window.endMillis()))
                    .toList();
            tell(record, new AdjustmentOutcome(adjustment.getId(), AdjustmentStatus.APPLIED, "", adjusted));
        }

        private void sendHits(Record<byte[], byte[]> record, Adjustment adjustment, List<Window> windows) {
            long hits = adjustment.getHits();
            Totals totals = new Totals(Math.max(0, hits), 0L, 0L, Math.max(0, -hits), 0L);
            Hits event = new Hits(
                    AccountingEvents.event(new AdjustmentId(adjustment.getId())),
                    adjustment.getAt(),
                    adjustment.getAt(),
                    windows.stream()
                            .map(window -> new WindowHits(
                                    window.startMillis(),
                                    window.endMillis(),
                                    WindowUse.LIMIT_AND_ACCOUNTING,
                                    totals,
                                    null))
                            .toList());
            byte[] bytes = EventCodec.HITS.encode(new HitEvent(event));
            context.forward(new Record<>(record.key(), bytes, record.timestamp()), LedgerNames.HITS_SINK);
        }

        private void reject(Record<byte[], byte[]> record, Adjustment adjustment, String reason) {
            tell(record, new AdjustmentOutcome(adjustment.getId(), AdjustmentStatus.REFUSED, reason, List.of()));
        }

        private void tell(Record<byte[], byte[]> record, AdjustmentOutcome outcome) {
            byte[] key = AdjustmentValidation.key(outcome.getId());
            byte[] bytes = EventCodec.ADJUSTMENTS.encode(new AdjustmentEvent(outcome));
            context.forward(new Record<>(key, bytes, record.timestamp()), LedgerNames.OUTCOMES_SINK);
            meters.adjustment(outcome.getStatus() == AdjustmentStatus.APPLIED);
        }
    }
}
