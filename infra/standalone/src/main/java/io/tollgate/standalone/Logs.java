package io.tollgate.standalone;

import java.util.Locale;
import java.util.Map;

/** Chooses how log lines are written. To be called before anything is logged. */
final class Logs {

    private static final String JSON = "json";

    /** The names that envoyproxy/ratelimit has for levels, as far as they differ here. */
    private static final Map<String, String> LEVELS = Map.of("panic", "ERROR", "fatal", "ERROR", "warning", "WARN");

    private Logs() {}

    /**
     * Chooses by {@code LOG_FORMAT} and {@code LOG_LEVEL}. What is no format or no level is left to who reads all
     * settings and reports what is wrong with them.
     *
     * @param process the kind of process whose lines are written
     */
    static void configure(String process, Map<String, String> environment) {
        boolean json = environment.getOrDefault("LOG_FORMAT", "").equalsIgnoreCase(JSON);
        System.setProperty("logback.configurationFile", "logback-" + process + (json ? "-json" : "") + ".xml");
        System.setProperty("tollgate.log.level", level(environment.getOrDefault("LOG_LEVEL", "")));
    }

    private static String level(String name) {
        String lower = name.isEmpty() ? "info" : name.toLowerCase(Locale.ROOT);
        return LEVELS.getOrDefault(lower, lower.toUpperCase(Locale.ROOT));
    }
}
