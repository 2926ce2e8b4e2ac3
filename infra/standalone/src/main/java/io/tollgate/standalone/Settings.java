package io.tollgate.standalone;

import io.tollgate.runtime.kafka.KafkaClientConfig;
import io.tollgate.runtime.kafka.KafkaSettings;
import io.tollgate.runtime.settings.Setting;
import io.tollgate.runtime.settings.SettingGroup;
import io.tollgate.runtime.settings.SettingSources;
import io.tollgate.runtime.settings.SettingValues;
import io.tollgate.runtime.settings.SettingsFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Settings of one part, as far as the command line gives them; what it leaves open, the part takes from the environment,
 * from a file, or from its own defaults. Not thread-safe.
 */
final class Settings {

    private final Map<String, String> environment;
    private final SettingsFile file;
    private final Map<String, String> given = new LinkedHashMap<>();

    Settings(Map<String, String> environment, SettingsFile file) {
        this.environment = Map.copyOf(environment);
        this.file = file;
    }

    /** Gives a setting its value; null leaves it open. */
    Settings with(Setting<?> setting, @Nullable Object value) {
        if (value != null) {
            given.put(setting.name(), value.toString());
        }
        return this;
    }

    /** Gives a secret the file that holds it. */
    Settings withFile(Setting<?> secret, Path holder) {
        given.put(secret.name() + SettingValues.FILE, holder.toString());
        return this;
    }

    /** Gives a setting its value if nobody else does. */
    Settings orElse(Setting<?> setting, String value) {
        if (!isSet(setting)) {
            given.put(setting.name(), value);
        }
        return this;
    }

    /** Returns whether the command line, a default of the command, a variable or the file gives a setting. */
    boolean isSet(Setting<?> setting) {
        return given.containsKey(setting.name())
                || !environment.getOrDefault(setting.variable(), "").isEmpty()
                || file.entries().containsKey(setting.name());
    }

    /** Leaves out what others set of Kafka's clients: the Kafka of {@code tollgate up} is its own, and asks for nothing. */
    Settings withoutKafkaProperties() {
        Map<String, String> others = new HashMap<>(environment);
        others.keySet().removeIf(KafkaSettings.FAMILY::coversVariable);
        return new Settings(others, file.without(KafkaSettings.FAMILY::covers));
    }

    /**
     * Returns the configuration that all say.
     *
     * @param parser throws an IllegalArgumentException that lists all problems
     * @throws SettingsException with all problems at once
     */
    <C> C parse(Function<SettingSources, C> parser) {
        List<String> problems = new ArrayList<>(KnownSettings.problems(file));
        try {
            C config = parser.apply(sources());
            if (problems.isEmpty()) {
                return config;
            }
        } catch (IllegalArgumentException e) {
            problems.add(String.valueOf(e.getMessage()));
        }
        throw new SettingsException(String.join("\n", problems));
    }

    /**
     * Returns the values of some settings, for what a command needs itself.
     *
     * @throws SettingsException with all problems at once
     */
    SettingValues values(List<SettingGroup> groups) {
        return parse(sources -> {
            SettingValues values = SettingValues.read(sources, groups);
            return checked(values, values.problems());
        });
    }

    private static SettingValues checked(SettingValues values, List<String> problems) {
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", problems));
        }
        return values;
    }

    /**
     * Returns the values of what all parts say of Kafka, for a command that is a client of it.
     *
     * @throws SettingsException with all problems at once
     */
    SettingValues kafkaValues() {
        return parse(sources -> {
            SettingValues values = SettingValues.read(sources, List.of(KafkaSettings.GROUP), KafkaSettings.FAMILY);
            List<String> problems = new ArrayList<>(values.problems());
            problems.addAll(KafkaClientConfig.problems(values));
            return checked(values, problems);
        });
    }

    /** Returns the folder for everything that must outlive the process. */
    Path dataFolder(@Nullable Path option) {
        return option == null ? Path.of(values(CommandSettings.groups()).get(CommandSettings.DATA_DIR)) : option;
    }

    /** Returns where the settings come from. */
    SettingSources sources() {
        return new SettingSources(given, environment, file);
    }
}
