package io.tollgate.standalone;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Settings of one part under their dotted names, as far as the command line gives them; what it leaves open, the part
 * takes from the environment or its own defaults. Not thread-safe.
 */
final class Settings {

    static final String GRPC_HOST = "grpc.host";
    static final String GRPC_PORT = "grpc.port";
    static final String HTTP_HOST = "http.host";
    static final String HTTP_PORT = "http.port";
    static final String DEBUG_PORT = "debug.port";
    static final String LIMITS_DIR = "limits.dir";
    static final String RUNTIME_ROOT = "runtime.root";
    static final String START_WITH_BAD_LIMITS = "start.with.bad.limits";
    static final String STATSD_ENABLED = "statsd.enabled";
    static final String DATA_DIR = "data.dir";
    static final String BOOTSTRAP_SERVERS = "bootstrap.servers";
    static final String TOPIC_PREFIX = "topic.prefix";
    static final String TOPIC_PARTITIONS = "topic.partitions";
    static final String GATEWAY_LABEL = "gateway.label";
    static final String MERGE_DOMAIN_CONFIG = "merge.domain.config";
    static final String WINDOWS = "windows";
    static final String THREADS = "threads";

    private final Map<String, String> environment;
    private final Map<String, String> given = new LinkedHashMap<>();

    Settings(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /** Gives a setting its value; null leaves it open. */
    Settings with(String name, @Nullable Object value) {
        if (value != null) {
            given.put(name, value.toString());
        }
        return this;
    }

    /** Gives a setting its value if neither the command line nor one of these variables does. */
    Settings orElse(String name, String value, String... variables) {
        if (Arrays.stream(variables).noneMatch(this::isSet)) {
            given.putIfAbsent(name, value);
        }
        return this;
    }

    /** Returns whether the command line or a default of the command gives a setting. */
    boolean isGiven(String name) {
        return given.containsKey(name);
    }

    private boolean isSet(String variable) {
        return !environment.getOrDefault(variable, "").isEmpty();
    }

    /**
     * Returns the configuration that the environment and these settings say.
     *
     * @param parser throws an IllegalArgumentException that lists all problems
     * @throws SettingsException with all problems at once
     */
    <C> C parse(BiFunction<Map<String, String>, Map<String, String>, C> parser) {
        try {
            return parser.apply(environment, given());
        } catch (IllegalArgumentException e) {
            throw new SettingsException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Returns the folder for everything that must outlive the process. */
    static Path dataFolder(@Nullable Path option, Map<String, String> environment) {
        return option == null ? Path.of(environment.getOrDefault("TOLLGATE_DATA_DIR", "data")) : option;
    }

    /** Returns the settings that are given. */
    Map<String, String> given() {
        return Map.copyOf(given);
    }
}
