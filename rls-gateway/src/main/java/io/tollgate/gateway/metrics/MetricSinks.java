package io.tollgate.gateway.metrics;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Where metrics go: always to whoever scrapes, and to a statsd server if one is set. Thread-safe.
 */
public final class MetricSinks implements AutoCloseable {

    /** The content type of {@link #scrape}. */
    public static final String SCRAPE_CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final StatRegistry registry = new StatRegistry();
    private final @Nullable StatsdFlusher flusher;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Where statistics are sent. */
    public sealed interface Sink {}

    /** Nowhere, as {@code DISABLE_STATS} and {@code USE_PROMETHEUS} have it: they can still be scraped. */
    public record NoSink() implements Sink {}

    /** To a statsd server over TCP, {@code USE_STATSD}. */
    public record Statsd(String host, int port) implements Sink {

        public Statsd {
            requireNonNull(host, "host");
        }
    }

    /**
     * To a dogstatsd server over UDP, {@code USE_DOG_STATSD}.
     *
     * @param mogrifiers of those that match a name the first changes it
     */
    public record DogStatsd(String host, int port, List<Mogrifier> mogrifiers) implements Sink {

        public DogStatsd {
            requireNonNull(host, "host");
            mogrifiers = List.copyOf(mogrifiers);
        }
    }

    /**
     * How metrics are shown.
     *
     * @param extraTags tags of everything that is sent, {@code EXTRA_TAGS}; not shown to Prometheus, whose scrape
     *     configuration has labels for that
     * @param flushInterval time between two sendings, {@code STATS_FLUSH_INTERVAL}
     * @param responseTimeInMillis whether response times for Prometheus are in milliseconds, {@code
     *     PROMETHEUS_RESPONSE_TIME_AS_MILLISECONDS}
     */
    public record Settings(
            Sink sink, Map<String, String> extraTags, Duration flushInterval, boolean responseTimeInMillis) {

        public Settings {
            requireNonNull(sink, "sink");
            extraTags = Map.copyOf(extraTags);
            if (flushInterval.isNegative() || flushInterval.isZero()) {
                throw new IllegalArgumentException("flushInterval: " + flushInterval + " (expected: more than 0)");
            }
        }
    }

    private MetricSinks(Settings settings) {
        registry.getPrometheusRegistry().register(new ReferenceMetrics(registry, settings.responseTimeInMillis()));
        flusher = flusher(settings);
        if (flusher != null) {
            flusher.start(settings.flushInterval());
        }
    }

    private @Nullable StatsdFlusher flusher(Settings settings) {
        if (settings.sink() instanceof Statsd to) {
            return flusher(
                    StatsdLines.plain(settings.extraTags()),
                    new TcpStatsd(to.host(), to.port()),
                    to.host() + ":" + to.port());
        }
        if (settings.sink() instanceof DogStatsd to) {
            return flusher(
                    StatsdLines.dog(settings.extraTags(), to.mogrifiers()),
                    new UdpStatsd(to.host(), to.port()),
                    to.host() + ":" + to.port());
        }
        return null;
    }

    private StatsdFlusher flusher(StatsdLines lines, StatsdConnection connection, String server) {
        return new StatsdFlusher(new StatsdReport(registry, lines, connection), connection, server);
    }

    /** Opens the sinks. A server that is not there is no error: what it missed is sent when it is. */
    public static MetricSinks open(Settings settings) {
        return new MetricSinks(settings);
    }

    /** Returns the registry that all meters belong in; closed with the sinks. */
    public MeterRegistry registry() {
        return registry;
    }

    /** Returns all metrics in the text format of Prometheus, see {@link #SCRAPE_CONTENT_TYPE}. */
    public String scrape() {
        return registry.scrape();
    }

    /** Sends what is new, for 2 s at most, and ends. Further calls do nothing. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            if (flusher != null) {
                flusher.close();
            }
            registry.close();
        }
    }
}
