package io.tollgate.streams.window;

import static java.util.Objects.requireNonNull;

import io.tollgate.event.HitEvent;
import io.tollgate.topic.EventCodec;
import io.tollgate.topic.UndecodableEventException;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * {@code bytes -> hits}: sets aside what is no event or fails validation. An event of an unknown schema is no poison:
 * the exception goes up and stops the client, so that the record waits.
 */
public final class DecodeHits implements Processor<byte[], byte[], byte[], Object> {

    private final UsageMeters meters;
    private @Nullable ProcessorContext<byte[], Object> context;
    private @Nullable DeadLetters deadLetters;

    /** Makes the processor of one task. */
    public DecodeHits(UsageMeters meters) {
        this.meters = requireNonNull(meters, "meters");
    }

    @Override
    public void init(ProcessorContext<byte[], Object> context) {
        this.context = context;
        this.deadLetters = new DeadLetters(context, meters);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        byte @Nullable [] value = record.value();
        HitEvent event = null;
        String problem;
        try {
            event = value == null ? null : EventCodec.HITS.decode(value);
            problem = event == null ? "no value" : HitValidation.problem(record.key(), event);
        } catch (UndecodableEventException e) {
            problem = String.valueOf(e.getMessage());
        }
        if (problem != null) {
            requireNonNull(deadLetters, "deadLetters").setAside(record, value, problem);
        }
        Arrived arrived = new Arrived(value, problem == null ? event : null);
        requireNonNull(context, "context").forward(record.<Object>withValue(arrived), Names.ACCOUNT);
    }
}
