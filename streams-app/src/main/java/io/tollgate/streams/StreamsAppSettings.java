package io.tollgate.streams;

import static io.tollgate.streams.StreamsAppConfig.ADMIN_TOKEN;
import static io.tollgate.streams.StreamsAppConfig.ADMIN_TOKEN_FILE;
import static io.tollgate.streams.StreamsAppConfig.APPLICATIONS;
import static io.tollgate.streams.StreamsAppConfig.BOOTSTRAP_SERVERS;
import static io.tollgate.streams.StreamsAppConfig.DATA_DIR;
import static io.tollgate.streams.StreamsAppConfig.HTTP_ADVERTISED;
import static io.tollgate.streams.StreamsAppConfig.HTTP_HOST;
import static io.tollgate.streams.StreamsAppConfig.HTTP_LEDGER_OPEN;
import static io.tollgate.streams.StreamsAppConfig.HTTP_PORT;
import static io.tollgate.streams.StreamsAppConfig.HTTP_USAGE_OPEN;
import static io.tollgate.streams.StreamsAppConfig.LEDGER_GRACE_MS;
import static io.tollgate.streams.StreamsAppConfig.LEDGER_LATE_HORIZON_MS;
import static io.tollgate.streams.StreamsAppConfig.NO_HTTP;
import static io.tollgate.streams.StreamsAppConfig.PUBLISH_AGE_MS;
import static io.tollgate.streams.StreamsAppConfig.PUBLISH_INTERVAL_MS;
import static io.tollgate.streams.StreamsAppConfig.RECONCILE_INTERVAL_MINUTES;
import static io.tollgate.streams.StreamsAppConfig.ROCKSDB_MEMORY_BYTES;
import static io.tollgate.streams.StreamsAppConfig.STANDBY_REPLICAS;
import static io.tollgate.streams.StreamsAppConfig.STARTUP_TIMEOUT_MS;
import static io.tollgate.streams.StreamsAppConfig.THREADS;
import static io.tollgate.streams.StreamsAppConfig.TOPIC_PARTITIONS;
import static io.tollgate.streams.StreamsAppConfig.TOPIC_PREFIX;

import io.tollgate.streams.query.Instance;
import io.tollgate.topic.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigException;

/** What may be set, and within which bounds. */
final class StreamsAppSettings {

    private static final long MIB = 1 << 20;

    private StreamsAppSettings() {}

    /** Returns all settings with type, default, bounds and meaning. */
    static ConfigDef definition() {
        return new ConfigDef()
                .define(
                        BOOTSTRAP_SERVERS,
                        ConfigDef.Type.STRING,
                        "localhost:9092",
                        notBlank(),
                        Importance.HIGH,
                        "Addresses of Kafka, host:port, separated by commas.")
                .define(
                        TOPIC_PREFIX,
                        ConfigDef.Type.STRING,
                        Topics.DEFAULT_PREFIX,
                        legalPrefix(),
                        Importance.MEDIUM,
                        "Put before the name of each topic and of the consumer group.")
                .define(
                        TOPIC_PARTITIONS,
                        ConfigDef.Type.INT,
                        32,
                        Range.between(1, 10_000),
                        Importance.MEDIUM,
                        "Partitions of topics that are created at the start; one that is there keeps its own.")
                .define(
                        DATA_DIR,
                        ConfigDef.Type.STRING,
                        ConfigDef.NO_DEFAULT_VALUE,
                        notBlank(),
                        Importance.HIGH,
                        "Folder of the local state, of this process alone; what is lost is restored from Kafka.")
                .define(
                        PUBLISH_INTERVAL_MS,
                        ConfigDef.Type.LONG,
                        10L,
                        Range.between(1, 60_000),
                        Importance.LOW,
                        "The shortest time between two publications of one counter.")
                .define(
                        PUBLISH_AGE_MS,
                        ConfigDef.Type.LONG,
                        1_000L,
                        Range.between(1, 60_000),
                        Importance.LOW,
                        "The longest time that a change waits for its publication, where nothing hurries it; at least"
                                + " publish.interval.ms. All is published each second anyway, with the heartbeat.")
                .define(
                        THREADS,
                        ConfigDef.Type.INT,
                        1,
                        Range.between(1, 256),
                        Importance.MEDIUM,
                        "How many threads process; more than there are partitions are idle.")
                .define(
                        STARTUP_TIMEOUT_MS,
                        ConfigDef.Type.LONG,
                        30_000L,
                        Range.between(1, 3_600_000),
                        Importance.LOW,
                        "How long Kafka may take to answer at the start.")
                .define(
                        ROCKSDB_MEMORY_BYTES,
                        ConfigDef.Type.LONG,
                        64 * MIB,
                        Range.atLeast(8 * MIB),
                        Importance.MEDIUM,
                        "Memory of all stores together for blocks and write buffers; indexes and filters come on top,"
                                + " about 1 % of the data.")
                .define(
                        APPLICATIONS,
                        ConfigDef.Type.LIST,
                        String.join(",", Application.ids()),
                        ConfigDef.ValidList.in(false, Application.ids().toArray(String[]::new)),
                        Importance.MEDIUM,
                        "What runs in this process: usage, which decisions need, and the ledger, which bills need.")
                .define(
                        STANDBY_REPLICAS,
                        ConfigDef.Type.INT,
                        0,
                        Range.between(0, 10),
                        Importance.MEDIUM,
                        "On how many other instances each store is kept as well, so that one of them takes over at"
                                + " once; needs as many more instances.")
                .define(
                        LEDGER_GRACE_MS,
                        ConfigDef.Type.LONG,
                        Duration.ofMinutes(15).toMillis(),
                        Range.between(1_000, Duration.ofDays(7).toMillis()),
                        Importance.MEDIUM,
                        "How long a gateway that fell silent holds up the closing of windows, since it was last heard"
                                + " of; then they are closed and name it, and what it still sends raises their revision.")
                .define(
                        LEDGER_LATE_HORIZON_MS,
                        ConfigDef.Type.LONG,
                        Topics.HITS_RETENTION.toMillis(),
                        Range.atLeast(Duration.ofDays(1).toMillis()),
                        Importance.LOW,
                        "How long after its end a window of the ledger may still be changed; hits that come later are"
                                + " set aside. Stores grow with it. No less than the retention of the topic hits.")
                .define(
                        RECONCILE_INTERVAL_MINUTES,
                        ConfigDef.Type.INT,
                        360,
                        Range.between(0, Math.toIntExact(Duration.ofDays(7).toMinutes())),
                        Importance.LOW,
                        "How often the ledger is compared with the sum of the hits, see ledger.md; 0 for never. Each"
                                + " instance that keeps the ledger does so for all partitions: it only reads.")
                .define(
                        HTTP_HOST,
                        ConfigDef.Type.STRING,
                        "127.0.0.1",
                        notBlank(),
                        Importance.LOW,
                        "Address to listen at for /healthcheck, /metrics, /v1/usage, /v1/ledger and /v1/adjustments.")
                .define(
                        HTTP_PORT,
                        ConfigDef.Type.INT,
                        NO_HTTP,
                        Range.between(NO_HTTP, 65_535),
                        Importance.LOW,
                        "Port to listen at, 0 for any free one, -1 for none.")
                .define(
                        HTTP_LEDGER_OPEN,
                        ConfigDef.Type.BOOLEAN,
                        false,
                        Importance.LOW,
                        "Serve /v1/ledger also at addresses other than loopback ones: to all that reach the port, who"
                                + " then read what every counter was charged.")
                .define(
                        HTTP_USAGE_OPEN,
                        ConfigDef.Type.BOOLEAN,
                        false,
                        Importance.LOW,
                        "Serve /v1/usage also at addresses other than loopback ones: to all that reach the port, who"
                                + " then read what every counter has used. Instances on several machines need it to ask"
                                + " each other.")
                .define(
                        HTTP_ADVERTISED,
                        ConfigDef.Type.STRING,
                        null,
                        hostAndPort(),
                        Importance.LOW,
                        "Where the other instances reach this one's HTTP, host:port. Without it http.host, or the name"
                                + " of this machine where that is all addresses, and the port that is listened at.")
                .define(
                        ADMIN_TOKEN,
                        ConfigDef.Type.PASSWORD,
                        null,
                        Importance.LOW,
                        "What a caller must show as bearer token to change anything, such as by /v1/adjustments; without"
                                + " one nobody may.")
                .define(
                        ADMIN_TOKEN_FILE,
                        ConfigDef.Type.STRING,
                        null,
                        Importance.LOW,
                        "File that holds that token, read at the start; goes before admin.token.");
    }

    private static Validator notBlank() {
        return ConfigDef.LambdaValidator.with(
                (name, value) -> {
                    if (value != null && value.toString().isBlank()) {
                        throw new ConfigException(name, value, "must not be blank");
                    }
                },
                () -> "not blank");
    }

    private static Validator hostAndPort() {
        return ConfigDef.LambdaValidator.with(
                (name, value) -> {
                    try {
                        if (value != null) {
                            Instance.parse(value.toString());
                        }
                    } catch (IllegalArgumentException e) {
                        throw new ConfigException(name, value, e.getMessage());
                    }
                },
                () -> "host:port");
    }

    private static Validator legalPrefix() {
        return ConfigDef.LambdaValidator.with(
                (name, value) -> {
                    try {
                        new Topics(String.valueOf(value)).all();
                    } catch (IllegalArgumentException e) {
                        throw new ConfigException(name, value, e.getMessage());
                    }
                },
                () -> "at most 100 letters, digits, '.', '_' or '-'");
    }

    /** Returns what is wrong between settings that are right each by itself. */
    static List<String> conflicts(AbstractConfig parsed) {
        List<String> conflicts = new ArrayList<>();
        long interval = parsed.getLong(PUBLISH_INTERVAL_MS);
        long age = parsed.getLong(PUBLISH_AGE_MS);
        if (age < interval) {
            conflicts.add(PUBLISH_AGE_MS + ": " + age + " (expected: at least " + PUBLISH_INTERVAL_MS + ", " + interval
                    + ")");
        }
        long grace = parsed.getLong(LEDGER_GRACE_MS);
        long horizon = parsed.getLong(LEDGER_LATE_HORIZON_MS);
        if (horizon <= grace) {
            conflicts.add(LEDGER_LATE_HORIZON_MS + ": " + horizon + " (expected: more than " + LEDGER_GRACE_MS + ", "
                    + grace + ")");
        }
        return conflicts;
    }
}
