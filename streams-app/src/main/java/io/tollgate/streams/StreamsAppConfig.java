package io.tollgate.streams;

import static java.util.Objects.requireNonNull;

import io.tollgate.runtime.kafka.KafkaClientConfig;
import io.tollgate.runtime.kafka.KafkaSettings;
import io.tollgate.runtime.settings.SettingSources;
import io.tollgate.runtime.settings.SettingValues;
import io.tollgate.runtime.tls.TlsSettings;
import io.tollgate.streams.query.Instance;
import io.tollgate.topic.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/**
 * Configuration of the streams application. Immutable.
 *
 * @param kafka what all clients of Kafka are made of
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
 * @param httpTls how HTTP is secured, null for plain text
 * @param httpLedgerOpen whether the ledger is served to other machines too
 * @param httpUsageOpen whether usage is served to other machines too
 * @param httpAdvertised where the other instances reach this one's HTTP, empty where it is where it listens
 * @param adminToken what a caller must show to change anything; null where nobody may
 */
public record StreamsAppConfig(
        KafkaClientConfig kafka,
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
        @Nullable TlsSettings httpTls,
        boolean httpLedgerOpen,
        boolean httpUsageOpen,
        Optional<Instance> httpAdvertised,
        @Nullable Password adminToken) {

    /** The value of {@link StreamsAppSettings#HTTP_PORT} that opens none. */
    public static final int NO_HTTP = -1;

    public StreamsAppConfig {
        requireNonNull(kafka, "kafka");
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

    /**
     * Returns the configuration that the settings say, whatever the environment.
     *
     * @param settings by their names
     * @throws IllegalArgumentException with all problems at once
     */
    public static StreamsAppConfig of(Map<String, String> settings) {
        return fromEnvironment(Map.of(), settings);
    }

    /**
     * Returns the configuration from the environment and options; an option wins over the environment.
     *
     * @param env the setting {@code data.dir} is {@code TOLLGATE_DATA_DIR} and so on; other variables are left alone
     * @param options settings by their names
     * @throws IllegalArgumentException with all problems at once
     */
    public static StreamsAppConfig fromEnvironment(Map<String, String> env, Map<String, String> options) {
        return read(SettingSources.of(env, options));
    }

    /**
     * Returns the configuration that the sources say.
     *
     * @throws IllegalArgumentException with all problems at once
     */
    public static StreamsAppConfig read(SettingSources sources) {
        SettingValues values = SettingValues.read(sources, StreamsAppSettings.groups(), KafkaSettings.FAMILY);
        List<String> problems = new ArrayList<>(new TreeSet<>(values.problems()));
        problems.addAll(StreamsAppSettings.conflicts(values));
        problems.addAll(KafkaClientConfig.problems(values));
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("configuration of the streams app:\n  " + String.join("\n  ", problems));
        }
        return of(values);
    }

    private static StreamsAppConfig of(SettingValues values) {
        return new StreamsAppConfig(
                KafkaClientConfig.of(values),
                new Topics(values.get(KafkaSettings.TOPIC_PREFIX)),
                values.get(KafkaSettings.TOPIC_PARTITIONS).intValue(),
                Path.of(values.get(StreamsAppSettings.DATA_DIR)),
                values.get(StreamsAppSettings.PUBLISH_INTERVAL),
                values.get(StreamsAppSettings.PUBLISH_AGE),
                values.get(StreamsAppSettings.THREADS).intValue(),
                values.get(StreamsAppSettings.STARTUP_TIMEOUT),
                values.get(StreamsAppSettings.ROCKSDB_MEMORY_BYTES),
                values.get(StreamsAppSettings.APPLICATIONS),
                values.get(StreamsAppSettings.STANDBY_REPLICAS).intValue(),
                values.get(StreamsAppSettings.LEDGER_GRACE),
                values.get(StreamsAppSettings.LEDGER_LATE_HORIZON),
                Duration.ofMinutes(values.get(StreamsAppSettings.RECONCILE_INTERVAL_MINUTES)),
                values.get(StreamsAppSettings.HTTP_HOST),
                values.get(StreamsAppSettings.HTTP_PORT),
                StreamsAppSettings.httpTls(values),
                values.get(StreamsAppSettings.HTTP_LEDGER_OPEN),
                values.get(StreamsAppSettings.HTTP_USAGE_OPEN),
                values.get(StreamsAppSettings.HTTP_ADVERTISED),
                password(values.get(StreamsAppSettings.ADMIN_TOKEN)));
    }

    private static @Nullable Password password(String given) {
        return given.isBlank() ? null : new Password(given.strip());
    }

    /** Returns whether this process compares the ledger with the hits. */
    boolean reconciles() {
        return !reconcileInterval.isZero() && applications.contains(Application.LEDGER);
    }

    /** Returns the id of an application: its consumer group and the prefix of its changelogs. */
    public String idOf(Application application) {
        return topics.prefix() + application.id();
    }
}
