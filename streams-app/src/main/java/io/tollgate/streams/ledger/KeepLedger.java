package io.tollgate.streams.ledger;

import static java.util.Objects.requireNonNull;

import io.tollgate.event.Hits;
import io.tollgate.event.LedgerEvent;
import io.tollgate.event.Mark;
import io.tollgate.event.SilentGateway;
import io.tollgate.model.CounterKey;
import io.tollgate.resource.SubscriptionHistory.Sold;
import io.tollgate.streams.record.DeadLetters;
import io.tollgate.streams.record.DecodedHit;
import io.tollgate.streams.record.TaskProcessor;
import io.tollgate.topic.AccountingEvents;
import io.tollgate.topic.LedgerRowKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * {@code hits -> [ledger] -> ledger}: accounts each record in its windows, and looks several times a second which
 * windows are complete and writes their rows.
 */
public final class KeepLedger extends TaskProcessor<DecodedHit> {

    private static final Duration STEP = Duration.ofMillis(200);

    private final LedgerSettings settings;
    private final LedgerMeters meters;
    private final Subscribers subscribers;

    /** Makes the processor of one task. */
    public KeepLedger(LedgerSettings settings, LedgerMeters meters, Subscribers subscribers) {
        this.settings = requireNonNull(settings, "settings");
        this.meters = requireNonNull(meters, "meters");
        this.subscribers = requireNonNull(subscribers, "subscribers");
    }

    @Override
    protected Task<DecodedHit> start(ProcessorContext<byte[], Object> context) {
        Keeping started = new Keeping(context, settings, meters, new SoldWindows(subscribers));
        context.schedule(STEP, PunctuationType.WALL_CLOCK_TIME, now -> started.step());
        return started;
    }

    private static final class Keeping implements Task<DecodedHit>, WindowClosing.Writer {

        private static final int MOST_NAMED = 100;

        private final ProcessorContext<byte[], Object> context;
        private final LedgerMeters meters;
        private final SenderWatermarks watermarks;
        private final LedgerAccount account;
        private final WindowClosing closing;
        private final DeadLetters deadLetters;

        private Keeping(
                ProcessorContext<byte[], Object> context,
                LedgerSettings settings,
                LedgerMeters meters,
                SoldWindows sold) {
            this.context = context;
            this.meters = meters;
            LedgerTables tables = new LedgerTables(context.getStateStore(LedgerNames.STORE));
            watermarks = new SenderWatermarks(tables.store(), settings.grace(), settings.lateHorizon());
            account = new LedgerAccount(tables, settings.lateHorizon());
            closing = new WindowClosing(tables, watermarks, sold, settings.lateHorizon(), this);
            deadLetters = new DeadLetters(context, meters::unaccounted);
        }

        @Override
        public void process(Record<byte[], DecodedHit> record) {
            DecodedHit hit = record.value();
            watermarks.advance(record.timestamp());
            Object event = hit.event() == null ? null : hit.event().getEvent();
            if (event instanceof Mark watermark) {
                watermarks.take(watermark, record.timestamp());
                skew(watermark, record.timestamp());
            } else if (event instanceof Hits hits) {
                String problem = account.take(CounterKey.ofBytes(record.key()), hits, watermarks);
                if (problem != null) {
                    deadLetters.setAside(record, hit.bytes(), problem);
                }
            }
        }

        private void skew(Mark watermark, long recordMillis) {
            if (watermark.getSentAt() != 0) {
                meters.skew(watermark.getLabel(), watermark.getSentAt() - recordMillis);
            }
        }

        private void step() {
            closing.step();
            long openMillis = watermarks.latestMillis() == Long.MIN_VALUE
                    ? 0
                    : watermarks.latestMillis() - Math.max(0, watermarks.completeUpTo());
            meters.open(context.taskId().partition(), openMillis);
        }

        @Override
        public void write(RowRef ref, LedgerWindowState row, Optional<Sold> sold, List<SilentGateway> silent) {
            LedgerEvent event = new LedgerEvent(
                    row.kind(),
                    AccountingEvents.event(row.totals()),
                    AccountingEvents.event(row.adjusted()),
                    context.currentSystemTimeMs(),
                    silent.subList(0, Math.min(silent.size(), MOST_NAMED)),
                    silent.size(),
                    sold.map(Sold::customer).orElse(null),
                    sold.map(found -> found.plan().toString()).orElse(null));
            byte[] key = new LedgerRowKey(ref.counter(), ref.window(), row.revision()).bytes();
            WrittenRow written = new WrittenRow(context.taskId().partition(), event);
            context.forward(new Record<>(key, written, context.currentSystemTimeMs()), LedgerNames.SINK);
            meters.written(row.revision() == 1, !silent.isEmpty());
        }

        @Override
        public void forgot(RowRef ref) {
            meters.forgotten();
        }
    }
}
