package io.tollgate.gateway.settings;

import static io.tollgate.runtime.settings.Setting.ofReference;
import static io.tollgate.runtime.settings.Setting.own;

import io.tollgate.runtime.settings.HostAndPort;
import io.tollgate.runtime.settings.Setting;
import io.tollgate.runtime.settings.SettingGroup;
import io.tollgate.runtime.settings.SettingTypes;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What a gateway tells of itself: metrics and traces. */
public final class ObservationSettings {

    public static final Setting<Boolean> DISABLE_STATS = ofReference(
            "stats.disabled",
            "DISABLE_STATS",
            SettingTypes.TRUTH,
            "false",
            "Whether no metrics are sent or served, but for `/metrics` and `/stats` of the debug pages.");
    public static final Setting<Boolean> USE_STATSD = ofReference(
            "statsd.enabled",
            "USE_STATSD",
            SettingTypes.TRUTH,
            "true",
            "Whether metrics are sent to statsd over TCP. `tollgate up` sends none where it is not set.");
    public static final Setting<String> STATSD_HOST =
            ofReference("statsd.host", "STATSD_HOST", SettingTypes.NAME, "localhost", "Where statsd is.");
    public static final Setting<Integer> STATSD_PORT =
            ofReference("statsd.port", "STATSD_PORT", SettingTypes.PORT, "8125", "Its port.");
    public static final Setting<Boolean> USE_DOG_STATSD = ofReference(
            "dogstatsd.enabled",
            "USE_DOG_STATSD",
            SettingTypes.TRUTH,
            "false",
            "Whether metrics are sent over UDP, in the dialect of DogStatsD, instead.");
    public static final Setting<List<String>> MOGRIFIERS = ofReference(
            "dogstatsd.mogrifiers",
            "USE_DOG_STATSD_MOGRIFIERS",
            SettingTypes.LIST,
            "",
            "Names of rules that make names and tags of names, in the order in which they are tried; of each name N"
                    + " `DOG_STATSD_MOGRIFIER_N_PATTERN`, `_NAME` and `_TAGS` are read.");
    public static final Setting<Boolean> USE_PROMETHEUS = ofReference(
            "prometheus.enabled",
            "USE_PROMETHEUS",
            SettingTypes.TRUTH,
            "false",
            "Whether metrics are served to Prometheus at an address of their own. Statsd is not used then, unless it is"
                    + " set.");
    public static final Setting<HostAndPort> PROMETHEUS_ADDR =
            ofReference("prometheus.address", "PROMETHEUS_ADDR", SettingTypes.HOST_AND_PORT, ":9090", "That address.");
    public static final Setting<String> PROMETHEUS_PATH =
            ofReference("prometheus.path", "PROMETHEUS_PATH", SettingTypes.PATH, "/metrics", "The path there.");
    public static final Setting<Boolean> PROMETHEUS_MILLIS = ofReference(
            "prometheus.response.time.as.milliseconds",
            "PROMETHEUS_RESPONSE_TIME_AS_MILLISECONDS",
            SettingTypes.TRUTH,
            "false",
            "Whether response times are in milliseconds there.");
    public static final Setting<Map<String, String>> EXTRA_TAGS =
            ofReference("stats.extra.tags", "EXTRA_TAGS", SettingTypes.map(":"), "", "Tags of every metric.");
    public static final Setting<Duration> FLUSH_INTERVAL = ofReference(
            "stats.flush.interval",
            "STATS_FLUSH_INTERVAL",
            SettingTypes.duration(Duration.ofMillis(1)),
            "10s",
            "How often metrics are sent.");
    public static final Setting<Long> LOCAL_CACHE_BYTES = ofReference(
            "local.cache.bytes",
            "LOCAL_CACHE_SIZE_IN_BYTES",
            SettingTypes.number(0, Long.MAX_VALUE),
            "0",
            "Tollgate has no such cache. Above 0, `over_limit_with_local_cache` counts the hits that"
                    + " it would have denied.");
    public static final Setting<Long> MAX_SERIES = own(
            "metrics.max.series",
            SettingTypes.number(1, 10_000_000),
            "10000",
            "How many names that come from requests (`detailed_metric`, `value_to_metric`, limits in requests, unknown"
                    + " domains) have metrics of their own; others share one called `_overflow`.");
    public static final Setting<Boolean> SANITIZE_DOTS = ofReference(
            "stats.sanitize.descriptor.dots",
            "SANITIZE_DESCRIPTOR_METRIC_DOTS",
            SettingTypes.TRUTH,
            "false",
            "Whether dots in keys and values of descriptors become underscores in the names of metrics, where each dot"
                    + " begins a part.");
    public static final Setting<Boolean> TRACING_ENABLED = ofReference(
            "tracing.enabled", "TRACING_ENABLED", SettingTypes.TRUTH, "false", "Whether spans are exported by OTLP.");
    public static final Setting<String> TRACING_PROTOCOL = ofReference(
            "tracing.protocol",
            "TRACING_EXPORTER_PROTOCOL",
            SettingTypes.oneOf("http", "grpc"),
            "http",
            "Protocol of the export. `OTEL_EXPORTER_OTLP_ENDPOINT` sets the address.");
    public static final Setting<String> TRACING_SERVICE_NAME = ofReference(
            "tracing.service.name",
            "TRACING_SERVICE_NAME",
            SettingTypes.NAME,
            "RateLimit",
            "The service's name in spans.");
    public static final Setting<String> TRACING_SERVICE_NAMESPACE = ofReference(
            "tracing.service.namespace", "TRACING_SERVICE_NAMESPACE", SettingTypes.TEXT, "", "Its name space.");
    public static final Setting<String> TRACING_INSTANCE_ID = ofReference(
            "tracing.service.instance.id",
            "TRACING_SERVICE_INSTANCE_ID",
            SettingTypes.TEXT,
            "",
            "This instance's id; a random one if not set.");
    public static final Setting<Float> TRACING_SAMPLING_RATE = ofReference(
            "tracing.sampling.rate",
            "TRACING_SAMPLING_RATE",
            SettingTypes.RATIO,
            "1",
            "Share of the calls that are traced where the caller has not decided.");
    static final SettingGroup GROUP = SettingGroup.of(
            "Metrics and traces",
            DISABLE_STATS,
            USE_STATSD,
            STATSD_HOST,
            STATSD_PORT,
            USE_DOG_STATSD,
            MOGRIFIERS,
            USE_PROMETHEUS,
            PROMETHEUS_ADDR,
            PROMETHEUS_PATH,
            PROMETHEUS_MILLIS,
            EXTRA_TAGS,
            FLUSH_INTERVAL,
            LOCAL_CACHE_BYTES,
            MAX_SERIES,
            SANITIZE_DOTS,
            TRACING_ENABLED,
            TRACING_PROTOCOL,
            TRACING_SERVICE_NAME,
            TRACING_SERVICE_NAMESPACE,
            TRACING_INSTANCE_ID,
            TRACING_SAMPLING_RATE);

    private ObservationSettings() {}
}
