package io.tollgate.gateway;

import static java.util.Objects.requireNonNull;

import io.grpc.ServerInterceptor;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.tollgate.gateway.grpc.GrpcListener;
import io.tollgate.gateway.grpc.GrpcSettings;
import io.tollgate.gateway.http.RateLimitJson;
import io.tollgate.gateway.limits.LimitTable;
import io.tollgate.gateway.limits.LimitsInForce;
import io.tollgate.gateway.metrics.CallMetrics;
import io.tollgate.gateway.metrics.HitMetrics;
import io.tollgate.gateway.metrics.MetricSinks;
import io.tollgate.gateway.rls.KuadrantGrpcService;
import io.tollgate.gateway.rls.RateLimitGrpcService;
import io.tollgate.gateway.rls.RateLimitHandler;
import io.tollgate.gateway.settings.ListenerSettings;
import io.tollgate.gateway.settings.ObservationSettings;
import io.tollgate.gateway.source.LimitFolder;
import io.tollgate.gateway.source.XdsLimits;
import io.tollgate.gateway.tracing.Tracing;
import io.tollgate.gateway.warmup.WarmUp;
import io.tollgate.runtime.http.HttpAnswer;
import io.tollgate.runtime.http.HttpEndpoint;
import io.tollgate.runtime.http.HttpLimits;
import io.tollgate.runtime.http.HttpRoutes;
import io.tollgate.runtime.http.HttpServer;
import io.tollgate.runtime.http.HttpStatus;
import io.tollgate.runtime.tls.TlsFilesException;
import io.tollgate.runtime.tls.TlsSettings;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
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

    private final Closers closers = new Closers();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final GatewayConfig config;
    private final Health health;
    private final LimitsInForce limits;
    private final LimitsLog limitsLog;
    private final Accounting accounting;
    private final WarmUp warmUp;
    private final GrpcListener grpc;
    private final HttpServer http;
    private final @Nullable HttpServer debug;

    private Gateway(GatewayConfig config, LongSupplier clock) {
        this.config = config;
        try {
            MetricSinks sinks = MetricSinks.open(config.observation().sinks());
            closers.push(sinks::close);
            HitMetrics hits =
                    new HitMetrics(sinks.registry(), config.observation().hits());
            health = new Health(config.limits().start().healthyWithLimitsOnly());
            limits = new LimitsInForce(config.limits().options());
            limits.addListener(hits);
            limits.addListener(health);
            limitsLog = new LimitsLog(limits, clock);
            accounting = new Accounting(
                    config,
                    clock,
                    sinks.registry(),
                    new Accounting.Decisions(() -> requireNonNull(limits.table(), "no limits were loaded"), hits));
            closers.push(accounting::close);
            limits.addListener(accounting.subscriptions());
            warmUp = new WarmUp(config.warmUp(), clock);
            followLimits();
            CallMetrics calls = new CallMetrics(sinks.registry());
            Tracing tracing = openTracing();
            RateLimitHandler handler =
                    new RateLimitHandler(accounting.deciding(), () -> limits.table() != null, config.answers());
            http = listen(
                    config.listeners().http(),
                    config.listeners().httpTls(),
                    ListenerSettings.HTTP_PORT.name(),
                    queries(new RateLimitJson(handler, calls::serviceError, TracedQuery.observers(tracing))));
            debug = serveDebug(sinks);
            servePrometheus(sinks);
            LimitTable loaded = limits.table();
            if (loaded != null) {
                WarmUp.look(handler, loaded);
            }
            grpc = serveGrpc(handler, tracing == null ? List.of(calls) : List.of(calls, tracing.interceptor()));
            Readiness readiness = new Readiness(
                    warmUp,
                    health,
                    limits::table,
                    accounting::knowsOthers,
                    config.timing().readyTimeout());
            readiness.start();
            closers.push(readiness::close);
        } catch (RuntimeException | Error e) {
            closers.closeAll();
            throw e;
        }
    }

    /**
     * Starts a gateway: takes the data folder, recovers what earlier incarnations counted, waits for a first set of limits
     * unless told otherwise, listens, and connects to Kafka in the background. Requests are answered when it returns;
     * {@link #ready} tells whether others' counts are known too.
     *
     * @throws GatewayStartException if the folder cannot be used, a port is taken, a file of TLS cannot be used, or
     *     limits are rejected and a gateway is not to start with those
     */
    public static Gateway start(GatewayConfig config) {
        return new Gateway(config, new ServedClock(InstantSource.system()));
    }

    /**
     * Starts a gateway that serves by the given clock, following it in every step, for tests of time.
     *
     * @throws GatewayStartException see {@link #start(GatewayConfig)}
     */
    public static Gateway start(GatewayConfig config, InstantSource clock) {
        return new Gateway(config, clock::millis);
    }

    private void followLimits() {
        LimitSource source = config.limits();
        if (source.origin() instanceof LimitSource.Files files) {
            LimitFolder folder = new LimitFolder(files.settings(), limits);
            closers.push(folder::close);
            folder.start();
        } else if (source.origin() instanceof LimitSource.Xds server) {
            XdsLimits xds = new XdsLimits(server.settings(), limits);
            closers.push(xds::close);
            xds.start();
        }
        if (!source.start().force()) {
            awaitLimits(source);
        }
    }

    private void awaitLimits(LimitSource source) {
        if (!limits.state().wasOffered()) {
            LOG.info("Waiting for limits from {}", source.origin().describe());
        }
        try {
            limitsLog.awaitOffer();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GatewayStartException(
                    "told to end while limits were waited for from "
                            + source.origin().describe(),
                    e);
        }
        String rejection = limits.state().rejection();
        if (rejection != null && limits.table() == null && !source.start().withBadLimits()) {
            throw GatewayStartException.limitsRejected(source.origin().describe() + ": " + rejection);
        }
    }

    private HttpRoutes queries(RateLimitJson json) {
        return HttpRoutes.builder()
                .any("/json", RateLimitJson.MOST_BYTES, json)
                .any("/healthcheck", HttpRoutes.UNUSED_BODY, HttpEndpoint.of(request -> healthcheck()))
                .build();
    }

    private HttpServer listen(Listeners.Listen listen, @Nullable TlsSettings tls, String setting, HttpRoutes routes) {
        try {
            HttpServer server = HttpServer.bind(new HttpServer.Settings(
                    "http-" + setting, listen.host(), listen.port(), HttpLimits.defaults(), tls));
            closers.push(server::close);
            return server.serve(routes);
        } catch (TlsFilesException e) {
            throw new GatewayStartException(
                    "HTTP: " + e.getMessage() + "; see " + ListenerSettings.HTTP_TLS_CERT.name(), e);
        } catch (IOException e) {
            throw cannotListen(
                    listen.host() + ":" + listen.port(), "set " + setting + " to another, or to 0 for any", e);
        }
    }

    private static GatewayStartException cannotListen(String address, String advice, IOException e) {
        return new GatewayStartException("cannot listen at " + address + ": " + e.getMessage() + "; " + advice, e);
    }

    private @Nullable HttpServer serveDebug(MetricSinks sinks) {
        Listeners.Debug pages = config.listeners().debug();
        if (pages.listen().port() == Listeners.CLOSED) {
            return null;
        }
        try {
            return listen(
                    pages.listen(),
                    null,
                    ListenerSettings.DEBUG_PORT.name(),
                    OperatorPages.of(limitsLog, sinks, this::status));
        } catch (GatewayStartException e) {
            if (pages.required()) {
                throw e;
            }
            LOG.warn("The debug pages are not served: {}", e.getMessage());
            return null;
        }
    }

    private void servePrometheus(MetricSinks sinks) {
        Listeners.Prometheus prometheus = config.listeners().prometheus();
        if (prometheus != null) {
            listen(
                    prometheus.listen(),
                    null,
                    ObservationSettings.PROMETHEUS_ADDR.name(),
                    OperatorPages.metrics(sinks, prometheus.path()));
        }
    }

    private GrpcListener serveGrpc(RateLimitHandler handler, List<ServerInterceptor> interceptors) {
        GrpcSettings settings = config.listeners().grpc();
        try {
            GrpcListener listener = GrpcListener.start(
                    settings,
                    List.of(
                            new RateLimitGrpcService(handler),
                            new KuadrantGrpcService(handler),
                            health.service(),
                            ProtoReflectionServiceV1.newInstance()),
                    interceptors);
            closers.push(listener::close);
            return listener;
        } catch (IOException e) {
            throw cannotListen(
                    settings.address(),
                    settings.unixSocket() == null
                            ? "set " + ListenerSettings.GRPC_PORT.name() + " to a free port, or to 0 for any"
                            : "set " + ListenerSettings.GRPC_UDS.name() + " to another path",
                    e);
        }
    }

    private @Nullable Tracing openTracing() {
        Tracing.Settings settings = config.observation().tracing();
        if (settings == null) {
            return null;
        }
        try {
            Tracing tracing = Tracing.open(settings);
            closers.push(tracing::close);
            return tracing;
        } catch (IllegalArgumentException e) {
            throw new GatewayStartException("tracing: " + e.getMessage(), e);
        }
    }

    private HttpAnswer healthcheck() {
        if (!health.isHealthy()) {
            return HttpAnswer.text(HttpStatus.FAILED, "");
        }
        Set<String> missing = accounting.missingTopics();
        return HttpAnswer.ok(missing.isEmpty() ? "OK" : "OK, but Kafka lost " + String.join(", ", missing));
    }

    private String status() {
        return "health: " + health.describe() + "\n" + limitsLog.status() + "warm-up: " + warmUp.describe() + "\n"
                + accounting.status();
    }

    /** Returns the port that Envoy asks at, -1 where it is a unix socket. */
    public int grpcPort() {
        return grpc.port();
    }

    /** Returns the port of /json and /healthcheck. */
    public int httpPort() {
        return http.port();
    }

    /** Returns the port of the debug pages, or nothing where none is open. */
    public OptionalInt debugPort() {
        return debug == null ? OptionalInt.empty() : OptionalInt.of(debug.port());
    }

    /** Returns a line for each limit in force. */
    public List<String> limitLines() {
        return limitsLog.lines();
    }

    /** Returns why the last set of limits was rejected, null if it was not. */
    public @Nullable String limitsRejection() {
        return limits.state().rejection();
    }

    /** Returns whether health says SERVING. */
    public boolean ready() {
        return health.isHealthy();
    }

    /** Returns whether what other gateways count is not known, in all partitions or in some. */
    public boolean stale() {
        return accounting.isStale();
    }

    /**
     * Stops: health first, then a delay if one is set, then no new requests, then all totals are reported, then the rest.
     * Further calls do nothing.
     */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            health.draining();
            pause(config.timing().drainDelay());
            closers.closeAll();
        }
    }

    private static void pause(Duration delay) {
        try {
            TimeUnit.NANOSECONDS.sleep(delay.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
