package io.tollgate.gateway;

import io.grpc.Server;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tollgate.gateway.GatewayHttp.Page;
import io.tollgate.gateway.decision.Counters;
import io.tollgate.gateway.decision.DecisionEngine;
import io.tollgate.gateway.decision.DecisionListener;
import io.tollgate.gateway.decision.MovedListener;
import io.tollgate.gateway.decision.SenderId;
import io.tollgate.gateway.hits.HitReporter;
import io.tollgate.gateway.journal.Journal;
import io.tollgate.gateway.journal.KeyLocks;
import io.tollgate.gateway.journal.OwnTotalsKeeper;
import io.tollgate.gateway.journal.OwnTotalsStore;
import io.tollgate.gateway.limits.LimitConfigException;
import io.tollgate.gateway.limits.LimitFiles;
import io.tollgate.gateway.limits.LimitTable;
import io.tollgate.gateway.rls.RateLimitGrpcService;
import io.tollgate.gateway.usage.Freshness;
import io.tollgate.gateway.usage.UsageApplier;
import io.tollgate.gateway.usage.UsageFollower;
import io.tollgate.gateway.usage.UsageStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A gateway: answers Envoy from its own state. Starts without Kafka too, and then decides by its own counts. Thread-safe.
 */
public final class Gateway implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

    /** The name that envoyproxy/ratelimit serves its health under. */
    private static final String HEALTH_SERVICE = "ratelimit";

    private static final int LOADING_THREADS = 2;
    private static final int LOADING_QUEUE = 10_000;
    private static final Duration GRPC_STOP_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration READY_CHECK = Duration.ofMillis(20);

    private final Deque<Runnable> closers = new ArrayDeque<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final HealthStatusManager health = new HealthStatusManager();
    private final LimitTable limits;
    private final Journal journal;
    private final Freshness freshness;
    private final HitReporter reporter;
    private final Server grpc;
    private final GatewayHttp http;
    private final @Nullable GatewayHttp debug;
    private volatile boolean ready;

    private Gateway(GatewayConfig config, InstantSource wall) {
        try {
            LongSupplier clock = new ServedClock(wall);
            limits = load(config.limits());
            DataFolder folder = DataFolder.take(config.state().folder());
            closers.push(folder::close);
            UUID gatewayId = folder.gatewayId();
            Counters counters = new Counters(newSender(gatewayId, clock));
            OwnTotalsStore own = new OwnTotalsStore(folder.ownTotals());
            closers.push(own::close);
            journal = openJournal(config, folder, own);
            UsageStore usage = new UsageStore(folder.usage(), config.state().usageCacheBytes());
            closers.push(usage::close);

            PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            closers.push(registry::close);
            GatewayMeters meters = new GatewayMeters(registry);
            freshness = new Freshness(() -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
            KeyLocks locks = new KeyLocks();
            Map<String, Object> kafka = KafkaClients.settings(config.kafka());
            reporter = HitReporter.toKafka(
                    kafka,
                    config.kafka().topics(),
                    config.reports(),
                    clock,
                    new HitReporter.State(counters, own, usage, locks));
            closers.push(reporter::close);
            ExcessEstimate excess =
                    new ExcessEstimate(freshness::liveGateways, config.reports().age());
            StateWatch watch =
                    new StateWatch(counters, reporter, freshness, meters, excess, () -> newSender(gatewayId, clock));
            OwnTotalsKeeper keeper = new OwnTotalsKeeper(
                    journal, own, counters, locks, clock, config.state().keeper(), watch);
            watch.keeper(keeper);
            UsageApplier applier = new UsageApplier(counters, watch, System::nanoTime);
            MovedListener moved = (window, nowMillis, report, urgent) -> {
                keeper.moved(window);
                if (report) {
                    reporter.moved(window, nowMillis, urgent);
                }
            };
            DecisionEngine engine = new DecisionEngine(
                    () -> limits,
                    counters,
                    journal,
                    moved,
                    freshness::liveGateways,
                    config.modes(),
                    DecisionListener.NONE);
            StoredCounterLoader loader = new StoredCounterLoader(
                    counters, journal, own, usage, applier, locks, () -> newSender(gatewayId, clock), moved);
            UsageFollower follower = new UsageFollower(
                    kafka,
                    config.kafka().topics(),
                    config.kafka().partitionsIfAbsent(),
                    usage,
                    counters,
                    applier,
                    freshness,
                    clock);
            meters.bind(freshness);
            meters.bind(reporter);
            meters.bind(excess);
            meters.bind(counters, journal, own, usage);

            ThreadPoolExecutor loading = loadingPool();
            closers.push(loading::shutdownNow);
            keeper.start();
            closers.push(keeper::close);
            follower.start();
            closers.push(follower::close);
            reporter.start();
            closers.push(this::drain);
            http = GatewayHttp.start(
                    config.http(), GatewaySettings.HTTP_PORT, Map.of("/healthcheck", this::healthcheck));
            closers.push(http::close);
            debug = serveDebug(config.debug(), registry);
            grpc = serve(config.grpc(), new RateLimitGrpcService(engine, loader, loading, clock));
            closers.push(this::stopGrpc);
            awaitReady(config.readyTimeout());
        } catch (RuntimeException | Error e) {
            closeAll();
            throw e;
        }
    }

    /**
     * Starts a gateway: takes the data folder, recovers what earlier starts counted, listens, and connects to Kafka in
     * the background. Requests are answered when it returns; {@link #ready} tells whether others' counts are known too.
     *
     * @throws GatewayStartException if limit files are refused, the folder cannot be used, or a port is taken
     */
    public static Gateway start(GatewayConfig config) {
        return new Gateway(config, InstantSource.system());
    }

    /**
     * Starts a gateway whose wall clock is given, for tests of time.
     *
     * @throws GatewayStartException see {@link #start(GatewayConfig)}
     */
    public static Gateway start(GatewayConfig config, InstantSource wall) {
        return new Gateway(config, wall);
    }

    private static LimitTable load(GatewayConfig.LimitSource source) {
        try {
            LimitTable table = LimitFiles.load(source.folder(), source.options());
            table.warnings().forEach(warning -> LOG.warn("{}", warning));
            return table;
        } catch (LimitConfigException e) {
            throw new GatewayStartException("limits.dir: " + source.folder() + ": " + e.getMessage(), e);
        }
    }

    private static SenderId newSender(UUID gatewayId, LongSupplier clock) {
        return new SenderId(gatewayId, clock.getAsLong(), new SecureRandom().nextLong());
    }

    private static Journal openJournal(GatewayConfig config, DataFolder folder, OwnTotalsStore own) {
        try {
            return Journal.open(folder.journal(), config.state().journal(), segment -> {
                if (segment.isTrusted()) {
                    own.writeLarger(segment.uncopied());
                } else {
                    LOG.info("The machine was started anew: totals are taken from their last copies");
                }
            });
        } catch (UncheckedIOException e) {
            throw new GatewayStartException(String.valueOf(e.getMessage()), e);
        }
    }

    private static ThreadPoolExecutor loadingPool() {
        return new ThreadPoolExecutor(
                LOADING_THREADS,
                LOADING_THREADS,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(LOADING_QUEUE),
                task -> {
                    Thread named = new Thread(task, "counter-loading");
                    named.setDaemon(true);
                    return named;
                });
    }

    private @Nullable GatewayHttp serveDebug(GatewayConfig.Listen listen, PrometheusMeterRegistry registry) {
        if (listen.port() == GatewayConfig.CLOSED) {
            return null;
        }
        GatewayHttp started = GatewayHttp.start(
                listen,
                GatewaySettings.DEBUG_PORT,
                Map.of(
                        "/",
                                () -> Page.ok(
                                        "/metrics: metrics for Prometheus\n/rlconfig: the limits in force\n/status: how it goes\n"),
                        "/rlconfig", () -> Page.ok(lines(limits.describe())),
                        "/status", () -> Page.ok(status()),
                        "/metrics",
                                () -> new Page(200, "text/plain; version=0.0.4; charset=utf-8", registry.scrape())));
        closers.push(started::close);
        return started;
    }

    private static String lines(List<String> lines) {
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    }

    private Page healthcheck() {
        return ready ? Page.ok("OK") : Page.text(500, "");
    }

    private String status() {
        String usage = freshness.isStale()
                ? "stale: "
                        + (freshness.partitions() == 0
                                ? "Kafka was never reached"
                                : freshness.stalePartitions() + " of " + freshness.partitions() + " partitions")
                : "fresh";
        return "ready: " + ready + "\n"
                + "usage of other gateways: " + usage + "\n"
                + "live gateways: " + freshness.liveGateways() + "\n"
                + "stored totals: " + (reporter.sentStored() ? "sent" : "waiting for Kafka") + "\n"
                + "journal: "
                + (journal.notDurable() == 0 ? "durable" : journal.notDurable() + " totals on the heap only, no room")
                + "\n";
    }

    private Server serve(GatewayConfig.Listen listen, RateLimitGrpcService service) {
        health.setStatus(HEALTH_SERVICE, ServingStatus.NOT_SERVING);
        // directExecutor: the service never blocks the event loop, it hands what may block to the loading pool
        Server server = NettyServerBuilder.forAddress(new InetSocketAddress(listen.host(), listen.port()))
                .directExecutor()
                .addService(service)
                .addService(health.getHealthService())
                .addService(ProtoReflectionServiceV1.newInstance())
                .build();
        try {
            return server.start();
        } catch (IOException e) {
            throw new GatewayStartException(
                    "cannot listen at " + listen.host() + ":" + listen.port() + ": " + e.getMessage() + "; set "
                            + GatewaySettings.GRPC_PORT + " to a free port, or to 0 for any",
                    e);
        }
    }

    private void awaitReady(Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        Thread thread = new Thread(() -> awaitReady(deadline), "gateway-ready");
        thread.setDaemon(true);
        thread.start();
        closers.push(thread::interrupt);
    }

    private void awaitReady(long deadline) {
        try {
            while (!knowsOthers() && System.nanoTime() < deadline) {
                TimeUnit.NANOSECONDS.sleep(READY_CHECK.toNanos());
            }
            ready = true;
            health.setStatus(HEALTH_SERVICE, ServingStatus.SERVING);
            if (knowsOthers()) {
                LOG.info("Ready: what all gateways counted is known");
            } else {
                LOG.warn("Ready, but what other gateways counted is not known: deciding by own counts");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean knowsOthers() {
        return !freshness.isStale()
                && reporter.sentStored()
                && reporter.lastStoredOffsets().entrySet().stream()
                        .allMatch(last -> freshness.covers(last.getKey(), last.getValue()));
    }

    /** Returns the port that Envoy asks at. */
    public int grpcPort() {
        return grpc.getPort();
    }

    /** Returns the port that health is served at. */
    public int httpPort() {
        return http.port();
    }

    /** Returns the port of /rlconfig and /metrics, or nothing where none is open. */
    public OptionalInt debugPort() {
        return debug == null ? OptionalInt.empty() : OptionalInt.of(debug.port());
    }

    /** Returns a line for each limit in force. */
    public List<String> limitLines() {
        return limits.describe();
    }

    /** Returns whether health says SERVING. */
    public boolean ready() {
        return ready;
    }

    /** Returns whether what other gateways count is not known, in all partitions or in some. */
    public boolean stale() {
        return freshness.isStale();
    }

    private void stopGrpc() {
        grpc.shutdown();
        try {
            if (!grpc.awaitTermination(GRPC_STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                grpc.shutdownNow();
            }
        } catch (InterruptedException e) {
            grpc.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private void drain() {
        if (!reporter.drain(DRAIN_TIMEOUT)) {
            LOG.warn(
                    "Not all hits could be reported ({} counters wait). They are safe in the data folder and are sent at"
                            + " the next start",
                    reporter.waiting());
        }
    }

    /** Stops: health first, then no new requests, then all totals are reported, then the rest. Further calls do nothing. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            health.enterTerminalState();
            closeAll();
        }
    }

    private void closeAll() {
        while (!closers.isEmpty()) {
            try {
                closers.pop().run();
            } catch (RuntimeException e) {
                LOG.error("Could not end cleanly; what was counted is on disk", e);
            }
        }
    }
}
