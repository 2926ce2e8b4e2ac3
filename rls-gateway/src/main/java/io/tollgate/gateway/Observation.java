package io.tollgate.gateway;

import static java.util.Objects.requireNonNull;

import io.tollgate.gateway.metrics.HitMetrics;
import io.tollgate.gateway.metrics.MetricSinks;
import io.tollgate.gateway.metrics.Mogrifiers;
import io.tollgate.gateway.settings.AnswerSettings;
import io.tollgate.gateway.settings.ObservationSettings;
import io.tollgate.gateway.tracing.Tracing;
import io.tollgate.runtime.settings.SettingValues;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a gateway tells of itself.
 *
 * @param hits how decisions are counted
 * @param sinks where metrics are sent
 * @param tracing where spans are sent, null for nowhere
 */
public record Observation(HitMetrics.Settings hits, MetricSinks.Settings sinks, Tracing.@Nullable Settings tracing) {

    private static final String OPEN_TELEMETRY = "OTEL_";

    public Observation {
        requireNonNull(hits, "hits");
        requireNonNull(sinks, "sinks");
    }

    static Observation of(SettingValues values) {
        return new Observation(
                new HitMetrics.Settings(
                        values.get(AnswerSettings.NEAR_LIMIT_RATIO),
                        values.get(ObservationSettings.LOCAL_CACHE_BYTES) > 0,
                        values.get(ObservationSettings.MAX_SERIES).intValue(),
                        values.get(ObservationSettings.SANITIZE_DOTS)),
                new MetricSinks.Settings(
                        sink(values),
                        values.get(ObservationSettings.EXTRA_TAGS),
                        values.get(ObservationSettings.FLUSH_INTERVAL),
                        values.get(ObservationSettings.PROMETHEUS_MILLIS)),
                values.get(ObservationSettings.TRACING_ENABLED) ? tracing(values) : null);
    }

    private static Tracing.Settings tracing(SettingValues values) {
        return new Tracing.Settings(
                values.get(ObservationSettings.TRACING_PROTOCOL).equals("grpc")
                        ? Tracing.Protocol.GRPC
                        : Tracing.Protocol.HTTP,
                values.get(ObservationSettings.TRACING_SERVICE_NAME),
                values.get(ObservationSettings.TRACING_SERVICE_NAMESPACE),
                values.get(ObservationSettings.TRACING_INSTANCE_ID),
                values.get(ObservationSettings.TRACING_SAMPLING_RATE),
                openTelemetry(values.environment()));
    }

    private static Map<String, String> openTelemetry(Map<String, String> environment) {
        Map<String, String> variables = new TreeMap<>(environment);
        variables.keySet().removeIf(name -> !name.startsWith(OPEN_TELEMETRY));
        return variables;
    }

    private static MetricSinks.Sink sink(SettingValues values) {
        String host = values.get(ObservationSettings.STATSD_HOST);
        int port = values.get(ObservationSettings.STATSD_PORT);
        if (values.get(ObservationSettings.DISABLE_STATS)) {
            return new MetricSinks.NoSink();
        }
        if (values.get(ObservationSettings.USE_DOG_STATSD)) {
            return new MetricSinks.DogStatsd(
                    host, port, Mogrifiers.read(values.get(ObservationSettings.MOGRIFIERS), values.environment()));
        }
        boolean prometheusInstead =
                values.get(ObservationSettings.USE_PROMETHEUS) && !values.isGiven(ObservationSettings.USE_STATSD);
        return values.get(ObservationSettings.USE_STATSD) && !prometheusInstead
                ? new MetricSinks.Statsd(host, port)
                : new MetricSinks.NoSink();
    }

    /** Returns what is wrong between settings that are right each by itself. */
    static List<String> conflicts(SettingValues values) {
        try {
            Mogrifiers.read(values.get(ObservationSettings.MOGRIFIERS), values.environment());
            return List.of();
        } catch (IllegalArgumentException e) {
            return String.valueOf(e.getMessage()).lines().toList();
        }
    }
}
