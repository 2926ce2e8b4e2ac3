package io.tollgate.runtime.settings;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Settings whose names begin alike and that others define.
 *
 * @param prefix begins their names, with a dot at its end
 * @param exceptions variables that begin alike and are something else
 */
public record SettingFamily(String prefix, Set<String> exceptions) {

    public SettingFamily {
        requireNonNull(prefix, "prefix");
        exceptions = Set.copyOf(exceptions);
    }

    /** Returns what begins their variables. */
    public String variablePrefix() {
        return Setting.variableOf(prefix);
    }

    /** Returns the name and the variable of a setting, for messages. */
    public String label(String nameWithoutPrefix) {
        return prefix + nameWithoutPrefix + " (" + Setting.variableOf(prefix + nameWithoutPrefix) + ")";
    }

    /** Returns whether a setting belongs to it. */
    public boolean covers(String name) {
        return name.startsWith(prefix) && name.length() > prefix.length();
    }

    /** Returns whether a variable stands for a setting that belongs to it. */
    public boolean coversVariable(String variable) {
        return nameOf(variable).isPresent();
    }

    /** Returns the setting that a variable stands for, if it is of this family: {@code _} stands for a dot. */
    Optional<String> nameOf(String variable) {
        String begin = variablePrefix();
        return variable.startsWith(begin) && variable.length() > begin.length() && !exceptions.contains(variable)
                ? Optional.of(prefix
                        + variable.substring(begin.length())
                                .toLowerCase(Locale.ROOT)
                                .replace('_', '.'))
                : Optional.empty();
    }
}
