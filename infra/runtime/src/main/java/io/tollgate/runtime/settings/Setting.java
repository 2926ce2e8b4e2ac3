package io.tollgate.runtime.settings;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Something that may be set.
 *
 * @param name dotted lower-case name
 * @param variable the environment variable: that of envoyproxy/ratelimit where it has one
 * @param kind what values it has
 * @param defaultText holds where nothing is set; null where something must be
 * @param meaning one or two sentences for people
 * @param <T> type of the value
 */
public record Setting<T>(
        String name,
        String variable,
        SettingType<T> kind,
        @Nullable String defaultText,
        String meaning) {

    private static final String OWN_PREFIX = "TOLLGATE_";

    public Setting {
        requireNonNull(name, "name");
        requireNonNull(variable, "variable");
        requireNonNull(kind, "kind");
        requireNonNull(meaning, "meaning");
    }

    /** Returns a setting that envoyproxy/ratelimit has too. */
    public static <T> Setting<T> ofReference(
            String name, String variable, SettingType<T> kind, String defaultText, String meaning) {
        return new Setting<>(name, variable, kind, defaultText, meaning);
    }

    /** Returns a setting that is ours alone; {@code data.dir} is {@code TOLLGATE_DATA_DIR}. */
    public static <T> Setting<T> own(String name, SettingType<T> kind, @Nullable String defaultText, String meaning) {
        return new Setting<>(name, variableOf(name), kind, defaultText, meaning);
    }

    /** Returns the variable of a name that is ours alone. */
    static String variableOf(String name) {
        return OWN_PREFIX + name.replace('.', '_').toUpperCase(Locale.ROOT);
    }

    /** Returns a problem with a text that was given there, without the text if it may be secret. */
    String problem(String text, String where) {
        return where + ": '" + (kind.secret() ? "***" : text) + "' (expected: " + kind.expected() + ")";
    }

    /** Returns the problem that nothing is given. */
    String missing() {
        return missing(kind.expected());
    }

    /** Returns the problem that nothing is given where something is needed. */
    public String missing(String expected) {
        return label() + ": not set (expected: " + expected + ")";
    }

    /** Returns its name and its variable, for messages. */
    public String label() {
        return name + " (" + variable + ")";
    }
}
