package io.tollgate.streams.usage;

import static java.util.Objects.requireNonNull;

import io.tollgate.event.Heartbeat;
import io.tollgate.event.UsageEvent;
import io.tollgate.model.CounterKey;
import io.tollgate.topic.ControlKey;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Writes usage, tombstones and heartbeats into the task's partition of {@code usage}. Used by the task's thread. */
final class UsagePublisher {

    private final ProcessorContext<byte[], Object> context;
    private final SenderStatus status;
    private final UsageMeters meters;

    UsagePublisher(ProcessorContext<byte[], Object> context, SenderStatus status, UsageMeters meters) {
        this.context = requireNonNull(context, "context");
        this.status = requireNonNull(status, "status");
        this.meters = requireNonNull(meters, "meters");
    }

    /** Publishes the counter's row, unless no limit decides by any of its windows. */
    void usage(CounterKey key, CounterState state) {
        if (state.published().isEmpty()) {
            return;
        }
        send(key.bytes(), new UsageEvent(PublishedUsage.of(state, status)));
        meters.published();
    }

    /** Says that nothing is counted any more. */
    void tombstone(CounterKey key) {
        send(key.bytes(), null);
    }

    /** Says how far hits are accounted and published. */
    void heartbeat(long nextOffset, int liveGateways) {
        Heartbeat heartbeat = new Heartbeat(nextOffset, context.currentSystemTimeMs(), liveGateways);
        send(ControlKey.heartbeat(), new UsageEvent(heartbeat));
    }

    private void send(byte[] key, @Nullable UsageEvent event) {
        UsageRecord published = new UsageRecord(context.taskId().partition(), event);
        context.forward(new Record<>(key, published, context.currentSystemTimeMs()), Names.USAGE_SINK);
    }
}
