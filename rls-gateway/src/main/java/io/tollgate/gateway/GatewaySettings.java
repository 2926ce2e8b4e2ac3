package io.tollgate.gateway;

import io.tollgate.topic.Topics;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** What may be set, and within which bounds. */
final class GatewaySettings {

    static final String GRPC_HOST = "grpc.host";
    static final String GRPC_PORT = "grpc.port";
    static final String HTTP_HOST = "http.host";
    static final String HTTP_PORT = "http.port";
    static final String DEBUG_HOST = "debug.host";
    static final String DEBUG_PORT = "debug.port";
    static final String LIMITS_DIR = "limits.dir";
    static final String MERGE_DOMAIN_CONFIG = "merge.domain.config";
    static final String WINDOWS = "windows";
    static final String SHADOW_MODE = "shadow.mode";
    static final String QUOTA_MODE = "quota.mode";
    static final String DATA_DIR = "data.dir";
    static final String BOOTSTRAP_SERVERS = "bootstrap.servers";
    static final String TOPIC_PREFIX = "topic.prefix";
    static final String TOPIC_PARTITIONS = "topic.partitions";
    static final String LABEL = "gateway.label";
    static final String SYNC_INTERVAL_MS = "journal.sync.interval.ms";
    static final String JOURNAL_MAX_BYTES = "journal.max.bytes";
    static final String ON_JOURNAL_FULL = "journal.on.full";
    static final String MAX_COUNTERS = "counters.max.on.heap";
    static final String COUNTER_IDLE_MS = "counters.idle.ms";
    static final String REPORT_AGE_MS = "report.age.ms";
    static final String REPORT_SPACING_MS = "report.spacing.ms";
    static final String USAGE_CACHE_BYTES = "usage.cache.bytes";
    static final String READY_TIMEOUT_MS = "ready.timeout.ms";

    private static final long MIB = 1 << 20;
    private static final Range PORT = Range.between(0, 65_535);

    private GatewaySettings() {}

    static ConfigDef definition() {
        ConfigDef definition = new ConfigDef();
        listeners(definition);
        limits(definition);
        kafka(definition);
        state(definition);
        return definition;
    }

    private static void listeners(ConfigDef definition) {
        define(
                definition,
                GRPC_HOST,
                ConfigDef.Type.STRING,
                "0.0.0.0",
                notBlank(),
                Importance.HIGH,
                "Address that Envoy asks at.");
        define(
                definition,
                GRPC_PORT,
                ConfigDef.Type.INT,
                8081,
                PORT,
                Importance.HIGH,
                "Port that Envoy asks at, 0 for any free one.");
        define(
                definition,
                HTTP_HOST,
                ConfigDef.Type.STRING,
                "0.0.0.0",
                notBlank(),
                Importance.MEDIUM,
                "Address of /healthcheck.");
        define(
                definition,
                HTTP_PORT,
                ConfigDef.Type.INT,
                8080,
                PORT,
                Importance.MEDIUM,
                "Port of /healthcheck, 0 for any free one.");
        define(
                definition,
                DEBUG_HOST,
                ConfigDef.Type.STRING,
                "127.0.0.1",
                notBlank(),
                Importance.LOW,
                "Address of /rlconfig and /metrics.");
        define(
                definition,
                DEBUG_PORT,
                ConfigDef.Type.INT,
                GatewayConfig.CLOSED,
                Range.between(GatewayConfig.CLOSED, 65_535),
                Importance.LOW,
                "Port of /rlconfig and /metrics, 0 for any free one, -1 for none.");
    }

    private static void limits(ConfigDef definition) {
        define(
                definition,
                LIMITS_DIR,
                ConfigDef.Type.STRING,
                ConfigDef.NO_DEFAULT_VALUE,
                notBlank(),
                Importance.HIGH,
                "Folder of limit files.");
        define(
                definition,
                MERGE_DOMAIN_CONFIG,
                ConfigDef.Type.BOOLEAN,
                false,
                null,
                Importance.LOW,
                "Whether several files may name one domain.");
        define(
                definition,
                WINDOWS,
                ConfigDef.Type.STRING,
                "epoch",
                ValidString.in("epoch", "calendar"),
                Importance.MEDIUM,
                "What windows are aligned to where a limit file does not say.");
        define(
                definition,
                SHADOW_MODE,
                ConfigDef.Type.BOOLEAN,
                false,
                null,
                Importance.MEDIUM,
                "Whether no request is refused, whatever its limits say.");
        define(
                definition,
                QUOTA_MODE,
                ConfigDef.Type.BOOLEAN,
                false,
                null,
                Importance.LOW,
                "Whether every rule is in quota mode: a request is refused only if all its descriptors are over.");
    }

    private static void kafka(ConfigDef definition) {
        define(
                definition,
                BOOTSTRAP_SERVERS,
                ConfigDef.Type.STRING,
                "localhost:9092",
                notBlank(),
                Importance.HIGH,
                "Addresses of Kafka, host:port, separated by commas.");
        define(
                definition,
                TOPIC_PREFIX,
                ConfigDef.Type.STRING,
                Topics.DEFAULT_PREFIX,
                legalPrefix(),
                Importance.MEDIUM,
                "Put before the name of each topic.");
        define(
                definition,
                TOPIC_PARTITIONS,
                ConfigDef.Type.INT,
                32,
                Range.between(1, 10_000),
                Importance.MEDIUM,
                "Partitions of topics that are created now; one that is there keeps its own.");
        define(
                definition,
                LABEL,
                ConfigDef.Type.STRING,
                "",
                null,
                Importance.LOW,
                "Name of this gateway for people; identifies nothing.");
        define(
                definition,
                REPORT_AGE_MS,
                ConfigDef.Type.LONG,
                1_000L,
                Range.between(10, 60_000),
                Importance.MEDIUM,
                "How long hits wait for their report at the most, where nothing hurries them. With it costs fall and"
                        + " what a lost disk can take rises.");
        define(
                definition,
                REPORT_SPACING_MS,
                ConfigDef.Type.LONG,
                10L,
                Range.between(1, 60_000),
                Importance.LOW,
                "How long a counter rests between two reports, however urgent.");
        define(
                definition,
                READY_TIMEOUT_MS,
                ConfigDef.Type.LONG,
                10_000L,
                Range.between(0, 3_600_000),
                Importance.LOW,
                "How long health stays NOT_SERVING at the start, at the most, until what others counted is known.");
    }

    private static void state(ConfigDef definition) {
        define(
                definition,
                DATA_DIR,
                ConfigDef.Type.STRING,
                ConfigDef.NO_DEFAULT_VALUE,
                notBlank(),
                Importance.HIGH,
                "Folder of what must outlive the process, of this gateway alone.");
        define(
                definition,
                SYNC_INTERVAL_MS,
                ConfigDef.Type.LONG,
                50L,
                Range.between(1, 60_000),
                Importance.MEDIUM,
                "How often own totals are forced to disk: what a crash of the machine can take. A kill of the process"
                        + " takes nothing.");
        define(
                definition,
                JOURNAL_MAX_BYTES,
                ConfigDef.Type.LONG,
                512 * MIB,
                Range.atLeast(8 * MIB),
                Importance.MEDIUM,
                "How large the journal may become; it starts with 8 MiB.");
        define(
                definition,
                ON_JOURNAL_FULL,
                ConfigDef.Type.STRING,
                "allow",
                ValidString.in("allow", "deny"),
                Importance.MEDIUM,
                "Whether, with no room left, new counters are counted on the heap only (allow) or refused (deny).");
        define(
                definition,
                MAX_COUNTERS,
                ConfigDef.Type.INT,
                1_000_000,
                Range.atLeast(1_000),
                Importance.MEDIUM,
                "Counters on the heap above which those that were not used for 5 s leave it for the disk.");
        define(
                definition,
                COUNTER_IDLE_MS,
                ConfigDef.Type.LONG,
                600_000L,
                Range.atLeast(1_000),
                Importance.LOW,
                "How long a counter is not used before it leaves the heap for the disk.");
        define(
                definition,
                USAGE_CACHE_BYTES,
                ConfigDef.Type.LONG,
                32 * MIB,
                Range.atLeast(MIB),
                Importance.LOW,
                "Memory for what is read of the usage of counters that are not on the heap.");
    }

    private static void define(
            ConfigDef definition,
            String name,
            ConfigDef.Type type,
            Object defaultValue,
            @Nullable Validator validator,
            Importance importance,
            String meaning) {
        definition.define(name, type, defaultValue, validator, importance, meaning);
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
}
