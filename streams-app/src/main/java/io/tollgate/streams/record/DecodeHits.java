package io.tollgate.streams.record;

import static java.util.Objects.requireNonNull;

import io.tollgate.event.HitEvent;
import io.tollgate.topic.EventCodec;
import io.tollgate.topic.UndecodableEventException;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * {@code bytes -> hits}: sets aside what is no event or fails validation. An event of an unknown schema is no poison:
 * the exception goes up and stops the client, so that the record waits.
 */
public final class DecodeHits extends TaskProcessor<byte[]> {

    /** The name of the processor. */
    public static final String NAME = "decode-hits";

    private final String next;
    private final @Nullable Runnable onSetAside;

    private DecodeHits(String next, @Nullable Runnable onSetAside) {
        this.next = requireNonNull(next, "next");
        this.onSetAside = onSetAside;
    }

    /**
     * Makes the processor of one task that sends poison to {@link DeadLetters#SINK}.
     *
     * @param next the processor that follows
     * @param onSetAside told of each record that is set aside
     */
    public static DecodeHits settingAside(String next, Runnable onSetAside) {
        return new DecodeHits(next, requireNonNull(onSetAside, "onSetAside"));
    }

    /** Makes the processor of one task that leaves setting aside to another application that reads the same hits. */
    public static DecodeHits skipping(String next) {
        return new DecodeHits(next, null);
    }

    @Override
    protected Task<byte[]> start(ProcessorContext<byte[], Object> context) {
        DeadLetters deadLetters = onSetAside == null ? null : new DeadLetters(context, onSetAside);
        return record -> decode(context, deadLetters, record);
    }

    private void decode(
            ProcessorContext<byte[], Object> context,
            @Nullable DeadLetters deadLetters,
            Record<byte[], byte[]> record) {
        byte @Nullable [] value = record.value();
        HitEvent event = null;
        String problem;
        try {
            event = value == null ? null : EventCodec.HITS.decode(value);
            problem = event == null ? "no value" : HitValidation.problem(record.key(), event);
        } catch (UndecodableEventException e) {
            problem = String.valueOf(e.getMessage());
        }
        if (problem != null && deadLetters != null) {
            deadLetters.setAside(record, value, problem);
        }
        DecodedHit hit = new DecodedHit(value, problem == null ? event : null);
        context.forward(record.<Object>withValue(hit), next);
    }
}
