package io.tollgate.streams.ledger;

import static java.util.Objects.requireNonNull;

import io.tollgate.event.Adjustment;
import io.tollgate.event.AdjustmentEvent;
import io.tollgate.streams.record.AdjustmentValidation;
import io.tollgate.streams.record.DeadLetters;
import io.tollgate.streams.record.TaskProcessor;
import io.tollgate.topic.CounterKeyEvents;
import io.tollgate.topic.EventCodec;
import io.tollgate.topic.Topics;
import io.tollgate.topic.UndecodableEventException;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * {@code adjustments -> [adjustments-by-id] -> adjustments-by-counter}: lets the first adjustment of each id pass, to the
 * partition of its counter. Later ones, whatever they say, and outcomes go no further.
 */
public final class TakeAdjustments extends TaskProcessor<byte[]> {

    private final LedgerMeters meters;

    /** Makes the processor of one task. */
    public TakeAdjustments(LedgerMeters meters) {
        this.meters = requireNonNull(meters, "meters");
    }

    @Override
    protected Task<byte[]> start(ProcessorContext<byte[], Object> context) {
        return new Taking(context, meters);
    }

    private static final class Taking implements Task<byte[]> {

        private final ProcessorContext<byte[], Object> context;
        private final AdjustmentIds ids;
        private final DeadLetters deadLetters;

        private Taking(ProcessorContext<byte[], Object> context, LedgerMeters meters) {
            this.context = context;
            ids = new AdjustmentIds(context.getStateStore(LedgerNames.IDS_STORE), Topics.ADJUSTMENTS_RETENTION);
            deadLetters = new DeadLetters(context, LedgerNames.DEAD_ADJUSTMENTS_SINK, meters::unaccounted);
        }

        @Override
        public void process(Record<byte[], byte[]> record) {
            ids.forget(record.timestamp());
            byte @Nullable [] value = record.value();
            String problem;
            try {
                AdjustmentEvent event = value == null ? null : EventCodec.ADJUSTMENTS.decode(value);
                problem = event == null ? "no value" : take(record, event);
            } catch (UndecodableEventException e) {
                problem = String.valueOf(e.getMessage());
            }
            if (problem != null) {
                deadLetters.setAside(record, value, problem);
            }
        }

        private @Nullable String take(Record<byte[], byte[]> record, AdjustmentEvent event) {
            if (!(event.getEvent() instanceof Adjustment adjustment)) {
                return null;
            }
            String problem = AdjustmentValidation.problem(record.key(), adjustment);
            if (problem == null && ids.add(record.key(), record.timestamp())) {
                byte[] counter = CounterKeyEvents.key(adjustment.getCounter()).bytes();
                context.forward(new Record<>(counter, record.value(), record.timestamp()), LedgerNames.BY_COUNTER_SINK);
            }
            return problem;
        }
    }
}
