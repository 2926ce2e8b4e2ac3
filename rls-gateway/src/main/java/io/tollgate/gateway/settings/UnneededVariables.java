package io.tollgate.gateway.settings;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Variables of envoyproxy/ratelimit that are taken without complaint, because there is nothing for them to set. */
public final class UnneededVariables {

    private static final String NO_STORE = "counters are kept by the gateway itself and shared through Kafka";

    private static final List<Unneeded> UNNEEDED = List.of(
            new Unneeded("BACKEND_TYPE", NO_STORE),
            new Unneeded("REDIS_", NO_STORE),
            new Unneeded("MEMCACHE_", NO_STORE),
            new Unneeded(
                    "CACHE_KEY_PREFIX", "installations that share a Kafka are kept apart by TOLLGATE_TOPIC_PREFIX"),
            new Unneeded("EXPIRATION_JITTER_MAX_SECONDS", "counters do not expire in a store, so none expire at once"),
            new Unneeded("RUNTIME_IGNOREDOTFILES", "files and folders whose name begins with a dot are never read"),
            new Unneeded(
                    "PROMETHEUS_MAPPER_YAML",
                    "metrics have the names of the reference's default mapping; relabel them in Prometheus"));

    private static final Logger LOG = LoggerFactory.getLogger(UnneededVariables.class);

    private UnneededVariables() {}

    /**
     * A variable that is not needed.
     *
     * @param name its name, or what it begins with if that ends in an underscore
     * @param reason why not
     */
    public record Unneeded(String name, String reason) {

        private boolean covers(String variable) {
            return name.endsWith("_") ? variable.startsWith(name) : variable.equals(name);
        }
    }

    /** Returns all such variables. */
    public static List<Unneeded> all() {
        return UNNEEDED;
    }

    /** Logs a line for each such variable that is set. */
    public static void log(Map<String, String> environment) {
        notes(environment).forEach(LOG::info);
    }

    /** Returns a line for each such variable that is set. Values are not shown: they may be secret. */
    public static List<String> notes(Map<String, String> environment) {
        return new TreeSet<>(environment.keySet())
                .stream()
                        .flatMap(variable -> UNNEEDED.stream()
                                .filter(unneeded -> unneeded.covers(variable))
                                .map(unneeded -> variable + " is set but not needed: " + unneeded.reason()))
                        .toList();
    }
}
