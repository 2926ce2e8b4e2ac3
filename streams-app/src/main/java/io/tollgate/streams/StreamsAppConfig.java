package io.tollgate.streams;

import static java.util.Objects.requireNonNull;

import io.tollgate.streams.query.Instance;
import io.tollgate.topic.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/**
 * Configuration of the streams application. Immutable.
 *
 * @param bootstrapServers addresses of Kafka
 * @param topics the catalogue of topics with the configured prefix
 * @param topicPartitions how many partitions topics get that are created at the start
 * @param dataDir folder of the local state, of this process alone
 * @param publishInterval the shortest time between two publications of one counter
 * @param publishAge the longest time that a change waits for its publication
 * @param threads how many threads process
 * @param startupTimeout how long Kafka may take to answer at the start
 * @param rocksdbMemoryBytes memory of all stores together for blocks and write buffers
 * @param applications what runs in this process
 * @param standbyReplicas on how many other instances each store is kept as well
 * @param ledgerGrace how long a gateway that fell silent holds up the closing of windows
 * @param ledgerLateHorizon how long after its end a window of the ledger may still be changed
 * @param reconcileInterval how often the ledger is compared with the hits, 0 for never
 * @param httpHost address to listen at for health, metrics and the ledger
 * @param httpPort port to listen at, 0 for any free one, -1 for none
 * @param httpLedgerOpen whether the ledger is served to other machines too
 * @param httpUsageOpen whether usage is served to other machines too
 * @param httpAdvertised where the other instances reach this one's HTTP, empty where it is where it listens
 * @param adminToken what a caller must show to change anything; null where nobody may
 * @param adminTokenFile file that holds it instead, null where there is none
 */
public record StreamsAppConfig(
        String bootstrapServers,
        Topics topics,
        int topicPartitions,
        Path dataDir,
        Duration publishInterval,
        Duration publishAge,
        int threads,
        Duration startupTimeout,
        long rocksdbMemoryBytes,
        Set<Application> applications,
        int standbyReplicas,
        Duration ledgerGrace,
        Duration ledgerLateHorizon,
        Duration reconcileInterval,
        String httpHost,
        int httpPort,
        boolean httpLedgerOpen,
        boolean httpUsageOpen,
        Optional<Instance> httpAdvertised,
        @Nullable Password adminToken,
        @Nullable Path adminTokenFile) {

    public static final String BOOTSTRAP_SERVERS = "bootstrap.servers";
    public static final String TOPIC_PREFIX = "topic.prefix";
    public static final String TOPIC_PARTITIONS = "topic.partitions";
    public static final String DATA_DIR = "data.dir";
    public static final String PUBLISH_INTERVAL_MS = "publish.interval.ms";
    public static final String PUBLISH_AGE_MS = "publish.age.ms";
    public static final String THREADS = "threads";
    public static final String STARTUP_TIMEOUT_MS = "startup.timeout.ms";
    public static final String ROCKSDB_MEMORY_BYTES = "rocksdb.memory.bytes";
    public static final String APPLICATIONS = "applications";
    public static final String STANDBY_REPLICAS = "standby.replicas";
    public static final String LEDGER_GRACE_MS = "ledger.grace.ms";
    public static final String LEDGER_LATE_HORIZON_MS = "ledger.late.horizon.ms";
    public static final String RECONCILE_INTERVAL_MINUTES = "reconcile.interval.minutes";
    public static final String HTTP_HOST = "http.host";
    public static final String HTTP_PORT = "http.port";
    public static final String HTTP_LEDGER_OPEN = "http.ledger.open";
    public static final String HTTP_USAGE_OPEN = "http.usage.open";
    public static final String HTTP_ADVERTISED = "http.advertised";
    public static final String ADMIN_TOKEN = "admin.token";
    public static final String ADMIN_TOKEN_FILE = "admin.token.file";

    /** The value of {@link #HTTP_PORT} that opens none. */
    public static final int NO_HTTP = -1;

    private static final String ENVIRONMENT_PREFIX = "TOLLGATE_";

    public StreamsAppConfig {
        requireNonNull(bootstrapServers, "bootstrapServers");
        requireNonNull(topics, "topics");
        requireNonNull(dataDir, "dataDir");
        requireNonNull(publishInterval, "publishInterval");
        requireNonNull(publishAge, "publishAge");
        requireNonNull(startupTimeout, "startupTimeout");
        requireNonNull(ledgerGrace, "ledgerGrace");
        requireNonNull(ledgerLateHorizon, "ledgerLateHorizon");
        requireNonNull(reconcileInterval, "reconcileInterval");
        requireNonNull(httpHost, "httpHost");
        requireNonNull(httpAdvertised, "httpAdvertised");
        applications = Set.copyOf(applications);
    }

    /** Returns all settings with type, default, bounds and meaning. */
    public static ConfigDef definition() {
        return StreamsAppSettings.definition();
    }

    /**
     * Returns the configuration that the settings say.
     *
     * @throws IllegalArgumentException with all problems at once
     */
    public static StreamsAppConfig of(Map<String, String> settings) {
        List<String> problems = new ArrayList<>();
        for (String name : new TreeSet<>(settings.keySet())) {
            if (!definition().names().contains(name)) {
                problems.add(name + ": unknown setting (expected one of: "
                        + String.join(", ", new TreeSet<>(definition().names())) + ")");
            }
        }
        for (ConfigValue value : definition().validate(settings)) {
            problems.addAll(value.errorMessages());
        }
        if (problems.isEmpty()) {
            problems.addAll(StreamsAppSettings.conflicts(new AbstractConfig(definition(), settings, false)));
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("configuration of the streams app: " + String.join("; ", problems));
        }
        return of(new AbstractConfig(definition(), settings, false));
    }

    private static StreamsAppConfig of(AbstractConfig parsed) {
        return new StreamsAppConfig(
                parsed.getString(BOOTSTRAP_SERVERS),
                new Topics(parsed.getString(TOPIC_PREFIX)),
                parsed.getInt(TOPIC_PARTITIONS),
                Path.of(parsed.getString(DATA_DIR)),
                Duration.ofMillis(parsed.getLong(PUBLISH_INTERVAL_MS)),
                Duration.ofMillis(parsed.getLong(PUBLISH_AGE_MS)),
                parsed.getInt(THREADS),
                Duration.ofMillis(parsed.getLong(STARTUP_TIMEOUT_MS)),
                parsed.getLong(ROCKSDB_MEMORY_BYTES),
                Application.named(parsed.getList(APPLICATIONS)),
                parsed.getInt(STANDBY_REPLICAS),
                Duration.ofMillis(parsed.getLong(LEDGER_GRACE_MS)),
                Duration.ofMillis(parsed.getLong(LEDGER_LATE_HORIZON_MS)),
                Duration.ofMinutes(parsed.getInt(RECONCILE_INTERVAL_MINUTES)),
                parsed.getString(HTTP_HOST),
                parsed.getInt(HTTP_PORT),
                parsed.getBoolean(HTTP_LEDGER_OPEN),
                parsed.getBoolean(HTTP_USAGE_OPEN),
                Optional.ofNullable(parsed.getString(HTTP_ADVERTISED)).map(Instance::parse),
                password(parsed),
                file(parsed.getString(ADMIN_TOKEN_FILE)));
    }

    private static @Nullable Password password(AbstractConfig parsed) {
        Password given = parsed.getPassword(ADMIN_TOKEN);
        return given == null || given.value().isBlank() ? null : given;
    }

    private static @Nullable Path file(@Nullable String given) {
        return given == null || given.isBlank() ? null : Path.of(given);
    }

    /** Returns whether this process compares the ledger with the hits. */
    boolean reconciles() {
        return !reconcileInterval.isZero() && applications.contains(Application.LEDGER);
    }

    /**
     * Returns the configuration from the environment and options; an option wins over the environment.
     *
     * @param env the setting {@code data.dir} is {@code TOLLGATE_DATA_DIR} and so on; other variables are left alone
     * @param options settings by their names
     * @throws IllegalArgumentException with all problems at once
     */
    public static StreamsAppConfig fromEnvironment(Map<String, String> env, Map<String, String> options) {
        Map<String, String> settings = new TreeMap<>();
        for (String name : definition().names()) {
            String value = env.get(variable(name));
            if (value != null) {
                settings.put(name, value);
            }
        }
        settings.putAll(options);
        return of(settings);
    }

    private static String variable(String setting) {
        return ENVIRONMENT_PREFIX + setting.replace('.', '_').toUpperCase(Locale.ROOT);
    }

    /** Returns the id of an application: its consumer group and the prefix of its changelogs. */
    public String idOf(Application application) {
        return topics.prefix() + application.id();
    }
}
