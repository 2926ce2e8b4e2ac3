package io.tollgate.streams;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One application of Kafka Streams, from its start to its end. Thread-safe. */
final class RunningApplication implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RunningApplication.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(7);

    private final String id;
    private final KafkaStreams streams;
    private final KafkaStreamsMetrics metrics;
    private final CompletableFuture<Void> running = new CompletableFuture<>();

    /**
     * Who hears of it.
     *
     * @param onFatal told once it failed for good, from the failed thread
     * @param registry where its metrics are shown
     */
    record Listener(BiConsumer<ExitCode, Throwable> onFatal, MeterRegistry registry) {}

    private RunningApplication(String id, Topology topology, Map<String, Object> settings, Listener listener) {
        this.id = id;
        Properties properties = new Properties();
        properties.putAll(settings);
        streams = new KafkaStreams(topology, properties);
        streams.setUncaughtExceptionHandler(new FailurePolicy(Clock.systemUTC(), listener.onFatal()));
        streams.setStateListener((now, before) -> {
            LOG.info("{} is {} (was {})", id, now, before);
            if (now == KafkaStreams.State.RUNNING) {
                running.complete(null);
            }
        });
        metrics = new KafkaStreamsMetrics(streams);
        metrics.bindTo(listener.registry());
    }

    /** Starts it; does not wait until it processes. */
    static RunningApplication start(String id, Topology topology, Map<String, Object> settings, Listener listener) {
        RunningApplication made = new RunningApplication(id, topology, settings, listener);
        made.streams.start();
        return made;
    }

    KafkaStreams.State state() {
        return streams.state();
    }

    /** Returns the application itself, for queries of its stores. */
    KafkaStreams streams() {
        return streams;
    }

    /** Completes when it processes for the first time. */
    CompletableFuture<Void> running() {
        return running;
    }

    @Override
    public void close() {
        // without leaving, the next start would wait until the group gives this member up
        CloseOptions leaving =
                CloseOptions.timeout(CLOSE_TIMEOUT).withGroupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP);
        if (!streams.close(leaving)) {
            LOG.warn("{} did not stop within {} s", id, CLOSE_TIMEOUT.toSeconds());
        }
        metrics.close();
    }
}
