package io.tollgate.gateway;

import static java.util.Objects.requireNonNull;

import io.tollgate.gateway.decision.DecisionEngine.GlobalModes;
import io.tollgate.gateway.hits.HitReporter;
import io.tollgate.gateway.journal.Journal;
import io.tollgate.gateway.journal.OwnTotalsKeeper;
import io.tollgate.gateway.limits.LimitFileOptions;
import io.tollgate.gateway.limits.WindowAlignment;
import io.tollgate.model.ChargeMode;
import io.tollgate.topic.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;

/**
 * Configuration of a gateway. Immutable.
 *
 * @param grpc where Envoy asks
 * @param http where health is served
 * @param debug where /rlconfig and /metrics are served
 * @param limits where limit files are and how they are read
 * @param modes what holds for all rules
 * @param kafka how Kafka is reached
 * @param reports how hits are reported
 * @param state where and how state is kept
 * @param readyTimeout how long health stays NOT_SERVING at the start, at the most
 */
public record GatewayConfig(
        Listen grpc,
        Listen http,
        Listen debug,
        LimitSource limits,
        GlobalModes modes,
        Kafka kafka,
        HitReporter.Settings reports,
        State state,
        Duration readyTimeout) {

    /** A port that is not opened. */
    public static final int CLOSED = -1;

    private static final Duration LAG = Duration.ofMillis(20);
    private static final int MAX_RECORDS_IN_FLIGHT = 20_000;
    private static final Duration MARK_INTERVAL = Duration.ofSeconds(10);
    private static final String ENVIRONMENT_PREFIX = "TOLLGATE_";

    /** Settings that envoyproxy/ratelimit has too, by its names for them. */
    private static final Map<String, String> REFERENCE_VARIABLES = Map.of(
            GatewaySettings.GRPC_HOST, "GRPC_HOST",
            GatewaySettings.GRPC_PORT, "GRPC_PORT",
            GatewaySettings.HTTP_HOST, "HOST",
            GatewaySettings.HTTP_PORT, "PORT",
            GatewaySettings.DEBUG_HOST, "DEBUG_HOST",
            GatewaySettings.DEBUG_PORT, "DEBUG_PORT",
            GatewaySettings.MERGE_DOMAIN_CONFIG, "MERGE_DOMAIN_CONFIG",
            GatewaySettings.SHADOW_MODE, "SHADOW_MODE",
            GatewaySettings.QUOTA_MODE, "QUOTA_MODE");

    public GatewayConfig {
        requireNonNull(grpc, "grpc");
        requireNonNull(http, "http");
        requireNonNull(debug, "debug");
        requireNonNull(limits, "limits");
        requireNonNull(modes, "modes");
        requireNonNull(kafka, "kafka");
        requireNonNull(reports, "reports");
        requireNonNull(state, "state");
        requireNonNull(readyTimeout, "readyTimeout");
    }

    /**
     * An address to listen at.
     *
     * @param port 0 for any free one, {@link #CLOSED} for none
     */
    public record Listen(String host, int port) {}

    /** Where limit files are, and how they are read. */
    public record LimitSource(Path folder, LimitFileOptions options) {}

    /**
     * How Kafka is reached.
     *
     * @param partitionsIfAbsent partitions of topics that are created now
     */
    public record Kafka(String bootstrapServers, Topics topics, int partitionsIfAbsent) {}

    /**
     * Where and how state is kept.
     *
     * @param usageCacheBytes memory for what is read of the usage of counters that are not on the heap
     */
    public record State(Path folder, Journal.Settings journal, OwnTotalsKeeper.Settings keeper, long usageCacheBytes) {}

    /** Returns all settings with type, default, bounds and meaning. */
    public static ConfigDef definition() {
        return GatewaySettings.definition();
    }

    /**
     * Returns the configuration that the settings say.
     *
     * @throws IllegalArgumentException with all problems at once
     */
    public static GatewayConfig of(Map<String, String> settings) {
        ConfigDef definition = definition();
        List<String> problems = new ArrayList<>();
        for (String name : new TreeSet<>(settings.keySet())) {
            if (!definition.names().contains(name)) {
                problems.add(name + ": unknown setting (expected one of: "
                        + String.join(", ", new TreeSet<>(definition.names())) + ")");
            }
        }
        for (ConfigValue value : definition.validate(settings)) {
            problems.addAll(value.errorMessages());
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("configuration of the gateway: " + String.join("; ", problems));
        }
        return of(new AbstractConfig(definition, settings, false));
    }

    private static GatewayConfig of(AbstractConfig parsed) {
        return new GatewayConfig(
                listen(parsed, GatewaySettings.GRPC_HOST, GatewaySettings.GRPC_PORT),
                listen(parsed, GatewaySettings.HTTP_HOST, GatewaySettings.HTTP_PORT),
                listen(parsed, GatewaySettings.DEBUG_HOST, GatewaySettings.DEBUG_PORT),
                limits(parsed),
                new GlobalModes(
                        parsed.getBoolean(GatewaySettings.SHADOW_MODE),
                        parsed.getBoolean(GatewaySettings.QUOTA_MODE),
                        ChargeMode.ALL),
                new Kafka(
                        parsed.getString(GatewaySettings.BOOTSTRAP_SERVERS),
                        new Topics(parsed.getString(GatewaySettings.TOPIC_PREFIX)),
                        parsed.getInt(GatewaySettings.TOPIC_PARTITIONS)),
                new HitReporter.Settings(
                        millis(parsed, GatewaySettings.REPORT_AGE_MS),
                        millis(parsed, GatewaySettings.REPORT_SPACING_MS),
                        LAG,
                        MAX_RECORDS_IN_FLIGHT,
                        MARK_INTERVAL,
                        parsed.getString(GatewaySettings.LABEL)),
                state(parsed),
                millis(parsed, GatewaySettings.READY_TIMEOUT_MS));
    }

    private static Listen listen(AbstractConfig parsed, String host, String port) {
        return new Listen(parsed.getString(host), parsed.getInt(port));
    }

    private static LimitSource limits(AbstractConfig parsed) {
        WindowAlignment windows = WindowAlignment.valueOf(
                parsed.getString(GatewaySettings.WINDOWS).toUpperCase(Locale.ROOT));
        boolean merge = parsed.getBoolean(GatewaySettings.MERGE_DOMAIN_CONFIG);
        return new LimitSource(
                Path.of(parsed.getString(GatewaySettings.LIMITS_DIR)), new LimitFileOptions(merge, windows));
    }

    private static State state(AbstractConfig parsed) {
        return new State(
                Path.of(parsed.getString(GatewaySettings.DATA_DIR)),
                new Journal.Settings(
                        parsed.getLong(GatewaySettings.JOURNAL_MAX_BYTES),
                        parsed.getString(GatewaySettings.ON_JOURNAL_FULL).equals("deny")),
                new OwnTotalsKeeper.Settings(
                        millis(parsed, GatewaySettings.SYNC_INTERVAL_MS),
                        parsed.getInt(GatewaySettings.MAX_COUNTERS),
                        millis(parsed, GatewaySettings.COUNTER_IDLE_MS)),
                parsed.getLong(GatewaySettings.USAGE_CACHE_BYTES));
    }

    private static Duration millis(AbstractConfig parsed, String name) {
        return Duration.ofMillis(parsed.getLong(name));
    }

    /**
     * Returns the configuration from the environment and options; an option wins over the environment.
     *
     * @param env the setting {@code data.dir} is {@code TOLLGATE_DATA_DIR} and so on; what envoyproxy/ratelimit has too
     *     goes by its names, such as {@code GRPC_PORT}; other variables are left alone
     * @param options settings by their names
     * @throws IllegalArgumentException with all problems at once
     */
    public static GatewayConfig fromEnvironment(Map<String, String> env, Map<String, String> options) {
        Map<String, String> settings = new TreeMap<>();
        for (String name : definition().names()) {
            String value = env.get(REFERENCE_VARIABLES.getOrDefault(name, variable(name)));
            if (value != null && !value.isEmpty()) {
                settings.put(name, value);
            }
        }
        String root = env.get("RUNTIME_ROOT");
        if (root != null && !settings.containsKey(GatewaySettings.LIMITS_DIR)) {
            Path folder = Path.of(
                    root,
                    env.getOrDefault("RUNTIME_SUBDIRECTORY", ""),
                    env.getOrDefault("RUNTIME_APPDIRECTORY", "config"));
            settings.put(GatewaySettings.LIMITS_DIR, folder.toString());
        }
        settings.putAll(options);
        return of(settings);
    }

    private static String variable(String setting) {
        return ENVIRONMENT_PREFIX + setting.replace('.', '_').toUpperCase(Locale.ROOT);
    }
}
