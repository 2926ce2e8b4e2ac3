package io.tollgate.standalone;

import io.tollgate.runtime.log.OneLogger;
import io.tollgate.runtime.settings.LogSettings;
import io.tollgate.runtime.settings.SettingValues;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Chooses how log lines are written. To be called before anything is logged. */
final class Logs {

    private static final String JSON = "json";

    /** The names that envoyproxy/ratelimit has for levels, as far as they differ here. */
    private static final Map<String, String> LEVELS = Map.of("panic", "ERROR", "fatal", "ERROR", "warning", "WARN");

    private Logs() {}

    /**
     * Chooses by {@link LogSettings}. What is no format or no level is left to who reads all settings and reports what is
     * wrong with them.
     *
     * @param process the kind of process whose lines are written
     */
    static void configure(String process, Settings settings) {
        SettingValues values = SettingValues.read(settings.sources(), List.of(LogSettings.GROUP));
        boolean json = values.get(LogSettings.FORMAT).equals(JSON);
        System.setProperty("logback.configurationFile", "logback-" + process + (json ? "-json" : "") + ".xml");
        System.setProperty("tollgate.log.level", level(values.get(LogSettings.LEVEL)));
        OneLogger.install();
    }

    private static String level(String name) {
        return LEVELS.getOrDefault(name, name.toUpperCase(Locale.ROOT));
    }
}
