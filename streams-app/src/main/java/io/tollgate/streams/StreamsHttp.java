package io.tollgate.streams;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tollgate.resource.RequestMemory;
import io.tollgate.resource.ResourceFollower;
import io.tollgate.resource.ResourceLog;
import io.tollgate.resource.ResourceStore;
import io.tollgate.runtime.http.BearerToken;
import io.tollgate.runtime.http.HttpEndpoint;
import io.tollgate.runtime.http.HttpLimits;
import io.tollgate.runtime.http.HttpRoutes;
import io.tollgate.runtime.http.HttpServer;
import io.tollgate.runtime.http.LoopbackOnly;
import io.tollgate.runtime.tls.TlsFilesException;
import io.tollgate.runtime.tls.TlsSettings;
import io.tollgate.streams.adjustment.AdjustmentLog;
import io.tollgate.streams.http.AccessEndpoint;
import io.tollgate.streams.http.AdjustmentsEndpoint;
import io.tollgate.streams.http.LedgerEndpoint;
import io.tollgate.streams.http.MonitoringEndpoints;
import io.tollgate.streams.http.OpenApi;
import io.tollgate.streams.http.ResourcesEndpoint;
import io.tollgate.streams.http.StoredResources;
import io.tollgate.streams.http.SubscriptionLimits;
import io.tollgate.streams.http.UsageEndpoint;
import io.tollgate.streams.query.Instance;
import io.tollgate.streams.query.UsageQueries;
import io.tollgate.streams.reading.TopicSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All that the streams app serves over HTTP. Used by one thread. */
final class StreamsHttp implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StreamsHttp.class);
    private static final Duration LEDGER_TIMEOUT = Duration.ofSeconds(30);
    private static final long RESOURCE_CACHE_BYTES = 16 << 20;

    private final StreamsAppConfig config;
    private final PrometheusMeterRegistry registry;
    private final HttpServer server;
    private final Instance instance;
    private final Deque<AutoCloseable> closers = new ArrayDeque<>();

    private StreamsHttp(StreamsAppConfig config, PrometheusMeterRegistry registry, HttpServer server) {
        this.config = config;
        this.registry = registry;
        this.server = server;
        this.instance =
                config.httpAdvertised().orElseGet(() -> new Instance(reachable(config.httpHost()), server.port()));
        closers.push(server);
    }

    /**
     * Takes the address, before any application starts: the port is part of what it tells the others.
     *
     * @throws StreamsStartException if it cannot
     */
    static StreamsHttp bind(StreamsAppConfig config, PrometheusMeterRegistry registry) {
        HttpServer server = listen(config.httpHost(), config.httpPort(), config.httpTls());
        try {
            return new StreamsHttp(config, registry, server);
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private static HttpServer listen(String host, int port, @Nullable TlsSettings tls) {
        try {
            return HttpServer.bind(new HttpServer.Settings("tollgate-http", host, port, HttpLimits.defaults(), tls));
        } catch (TlsFilesException e) {
            throw new StreamsStartException(
                    "HTTP: " + e.getMessage() + "; see " + StreamsAppSettings.HTTP_TLS_CERT.name(), e);
        } catch (IOException e) {
            throw new StreamsStartException(
                    "cannot listen at http.host " + host + ", http.port " + port + ": " + e.getMessage()
                            + "; take a free port, 0 for any, -1 for none",
                    e);
        }
    }

    /** All addresses are none that another machine could be told. */
    private static String reachable(String host) {
        try {
            return InetAddress.getByName(host).isAnyLocalAddress()
                    ? InetAddress.getLocalHost().getCanonicalHostName()
                    : host;
        } catch (UnknownHostException e) {
            throw new StreamsStartException(
                    "no name of this machine for the other instances: " + e.getMessage() + "; set "
                            + StreamsAppSettings.HTTP_ADVERTISED.name(),
                    e);
        }
    }

    /** Returns where the other instances reach this one. */
    Instance instance() {
        return instance;
    }

    int port() {
        return server.port();
    }

    /**
     * Starts to answer.
     *
     * @param state of the applications
     * @param usage that application, or null where it runs elsewhere
     * @param history of resources, which stays open for as long as this answers
     */
    void serve(Supplier<KafkaStreams.State> state, @Nullable RunningApplication usage, ResourceHistory history) {
        HttpRoutes.Builder routes = HttpRoutes.builder()
                .get(MonitoringEndpoints.HEALTH, MonitoringEndpoints.health(state))
                .get(MonitoringEndpoints.METRICS, MonitoringEndpoints.metrics(registry))
                .get(LedgerEndpoint.PATH, ledger());
        BearerToken token = token();
        adjustments(token).addTo(routes);
        StoredResources stored = resources(token, routes, history);
        if (usage != null) {
            UsageQueries queries = closing(
                    UsageQueries.of(usage.streams(), config.kafka(), config.topics(), instance, config.httpTls()));
            routes.get(UsageQueries.PATH, usage(queries, stored));
            closing(new AccessEndpoint(queries, stored, token, Clock.systemUTC()))
                    .addTo(routes);
        }
        server.serve(routes.get(OpenApi.PATH, OpenApi.endpoint()).build());
        closers.push(server); // before what it asks: what is under way is answered first
    }

    private HttpEndpoint ledger() {
        LedgerEndpoint endpoint = closing(new LedgerEndpoint(
                TopicSource.ledger(config.kafka(), config.topics(), LEDGER_TIMEOUT), LedgerEndpoint.STALL));
        return LoopbackOnly.unless(
                config.httpLedgerOpen(), "the ledger", StreamsAppSettings.HTTP_LEDGER_OPEN.name(), endpoint);
    }

    private HttpEndpoint usage(UsageQueries queries, StoredResources stored) {
        SubscriptionLimits limits = new SubscriptionLimits(stored, Clock.systemUTC());
        UsageEndpoint endpoint = closing(new UsageEndpoint(queries, limits, registry));
        return LoopbackOnly.unless(
                config.httpUsageOpen(), "usage", StreamsAppSettings.HTTP_USAGE_OPEN.name(), endpoint);
    }

    private BearerToken token() {
        Password given = config.adminToken();
        return BearerToken.of(given == null ? null : given.value(), StreamsAppSettings.ADMIN_TOKEN);
    }

    private StoredResources resources(BearerToken token, HttpRoutes.Builder routes, ResourceHistory history) {
        ResourceStore store =
                closing(new ResourceStore(ResourceHistory.folder(config).resolve("current"), RESOURCE_CACHE_BYTES));
        RequestMemory requests = new RequestMemory(store);
        ResourceFollower follower = closing(ResourceFollower.of(config.kafka(), config.topics(), store, requests));
        follower.start();
        Clock clock = Clock.systemUTC();
        ResourceLog log = closing(ResourceLog.of(config.kafka(), config.topics(), store, follower, requests, clock));
        StoredResources stored =
                new StoredResources(store, history.store(), follower::isRead, history::caughtUpWithCommitted);
        closing(new ResourcesEndpoint(log, stored, token, clock)).addTo(routes);
        return stored;
    }

    private AdjustmentsEndpoint adjustments(BearerToken token) {
        AdjustmentLog log = closing(AdjustmentLog.start(config.kafka(), config.topics()));
        return closing(new AdjustmentsEndpoint(log, token, Clock.systemUTC()));
    }

    private <T extends AutoCloseable> T closing(T part) {
        closers.push(part);
        return part;
    }

    /** Ends what is under way. Further calls do nothing. */
    @Override
    public void close() {
        while (!closers.isEmpty()) {
            close(closers.pop());
        }
    }

    private static void close(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            LOG.warn("{} did not end cleanly", part.getClass().getSimpleName(), e);
        }
    }
}
