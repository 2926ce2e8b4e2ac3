package io.tollgate.gateway;

import static java.util.Objects.requireNonNull;

import io.tollgate.gateway.metrics.HitMetrics;
import io.tollgate.gateway.metrics.MetricSinks;
import io.tollgate.gateway.metrics.Mogrifiers;
import io.tollgate.gateway.settings.AnswerSettings;
import io.tollgate.gateway.settings.ObservationSettings;
import io.tollgate.gateway.settings.SettingValues;
import java.util.List;

/**
 * What a gateway tells of itself.
 *
 * @param hits how decisions are counted
 * @param sinks where metrics are sent
 */
public record Observation(HitMetrics.Settings hits, MetricSinks.Settings sinks) {

    public Observation {
        requireNonNull(hits, "hits");
        requireNonNull(sinks, "sinks");
    }

    static Observation of(SettingValues values) {
        return new Observation(
                new HitMetrics.Settings(
                        values.get(AnswerSettings.NEAR_LIMIT_RATIO),
                        values.get(ObservationSettings.LOCAL_CACHE_BYTES) > 0,
                        values.get(ObservationSettings.MAX_SERIES).intValue()),
                new MetricSinks.Settings(
                        sink(values),
                        values.get(ObservationSettings.EXTRA_TAGS),
                        values.get(ObservationSettings.FLUSH_INTERVAL),
                        values.get(ObservationSettings.PROMETHEUS_MILLIS)));
    }

    private static MetricSinks.Sink sink(SettingValues values) {
        String host = values.get(ObservationSettings.STATSD_HOST);
        int port = values.get(ObservationSettings.STATSD_PORT);
        if (values.get(ObservationSettings.DISABLE_STATS)) {
            return new MetricSinks.NoSink();
        }
        if (values.get(ObservationSettings.USE_DOG_STATSD)) {
            return new MetricSinks.DogStatsd(
                    host,
                    port,
                    Mogrifiers.read(values.get(ObservationSettings.MOGRIFIERS), values.environment()));
        }
        boolean prometheusInstead = values.get(ObservationSettings.USE_PROMETHEUS)
                && !values.isGiven(ObservationSettings.USE_STATSD);
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
