package io.tollgate.runtime.settings;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.TreeSet;

/**
 * Where settings come from: an option goes before a variable of the environment, and that before a file.
 *
 * @param options settings by their names
 * @param environment settings by their variables; a variable that is empty counts as none
 * @param file names in it that a part does not know are those of another; who opens it says which nobody knows
 */
public record SettingSources(Map<String, String> options, Map<String, String> environment, SettingsFile file) {

    public SettingSources {
        options = Map.copyOf(options);
        environment = Map.copyOf(environment);
        requireNonNull(file, "file");
    }

    /** Returns sources without a file. */
    public static SettingSources of(Map<String, String> environment, Map<String, String> options) {
        return new SettingSources(options, environment, SettingsFile.NONE);
    }

    /** Returns the names of what options give, never values: they may be secret. */
    @Override
    public String toString() {
        return "SettingSources" + new TreeSet<>(options.keySet());
    }
}
