package io.tollgate.standalone;

import static io.tollgate.runtime.settings.Setting.own;

import io.tollgate.runtime.settings.Setting;
import io.tollgate.runtime.settings.SettingGroup;
import io.tollgate.runtime.settings.SettingTypes;
import java.util.List;

/** What may be set of the commands themselves. */
final class CommandSettings {

    static final Setting<String> CONFIG = own(
            "config",
            SettingTypes.TEXT,
            "",
            "File of settings, `name=value` each; goes after variables. Option `--config`. Not in a file itself.");
    static final Setting<String> DATA_DIR = own(
            "data.dir",
            SettingTypes.NAME,
            "data",
            "Folder in which the parts have theirs: `gateway`, `streams` and, for `tollgate up`, `kafka` and `logs`."
                    + " Option `--data`.");
    static final Setting<String> KAFKA_JAVA_OPTS = own(
            "kafka.java.opts",
            SettingTypes.TEXT,
            "",
            "Options of the JVM of the broker that `tollgate up` starts, split at blanks. Not in a file.");
    static final Setting<String> JAVA_OPTS = own(
            "java.opts",
            SettingTypes.TEXT,
            "",
            "Options of the JVM of `./tollgate` itself, split at blanks. Not in a file.");

    private static final List<SettingGroup> GROUPS =
            List.of(SettingGroup.of("Launcher", CONFIG, DATA_DIR, KAFKA_JAVA_OPTS, JAVA_OPTS));

    private CommandSettings() {}

    static List<SettingGroup> groups() {
        return GROUPS;
    }
}
