package io.tollgate.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.gateway.GatewayConfig.Kafka;
import io.tollgate.gateway.GatewayConfig.State;
import io.tollgate.gateway.GatewayConfig.Timing;
import io.tollgate.gateway.Listeners.Debug;
import io.tollgate.gateway.Listeners.Listen;
import io.tollgate.gateway.Listeners.Prometheus;
import io.tollgate.gateway.grpc.GrpcSettings;
import io.tollgate.gateway.hits.HitReporter;
import io.tollgate.gateway.journal.AdaptiveInterval;
import io.tollgate.gateway.journal.CounterEvictor;
import io.tollgate.gateway.journal.Journal;
import io.tollgate.gateway.limits.file.GlobalModes;
import io.tollgate.gateway.limits.file.LimitFileOptions;
import io.tollgate.gateway.limits.file.WindowAlignment;
import io.tollgate.gateway.metrics.HitMetrics;
import io.tollgate.gateway.metrics.MetricSinks;
import io.tollgate.gateway.rls.ResponseOptions;
import io.tollgate.gateway.settings.GatewaySettings;
import io.tollgate.gateway.source.LimitFolder;
import io.tollgate.gateway.source.XdsLimits;
import io.tollgate.gateway.tracing.Tracing;
import io.tollgate.model.ChargeMode;
import io.tollgate.model.Sharing;
import io.tollgate.runtime.kafka.KafkaClientConfig;
import io.tollgate.runtime.settings.Setting;
import io.tollgate.runtime.tls.TlsSettings;
import io.tollgate.topic.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class GatewayConfigTest {

    private static final Map<String, String> NEEDED = Map.of("limits.dir", "/limits", "data.dir", "/data");
    private static final Duration SECOND = Duration.ofSeconds(1);

    /** Each has a value that is not its default, but for what says where limits come from. */
    private static final Map<String, String> NOTHING_BY_DEFAULT = Map.ofEntries(
            Map.entry("GRPC_HOST", "127.0.0.1"),
            Map.entry("GRPC_PORT", "1001"),
            Map.entry("GRPC_UDS", "/run/tollgate.sock"),
            Map.entry("GRPC_MAX_CONNECTION_AGE", "2h"),
            Map.entry("GRPC_MAX_CONNECTION_AGE_GRACE", "90s"),
            Map.entry("GRPC_SERVER_USE_TLS", "t"),
            Map.entry("GRPC_SERVER_TLS_CERT", "/tls/server.crt"),
            Map.entry("GRPC_SERVER_TLS_KEY", "/tls/server.key"),
            Map.entry("GRPC_CLIENT_TLS_CACERT", "/tls/ca.crt"),
            Map.entry("GRPC_CLIENT_TLS_SAN", "envoy.test"),
            Map.entry("TOLLGATE_GRPC_TLS_RELOAD_INTERVAL_MS", "70"),
            Map.entry("HOST", "127.0.0.2"),
            Map.entry("PORT", "1002"),
            Map.entry("TOLLGATE_HTTP_TLS_CERT", "/tls/http.crt"),
            Map.entry("TOLLGATE_HTTP_TLS_KEY", "/tls/http.key"),
            Map.entry("TOLLGATE_HTTP_TLS_CLIENT_CA", "/tls/http-ca.crt"),
            Map.entry("DEBUG_HOST", "127.0.0.3"),
            Map.entry("DEBUG_PORT", "1003"),
            Map.entry("TOLLGATE_WARM_UP_MAX_MS", "400"),
            Map.entry("TOLLGATE_READY_TIMEOUT_MS", "500"),
            Map.entry("TOLLGATE_DRAIN_DELAY_MS", "600"),
            Map.entry("CONFIG_TYPE", "FILE"),
            Map.entry("TOLLGATE_LIMITS_DIR", ""),
            Map.entry("TOLLGATE_LIMITS_POLL_MS", "80"),
            Map.entry("RUNTIME_ROOT", "/srv"),
            Map.entry("RUNTIME_SUBDIRECTORY", "ratelimit"),
            Map.entry("RUNTIME_APPDIRECTORY", "limits"),
            Map.entry("RUNTIME_WATCH_ROOT", "false"),
            Map.entry("MERGE_DOMAIN_CONFIG", "1"),
            Map.entry("TOLLGATE_WINDOWS", "calendar"),
            Map.entry("TOLLGATE_SHARING", "known"),
            Map.entry("FORCE_START_WITHOUT_INITIAL_CONFIG", "true"),
            Map.entry("TOLLGATE_START_WITH_BAD_LIMITS", "false"),
            Map.entry("HEALTHY_WITH_AT_LEAST_ONE_CONFIG_LOADED", "true"),
            Map.entry("CONFIG_GRPC_XDS_NODE_ID", "edge"),
            Map.entry("CONFIG_GRPC_XDS_NODE_METADATA", "a=b,c=d"),
            Map.entry("CONFIG_GRPC_XDS_SERVER_URL", "xds.test:1"),
            Map.entry("CONFIG_GRPC_XDS_SERVER_CONNECT_RETRY_INTERVAL", "4s"),
            Map.entry("CONFIG_GRPC_XDS_CLIENT_ADDITIONAL_HEADERS", "token:s3cret"),
            Map.entry("CONFIG_GRPC_XDS_SERVER_USE_TLS", "true"),
            Map.entry("CONFIG_GRPC_XDS_CLIENT_TLS_CERT", "/xds/client.crt"),
            Map.entry("CONFIG_GRPC_XDS_CLIENT_TLS_KEY", "/xds/client.key"),
            Map.entry("CONFIG_GRPC_XDS_SERVER_TLS_CACERT", "/xds/ca.crt"),
            Map.entry("CONFIG_GRPC_XDS_SERVER_TLS_SAN", "server.test"),
            Map.entry("XDS_CLIENT_BACKOFF_INITIAL_INTERVAL", "1s"),
            Map.entry("XDS_CLIENT_BACKOFF_MAX_INTERVAL", "2s"),
            Map.entry("XDS_CLIENT_BACKOFF_RANDOM_FACTOR", "3"),
            Map.entry("XDS_CLIENT_BACKOFF_JITTER", "false"),
            Map.entry("XDS_CLIENT_MAX_MSG_SIZE_IN_BYTES", "1000"),
            Map.entry("SHADOW_MODE", "T"),
            Map.entry("QUOTA_MODE", "TRUE"),
            Map.entry("STOP_CACHE_KEY_INCREMENT_WHEN_OVERLIMIT", "true"),
            Map.entry("NEAR_LIMIT_RATIO", "0.5"),
            Map.entry("LIMIT_RESPONSE_HEADERS_ENABLED", "true"),
            Map.entry("LIMIT_LIMIT_HEADER", "X-Lim"),
            Map.entry("LIMIT_REMAINING_HEADER", "X-Rem"),
            Map.entry("LIMIT_RESET_HEADER", "X-Res"),
            Map.entry("RESPONSE_DYNAMIC_METADATA", "true"),
            Map.entry("TOLLGATE_DATA_DIR", "/data"),
            Map.entry("TOLLGATE_BOOTSTRAP_SERVERS", "kafka:1"),
            Map.entry("TOLLGATE_TOPIC_PREFIX", "mine."),
            Map.entry("TOLLGATE_TOPIC_PARTITIONS", "7"),
            Map.entry("TOLLGATE_GATEWAY_LABEL", "edge-1"),
            Map.entry("TOLLGATE_REPORT_AGE_MS", "400"),
            Map.entry("TOLLGATE_REPORTS_PER_SECOND", "300"),
            Map.entry("TOLLGATE_REPORT_AGE_MAX_MS", "4000"),
            Map.entry("TOLLGATE_REPORT_SPACING_MS", "20"),
            Map.entry("TOLLGATE_JOURNAL_SYNC_INTERVAL_MS", "60"),
            Map.entry("TOLLGATE_JOURNAL_COPIES_PER_SECOND", "400"),
            Map.entry("TOLLGATE_JOURNAL_SYNC_INTERVAL_MAX_MS", "700"),
            Map.entry("TOLLGATE_JOURNAL_MAX_BYTES", "9000000"),
            Map.entry("TOLLGATE_JOURNAL_ON_FULL", "deny"),
            Map.entry("TOLLGATE_COUNTERS_MAX_ON_HEAP", "2000"),
            Map.entry("TOLLGATE_METERED_COUNTERS_MAX", "3000"),
            Map.entry("TOLLGATE_COUNTERS_IDLE_MS", "3000"),
            Map.entry("TOLLGATE_USAGE_CACHE_BYTES", "2000000"),
            Map.entry("TOLLGATE_SUBJECTS_MAX_ON_HEAP", "4000"),
            Map.entry("DISABLE_STATS", "f"),
            Map.entry("USE_STATSD", "true"),
            Map.entry("STATSD_HOST", "statsd"),
            Map.entry("STATSD_PORT", "1004"),
            Map.entry("USE_DOG_STATSD", "false"),
            Map.entry("USE_DOG_STATSD_MOGRIFIERS", ""),
            Map.entry("USE_PROMETHEUS", "true"),
            Map.entry("PROMETHEUS_ADDR", "127.0.0.4:1005"),
            Map.entry("PROMETHEUS_PATH", "/prometheus"),
            Map.entry("PROMETHEUS_RESPONSE_TIME_AS_MILLISECONDS", "true"),
            Map.entry("EXTRA_TAGS", "zone:a"),
            Map.entry("STATS_FLUSH_INTERVAL", "5s"),
            Map.entry("LOCAL_CACHE_SIZE_IN_BYTES", "1"),
            Map.entry("TOLLGATE_METRICS_MAX_SERIES", "9"),
            Map.entry("SANITIZE_DESCRIPTOR_METRIC_DOTS", "true"),
            Map.entry("TRACING_ENABLED", "true"),
            Map.entry("TRACING_EXPORTER_PROTOCOL", "grpc"),
            Map.entry("TRACING_SERVICE_NAME", "limits"),
            Map.entry("TRACING_SERVICE_NAMESPACE", "edge"),
            Map.entry("TRACING_SERVICE_INSTANCE_ID", "7"),
            Map.entry("TRACING_SAMPLING_RATE", "0.25"),
            Map.entry("LOG_LEVEL", "debug"),
            Map.entry("LOG_FORMAT", "json"));

    private static GatewayConfig everything() {
        return GatewayConfig.fromEnvironment(NOTHING_BY_DEFAULT, Map.of());
    }

    private static GatewayConfig withAlso(Map<String, String> variables) {
        return GatewayConfig.fromEnvironment(variables, NEEDED);
    }

    @Test
    void listensAsTheReferenceDoesByDefaultButForTheDebugPages() {
        Listeners listeners = GatewayConfig.of(NEEDED).listeners();

        assertThat(listeners.grpc())
                .isEqualTo(new GrpcSettings("0.0.0.0", 8081, null, null, Duration.ofHours(24), Duration.ofHours(1)));
        assertThat(listeners.http()).isEqualTo(new Listen("0.0.0.0", 8080));
        assertThat(listeners.debug()).isEqualTo(new Debug(new Listen("127.0.0.1", 6070), false));
        assertThat(listeners.prometheus()).isNull();
    }

    @Test
    void decidesAnswersAndCountsAsTheReferenceDoesByDefault() {
        GatewayConfig config = GatewayConfig.of(NEEDED);

        assertThat(config.limits())
                .isEqualTo(new LimitSource(
                        new LimitSource.Files(new LimitFolder.Settings(Path.of("/limits"), "", SECOND)),
                        LimitFileOptions.defaults(),
                        new LimitSource.Start(false, true, false)));
        assertThat(config.answers()).isEqualTo(ResponseOptions.NONE);
        assertThat(config.observation().hits()).isEqualTo(new HitMetrics.Settings(0.8f, false, 10_000, false));
        assertThat(config.observation().sinks())
                .isEqualTo(new MetricSinks.Settings(
                        new MetricSinks.Statsd("localhost", 8125), Map.of(), Duration.ofSeconds(10), false));
    }

    @Test
    void keepsStateAndReportsBoundedByDefault() {
        GatewayConfig config = GatewayConfig.of(NEEDED);

        assertThat(config.kafka())
                .isEqualTo(new Kafka(KafkaClientConfig.of("localhost:9092"), new Topics("tollgate."), 32));
        assertThat(config.reports())
                .isEqualTo(reports(new AdaptiveInterval(Duration.ofSeconds(1), Duration.ofSeconds(5), 2_000), 10, ""));
        assertThat(config.state())
                .isEqualTo(new State(
                        Path.of("/data"),
                        new Journal.Settings(512 << 20, false),
                        new AdaptiveInterval(Duration.ofMillis(50), Duration.ofSeconds(1), 20_000),
                        new CounterEvictor.Settings(1_000_000, Duration.ofMinutes(10)),
                        1_000_000,
                        32 << 20,
                        100_000));
        assertThat(config.timing()).isEqualTo(new Timing(Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ZERO));
    }

    @Test
    void takesEverySettingFromItsVariable() {
        Stream<String> variables = GatewaySettings.groups().stream()
                .flatMap(group -> group.settings().stream())
                .map(Setting::variable);

        assertThat(variables).containsExactlyInAnyOrderElementsOf(NOTHING_BY_DEFAULT.keySet());
    }

    @Test
    void mapsEverySettingOfListenersToItsPlace() {
        assertThat(everything().listeners())
                .isEqualTo(new Listeners(
                        new GrpcSettings(
                                "127.0.0.1",
                                1001,
                                Path.of("/run/tollgate.sock"),
                                new GrpcSettings.Tls(
                                        Path.of("/tls/server.crt"),
                                        Path.of("/tls/server.key"),
                                        Path.of("/tls/ca.crt"),
                                        "envoy.test",
                                        Duration.ofMillis(70)),
                                Duration.ofHours(2),
                                Duration.ofSeconds(90)),
                        new Listen("127.0.0.2", 1002),
                        new TlsSettings(
                                Path.of("/tls/http.crt"),
                                Path.of("/tls/http.key"),
                                Path.of("/tls/http-ca.crt"),
                                Duration.ofMillis(70)),
                        new Debug(new Listen("127.0.0.3", 1003), true),
                        new Prometheus(new Listen("127.0.0.4", 1005), "/prometheus")));
    }

    @Test
    void mapsEverySettingOfLimitsAndAnswersToItsPlace() {
        GatewayConfig config = everything();

        assertThat(config.limits())
                .isEqualTo(new LimitSource(
                        new LimitSource.Files(
                                new LimitFolder.Settings(Path.of("/srv/ratelimit/limits"), "", Duration.ofMillis(80))),
                        new LimitFileOptions(true, WindowAlignment.CALENDAR)
                                .with(new GlobalModes(true, true, ChargeMode.UNLESS_DENIED_ELSEWHERE, Sharing.KNOWN)),
                        new LimitSource.Start(true, false, true)));
        assertThat(config.answers())
                .isEqualTo(new ResponseOptions(new ResponseOptions.HeaderNames("X-Lim", "X-Rem", "X-Res"), true));
    }

    @Test
    void mapsEverySettingOfXdsToItsPlace() {
        Map<String, String> env = new HashMap<>(NOTHING_BY_DEFAULT);
        env.put("CONFIG_TYPE", "GRPC_XDS_SOTW");

        assertThat(GatewayConfig.fromEnvironment(env, Map.of()).limits().origin())
                .isEqualTo(new LimitSource.Xds(new XdsLimits.Settings(
                        "xds.test:1",
                        "edge",
                        Map.of("a", "b", "c", "d"),
                        Map.of("token", "s3cret"),
                        new XdsLimits.Tls(
                                Path.of("/xds/ca.crt"),
                                Path.of("/xds/client.crt"),
                                Path.of("/xds/client.key"),
                                "server.test"),
                        new XdsLimits.Backoff(SECOND, Duration.ofSeconds(2), 3, false),
                        1000)));
    }

    @Test
    void mapsEverySettingOfStateToItsPlace() {
        GatewayConfig config = everything();

        assertThat(config.kafka()).isEqualTo(new Kafka(KafkaClientConfig.of("kafka:1"), new Topics("mine."), 7));
        assertThat(config.reports())
                .isEqualTo(reports(
                        new AdaptiveInterval(Duration.ofMillis(400), Duration.ofSeconds(4), 300), 20, "edge-1"));
        assertThat(config.state())
                .isEqualTo(new State(
                        Path.of("/data"),
                        new Journal.Settings(9_000_000, true),
                        new AdaptiveInterval(Duration.ofMillis(60), Duration.ofMillis(700), 400),
                        new CounterEvictor.Settings(2_000, Duration.ofSeconds(3)),
                        3_000,
                        2_000_000,
                        4_000));
        assertThat(config.timing())
                .isEqualTo(new Timing(Duration.ofMillis(400), Duration.ofMillis(500), Duration.ofMillis(600)));
    }

    @Test
    void mapsEverySettingOfMetricsToItsPlace() {
        Observation observation = everything().observation();

        assertThat(observation.hits()).isEqualTo(new HitMetrics.Settings(0.5f, true, 9, true));
        assertThat(observation.sinks())
                .isEqualTo(new MetricSinks.Settings(
                        new MetricSinks.Statsd("statsd", 1004), Map.of("zone", "a"), Duration.ofSeconds(5), true));
        assertThat(observation.tracing())
                .isEqualTo(new Tracing.Settings(Tracing.Protocol.GRPC, "limits", "edge", "7", 0.25, Map.of()));
    }

    @Test
    void givesTracingTheVariablesOfOpenTelemetryAndNoOthers() {
        Map<String, String> env =
                Map.of("TRACING_ENABLED", "true", "OTEL_EXPORTER_OTLP_ENDPOINT", "http://otel:4318", "SECRET", "x");

        assertThat(withAlso(env).observation().tracing())
                .isEqualTo(new Tracing.Settings(
                        Tracing.Protocol.HTTP,
                        "RateLimit",
                        "",
                        "",
                        1,
                        Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://otel:4318")));
        assertThat(GatewayConfig.of(NEEDED).observation().tracing()).isNull();
    }

    private static HitReporter.Settings reports(AdaptiveInterval pace, long spacingMs, String label) {
        return new HitReporter.Settings(
                pace, Duration.ofMillis(spacingMs), Duration.ofMillis(20), 20_000, Duration.ofSeconds(10), label);
    }

    @Test
    void sendsMetricsWhereTheyAreAskedFor() {
        MetricSinks.Sink nowhere = new MetricSinks.NoSink();

        assertThat(withAlso(Map.of("DISABLE_STATS", "true"))
                        .observation()
                        .sinks()
                        .sink())
                .isEqualTo(nowhere);
        assertThat(withAlso(Map.of("USE_STATSD", "false")).observation().sinks().sink())
                .isEqualTo(nowhere);
        assertThat(withAlso(Map.of("USE_PROMETHEUS", "true"))
                        .observation()
                        .sinks()
                        .sink())
                .isEqualTo(nowhere);
        assertThat(withAlso(Map.of("USE_DOG_STATSD", "true"))
                        .observation()
                        .sinks()
                        .sink())
                .isEqualTo(new MetricSinks.DogStatsd("localhost", 8125, List.of()));
        assertThat(withAlso(Map.of("USE_PROMETHEUS", "true", "DISABLE_STATS", "true"))
                        .listeners()
                        .prometheus())
                .isNull();
    }

    @Test
    void growsWaitsForXdsEvenWhereTheReferencesDefaultDoesNot() {
        LimitSource.Xds xds = (LimitSource.Xds)
                withAlso(Map.of("CONFIG_TYPE", "GRPC_XDS_SOTW")).limits().origin();

        assertThat(xds.settings().backoff().growth()).isEqualTo(2);
        assertThat(xds.settings().tls()).isNull();
    }

    private static LimitFolder.Settings folder(Map<String, String> env) {
        LimitSource.Origin origin = GatewayConfig.fromEnvironment(env, Map.of("data.dir", "/data"))
                .limits()
                .origin();
        return ((LimitSource.Files) origin).settings();
    }

    @Test
    void readsTheFilesOfTheSubdirectoryThatBeginWithTheApplicationWhereTheRootIsWatched() {
        assertThat(folder(Map.of("RUNTIME_ROOT", "/srv", "RUNTIME_SUBDIRECTORY", "ratelimit")))
                .isEqualTo(new LimitFolder.Settings(Path.of("/srv/ratelimit"), "config.", SECOND));
    }

    @Test
    void readsTheApplicationsFolderWhereNoSubdirectoryIsSet() {
        assertThat(folder(Map.of("RUNTIME_ROOT", "/srv", "RUNTIME_APPDIRECTORY", "limits")))
                .isEqualTo(new LimitFolder.Settings(Path.of("/srv/limits"), "", SECOND));
        assertThat(folder(Map.of("RUNTIME_APPDIRECTORY", "limits")).folder())
                .isEqualTo(Path.of("/srv/runtime_data/current/limits"));
    }

    @Test
    void putsAnOptionBeforeTheEnvironmentAndTheOwnFolderBeforeTheReferences() {
        GatewayConfig config = GatewayConfig.fromEnvironment(
                Map.of("GRPC_PORT", "1001", "TOLLGATE_LIMITS_DIR", "/own", "RUNTIME_ROOT", "/srv"),
                Map.of("grpc.port", "2002", "data.dir", "/data"));

        assertThat(config.listeners().grpc().port()).isEqualTo(2002);
        assertThat(config.limits().origin().describe()).isEqualTo("/own");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0s", "0h0m"})
    void takesNoConnectionAgeForNoLimit(String none) {
        GrpcSettings grpc = withAlso(Map.of("GRPC_MAX_CONNECTION_AGE", none, "GRPC_MAX_CONNECTION_AGE_GRACE", none))
                .listeners()
                .grpc();

        assertThat(grpc.maxConnectionAge()).isZero();
        assertThat(grpc.maxConnectionAgeGrace()).isZero();
    }

    @Test
    void givesEachClientOfKafkaWhatIsSetAndShowsNoSecret() {
        String jaas = "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"u\""
                + " password=\"s3cret\";";
        Kafka kafka = withAlso(Map.of(
                        "TOLLGATE_KAFKA_SECURITY_PROTOCOL",
                        "SASL_PLAINTEXT",
                        "TOLLGATE_KAFKA_SASL_MECHANISM",
                        "PLAIN",
                        "TOLLGATE_KAFKA_SASL_JAAS_CONFIG",
                        jaas))
                .kafka();

        assertThat(kafka.clients().admin(Map.of()))
                .containsEntry("security.protocol", "SASL_PLAINTEXT")
                .containsEntry("sasl.mechanism", "PLAIN");
        assertThat(kafka.toString()).doesNotContain("s3cret");
        assertThatThrownBy(() -> withAlso(Map.of("TOLLGATE_KAFKA_ACKS", "1", "TOLLGATE_BOOTSTRAP_SERVERS", "kafka")))
                .hasMessageContainingAll("kafka.acks (TOLLGATE_KAFKA_ACKS): cannot be set", "'kafka' (expected:");
    }

    @Test
    void takesAnEmptyVariableForNone() {
        assertThat(withAlso(Map.of("GRPC_PORT", "")).listeners().grpc().port()).isEqualTo(8081);
    }

    @Test
    void namesAllProblemsAtOnceWithVariableValueAndWhatIsExpected() {
        Map<String, String> env = Map.of(
                "GRPC_PORT", "70000",
                "SHADOW_MODE", "yes",
                "GRPC_MAX_CONNECTION_AGE", "1d",
                "CONFIG_GRPC_XDS_CLIENT_ADDITIONAL_HEADERS", "s3cret",
                "GRPC_SERVER_USE_TLS", "true",
                "USE_DOG_STATSD_MOGRIFIERS", "TAG");

        assertThatThrownBy(() -> GatewayConfig.fromEnvironment(
                        env, Map.of("windows", "lunar", "topic.prefix", "a b", "grpc.prot", "1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(
                        "grpc.prot: unknown setting",
                        "grpc.port (GRPC_PORT): '70000' (expected: a port from 1 to 65535, or 0 for any free one)",
                        "shadow.mode (SHADOW_MODE): 'yes' (expected: true or false)",
                        "(GRPC_MAX_CONNECTION_AGE): '1d' (expected: a duration such as 10s, 1h30m or 150us",
                        "(CONFIG_GRPC_XDS_CLIENT_ADDITIONAL_HEADERS): '***' (expected: k:v,k2:v2)",
                        "windows (TOLLGATE_WINDOWS): 'lunar' (expected: one of epoch, calendar)",
                        "topic.prefix (TOLLGATE_TOPIC_PREFIX): 'a b'",
                        "data.dir (TOLLGATE_DATA_DIR): not set",
                        "limits.dir (TOLLGATE_LIMITS_DIR): not set",
                        "grpc.tls.cert (GRPC_SERVER_TLS_CERT): not set",
                        "grpc.tls.key (GRPC_SERVER_TLS_KEY): not set",
                        "DOG_STATSD_MOGRIFIER_TAG_PATTERN")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void leavesVariablesAloneThatAreNotNeeded() {
        assertThat(withAlso(Map.of("REDIS_POOL_SIZE", "abc", "BACKEND_TYPE", "memcache")))
                .isEqualTo(GatewayConfig.of(NEEDED));
    }
}
