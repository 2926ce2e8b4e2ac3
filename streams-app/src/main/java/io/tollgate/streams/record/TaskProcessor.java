package io.tollgate.streams.record;

import static java.util.Objects.requireNonNull;

import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * A processor whose work is done by an object that is made once the task's stores are there, so that nothing of it is ever
 * half made. Used by the thread of its task.
 *
 * @param <V> the values that it takes
 */
public abstract class TaskProcessor<V> implements Processor<byte[], V, byte[], Object> {

    private @Nullable Task<V> task;

    /** What does the work. */
    public interface Task<V> {

        /** Takes the next record. */
        void process(Record<byte[], V> record);
    }

    /** Makes what does the work, and schedules what it does by the clock. */
    protected abstract Task<V> start(ProcessorContext<byte[], Object> context);

    @Override
    public final void init(ProcessorContext<byte[], Object> context) {
        task = start(context);
    }

    @Override
    public final void process(Record<byte[], V> record) {
        requireNonNull(task, "task").process(record);
    }
}
