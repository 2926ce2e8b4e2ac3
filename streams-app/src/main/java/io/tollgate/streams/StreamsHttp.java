package io.tollgate.streams;

import com.sun.net.httpserver.HttpHandler;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tollgate.streams.adjustment.AdjustmentLog;
import io.tollgate.streams.query.Instance;
import io.tollgate.streams.query.UsageQueries;
import io.tollgate.streams.reading.TopicSource;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All that the streams app serves over HTTP. Used by one thread. */
final class StreamsHttp implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StreamsHttp.class);
    private static final Duration LEDGER_TIMEOUT = Duration.ofSeconds(30);

    private final StreamsAppConfig config;
    private final PrometheusMeterRegistry registry;
    private final HttpEndpoints server;
    private final Instance instance;
    private final Deque<AutoCloseable> closers = new ArrayDeque<>();

    private StreamsHttp(StreamsAppConfig config, PrometheusMeterRegistry registry, HttpEndpoints server) {
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
        HttpEndpoints server = HttpEndpoints.bind(config.httpHost(), config.httpPort());
        try {
            return new StreamsHttp(config, registry, server);
        } catch (RuntimeException e) {
            server.close();
            throw e;
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
     */
    void serve(Supplier<KafkaStreams.State> state, @Nullable RunningApplication usage) {
        Map<String, HttpHandler> endpoints = new HashMap<>(Map.of(
                MonitoringEndpoints.HEALTH, MonitoringEndpoints.health(state),
                MonitoringEndpoints.METRICS, MonitoringEndpoints.metrics(registry),
                LedgerEndpoint.PATH, ledger()));
        if (usage != null) {
            endpoints.put(UsageQueries.PATH, usage(usage));
        }
        server.serve(endpoints, Map.of(AdjustmentsEndpoint.PATH, adjustments()));
    }

    private LedgerEndpoint ledger() {
        return closing(new LedgerEndpoint(
                TopicSource.ledger(config.bootstrapServers(), config.topics(), LEDGER_TIMEOUT),
                config.httpLedgerOpen(),
                LedgerEndpoint.STALL));
    }

    private UsageEndpoint usage(RunningApplication application) {
        UsageQueries queries =
                closing(UsageQueries.of(application.streams(), config.bootstrapServers(), config.topics(), instance));
        return closing(new UsageEndpoint(queries, config.httpUsageOpen(), registry));
    }

    private AdjustmentsEndpoint adjustments() {
        AdminToken token = AdminToken.of(config.adminToken());
        AdjustmentLog log = closing(AdjustmentLog.start(config.bootstrapServers(), config.topics()));
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
