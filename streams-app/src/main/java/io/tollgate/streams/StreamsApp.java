package io.tollgate.streams;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tollgate.runtime.kafka.KafkaClientConfig;
import io.tollgate.runtime.time.WallClock;
import io.tollgate.streams.ledger.LedgerMeters;
import io.tollgate.streams.ledger.LedgerSettings;
import io.tollgate.streams.ledger.LedgerTopology;
import io.tollgate.streams.ledger.reconcile.ReconcileJob;
import io.tollgate.streams.ledger.reconcile.ReconcileMeters;
import io.tollgate.streams.ledger.reconcile.ReconcileSettings;
import io.tollgate.streams.ledger.reconcile.Reconciler;
import io.tollgate.streams.reading.TopicSource;
import io.tollgate.streams.usage.UsageMeters;
import io.tollgate.streams.usage.UsageTopology;
import io.tollgate.streams.usage.UsageTopologyConfig;
import io.tollgate.topic.TopicWatch;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The streams app: starts, watches and stops its applications. Thread-safe. */
public final class StreamsApp implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StreamsApp.class);
    private static final Duration LEDGER_TIMEOUT = Duration.ofSeconds(30);

    private final Deque<Runnable> closers = new ArrayDeque<>();
    private final CompletableFuture<Throwable> fatal = new CompletableFuture<>();
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final List<RunningApplication> applications = new ArrayList<>();
    private final ResourceHistory history;
    private final @Nullable StreamsHttp http;
    private @Nullable RunningApplication usage;
    private volatile ExitCode exitCode = ExitCode.OK;
    private boolean closed;

    private StreamsApp(StreamsAppConfig config) {
        try {
            DataFolder folder = DataFolder.take(config.dataDir());
            closers.push(folder::close);
            int partitions = KafkaTopics.ensure(config);
            closers.push(registry::close);
            RocksDbMemory memory = new RocksDbMemory(
                    config.rocksdbMemoryBytes(),
                    partitions * config.applications().size());
            closers.push(memory::close);
            history = ResourceHistory.follow(config);
            closers.push(history::close);
            http = config.httpPort() == StreamsAppConfig.NO_HTTP ? null : bind(config);
            TopicWatch watch = new TopicWatch(
                    config.kafka().admin(KafkaClientConfig.SOON_BACK),
                    config.topics(),
                    news -> fail(ExitCode.FAILED, new StreamsStartException(news + " while it was used; start again")));
            for (Application application : new TreeSet<>(config.applications())) {
                applications.add(start(application, config, folder, memory));
            }
            watch.start();
            closers.push(watch::close);
            if (config.reconciles()) {
                closers.push(reconcile(config)::close);
            }
            if (http != null) {
                closers.push(http::close); // before the applications that it speaks of
                http.serve(this::state, usage, history);
            }
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

    private RunningApplication start(
            Application application, StreamsAppConfig config, DataFolder folder, RocksDbMemory memory) {
        Map<String, Object> settings = StreamsSettings.of(application, config, folder.state(), memory);
        if (application == Application.USAGE && http != null) {
            settings.put(
                    StreamsConfig.APPLICATION_SERVER_CONFIG, http.instance().toString());
        }
        RunningApplication started = RunningApplication.start(
                config.idOf(application),
                topology(application, config),
                settings,
                new RunningApplication.Listener(this::fail, registry));
        closers.push(started::close);
        if (application == Application.USAGE) {
            usage = started;
        }
        return started;
    }

    private StreamsHttp bind(StreamsAppConfig config) {
        StreamsHttp bound = StreamsHttp.bind(config, registry);
        closers.push(bound::close);
        return bound;
    }

    private Topology topology(Application application, StreamsAppConfig config) {
        return switch (application) {
            case USAGE ->
                UsageTopology.build(new UsageTopologyConfig(
                        config.topics(), config.publishInterval(), config.publishAge(), new UsageMeters(registry)));
            case LEDGER ->
                LedgerTopology.build(
                        config.topics(),
                        new LedgerSettings(config.ledgerGrace(), config.ledgerLateHorizon()),
                        new LedgerMeters(registry),
                        history);
        };
    }

    private ReconcileJob reconcile(StreamsAppConfig config) {
        WallClock clock = WallClock.system();
        Reconciler reconciler = new Reconciler(
                TopicSource.hits(config.kafka(), config.topics(), LEDGER_TIMEOUT),
                TopicSource.ledger(config.kafka(), config.topics(), LEDGER_TIMEOUT),
                ReconcileSettings.DEFAULT.withLateHorizon(config.ledgerLateHorizon()),
                clock);
        return ReconcileJob.start(reconciler, config.reconcileInterval(), clock, new ReconcileMeters(registry, clock));
    }

    private void fail(ExitCode code, Throwable failure) {
        exitCode = code;
        fatal.complete(failure);
    }

    /** Returns the state that all applications are in; of several that of one which does not run. */
    public KafkaStreams.State state() {
        if (fatal.isDone()) {
            return KafkaStreams.State.ERROR;
        }
        return applications.stream()
                .map(RunningApplication::state)
                .filter(state -> state != KafkaStreams.State.RUNNING)
                .findFirst()
                .orElse(KafkaStreams.State.RUNNING);
    }

    /** Returns the port that health, metrics, usage, the ledger and adjustments are served at, or nothing where none is. */
    public OptionalInt httpPort() {
        return http == null ? OptionalInt.empty() : OptionalInt.of(http.port());
    }

    /**
     * Waits until all applications process for the first time.
     *
     * @return false if that took longer than the timeout
     * @throws StreamsStartException if it failed for good before
     */
    public boolean awaitRunning(Duration timeout) throws InterruptedException {
        CompletableFuture<Void> running = CompletableFuture.allOf(
                applications.stream().map(RunningApplication::running).toArray(CompletableFuture<?>[]::new));
        try {
            CompletableFuture.anyOf(running, fatal).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("these are never completed exceptionally", e);
        }
        if (!running.isDone()) {
            throw new StreamsStartException("the streams app failed: " + fatal.join(), fatal.join());
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

    /** Stops within about 15 s, also where Kafka does not answer, and gives the data folder back. Further calls do nothing. */
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
