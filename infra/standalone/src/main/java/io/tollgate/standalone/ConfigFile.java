package io.tollgate.standalone;

import io.tollgate.runtime.settings.SettingValues;
import io.tollgate.runtime.settings.SettingsFile;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option of a command that takes settings from a file. */
final class ConfigFile {

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Settings by their dotted names, name=value each, such as kafka.security.protocol=SASL_SSL;"
                    + " options and variables go before it. docs/operate/configuration.md has all names."
                    + " Default: TOLLGATE_CONFIG.")
    private @Nullable Path config;

    /** Returns the settings of a command; whoever takes values from them hears what is wrong with the file. */
    Settings settings(Map<String, String> environment) {
        return new Settings(environment, file(environment));
    }

    /** Returns the file, or none. */
    SettingsFile file(Map<String, String> environment) {
        String path = config == null
                ? SettingValues.read(CommandSettings.groups(), environment, Map.of())
                        .get(CommandSettings.CONFIG)
                : config.toString();
        return path.isEmpty() ? SettingsFile.NONE : SettingsFile.read(Path.of(path));
    }
}
