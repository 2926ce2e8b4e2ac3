package io.tollgate.streams;

import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tollgate.streams.topology.UsageTopology;
import io.tollgate.streams.topology.UsageTopologyConfig;
import io.tollgate.streams.window.UsageMeters;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The streams application: starts, watches and stops the usage application. Thread-safe. */
public final class StreamsApp implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StreamsApp.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);

    private final Deque<Runnable> closers = new ArrayDeque<>();
    private final CompletableFuture<Void> running = new CompletableFuture<>();
    private final CompletableFuture<Throwable> fatal = new CompletableFuture<>();
    private final KafkaStreams streams;
    private final @Nullable MonitoringServer server;
    private volatile ExitCode exitCode = ExitCode.OK;
    private boolean closed;

    private StreamsApp(StreamsAppConfig config) {
        try {
            DataFolder folder = DataFolder.take(config.dataDir());
            closers.push(folder::close);
            KafkaTopics.ensure(config);
            PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            closers.push(registry::close);
            RocksDbMemory memory = new RocksDbMemory(config.rocksdbMemoryBytes());
            closers.push(memory::close);
            streams = streams(config, folder, memory, new UsageMeters(registry));
            KafkaStreamsMetrics metrics = new KafkaStreamsMetrics(streams);
            metrics.bindTo(registry);
            closers.push(metrics::close);
            server = serve(config, registry);
            streams.start();
        } catch (RuntimeException | Error e) {
            closeAll();
            throw e;
        }
    }

    /**
     * Starts the application: takes the data folder, makes sure that the topics are there, and starts to process. Does
     * not wait until it processes: see {@link #awaitRunning}.
     *
     * @throws StreamsStartException if the folder cannot be used, Kafka cannot be reached in time, or the port is taken
     * @throws io.tollgate.topic.TopicMismatchException if a topic is there with settings that would lose counts
     */
    public static StreamsApp start(StreamsAppConfig config) {
        return new StreamsApp(config);
    }

    private KafkaStreams streams(StreamsAppConfig config, DataFolder folder, RocksDbMemory memory, UsageMeters meters) {
        Properties settings = new Properties();
        settings.putAll(StreamsSettings.usage(config, folder.state(), memory));
        KafkaStreams made = new KafkaStreams(
                UsageTopology.build(new UsageTopologyConfig(
                        config.topics(), config.publishInterval(), config.publishAge(), meters)),
                settings);
        made.setUncaughtExceptionHandler(new FailurePolicy(Clock.systemUTC(), this::fail));
        made.setStateListener((now, before) -> {
            LOG.info("{} is {} (was {})", config.usageApplicationId(), now, before);
            if (now == KafkaStreams.State.RUNNING) {
                running.complete(null);
            }
        });
        closers.push(() -> stop(made));
        return made;
    }

    private static void stop(KafkaStreams streams) {
        // without leaving, the next start would wait until the group gives this member up
        CloseOptions leaving =
                CloseOptions.timeout(CLOSE_TIMEOUT).withGroupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP);
        if (!streams.close(leaving)) {
            LOG.warn("the usage application did not stop within {} s", CLOSE_TIMEOUT.toSeconds());
        }
    }

    private @Nullable MonitoringServer serve(StreamsAppConfig config, PrometheusMeterRegistry registry) {
        if (config.httpPort() == StreamsAppConfig.NO_HTTP) {
            return null;
        }
        MonitoringServer started = MonitoringServer.start(config.httpHost(), config.httpPort(), this::state, registry);
        closers.push(started::close);
        return started;
    }

    private void fail(ExitCode code, Throwable failure) {
        exitCode = code;
        fatal.complete(failure);
    }

    /** Returns the state of the usage application. */
    public KafkaStreams.State state() {
        return streams.state();
    }

    /** Returns the port that health and metrics are served at, or nothing where none is. */
    public OptionalInt httpPort() {
        return server == null ? OptionalInt.empty() : OptionalInt.of(server.port());
    }

    /**
     * Waits until the application processes for the first time.
     *
     * @return false if that took longer than the timeout
     * @throws StreamsStartException if it failed for good before
     */
    public boolean awaitRunning(Duration timeout) throws InterruptedException {
        try {
            CompletableFuture.anyOf(running, fatal).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("these are never completed exceptionally", e);
        }
        if (!running.isDone()) {
            throw new StreamsStartException("the usage application failed: " + fatal.join(), fatal.join());
        }
        return true;
    }

    /** Calls back, from a thread of its own, once the application failed for good; it may be closed from there. */
    public void onFatal(Consumer<Throwable> listener) {
        CompletableFuture<Void> unused = fatal.thenAcceptAsync(
                failure -> tell(listener, failure), task -> new Thread(task, "tollgate-streams-fatal").start());
    }

    private static void tell(Consumer<Throwable> listener, Throwable failure) {
        try {
            listener.accept(failure);
        } catch (RuntimeException e) {
            LOG.error("the listener of a fatal failure failed itself", e);
        }
    }

    /** Returns why the process should end, {@link ExitCode#OK} unless the application failed for good. */
    public ExitCode exitCode() {
        return exitCode;
    }

    /** Stops within about 30 s and gives the data folder back. Further calls do nothing. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            closeAll();
        }
    }

    private void closeAll() {
        while (!closers.isEmpty()) {
            closers.pop().run();
        }
    }
}
