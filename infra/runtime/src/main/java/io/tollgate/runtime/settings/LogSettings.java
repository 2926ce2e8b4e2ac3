package io.tollgate.runtime.settings;

import static io.tollgate.runtime.settings.Setting.ofReference;

/** What a part logs, and how. */
public final class LogSettings {

    public static final Setting<String> LEVEL = ofReference(
            "log.level",
            "LOG_LEVEL",
            SettingTypes.oneOf("panic", "fatal", "error", "warn", "warning", "info", "debug", "trace"),
            "info",
            "What is logged at least. The reference logs warnings and errors only.");
    public static final Setting<String> FORMAT = ofReference(
            "log.format", "LOG_FORMAT", SettingTypes.oneOf("text", "json"), "text", "How log lines are written.");

    /** Both. */
    public static final SettingGroup GROUP = SettingGroup.of("Logs", LEVEL, FORMAT);

    private LogSettings() {}
}
