package io.tollgate.gateway.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What is set by the environment and by options; an option wins. A variable that is empty counts as none. Immutable. */
public final class SettingValues {

    private final Map<String, String> given;
    private final Map<String, String> environment;
    private final List<String> problems;

    private SettingValues(Map<String, Setting<?>> known, Map<String, String> environment, Map<String, String> options) {
        Map<String, String> texts = new TreeMap<>();
        known.values().forEach(setting -> {
            String text = environment.getOrDefault(setting.variable(), "");
            if (!text.isEmpty()) {
                texts.put(setting.name(), text);
            }
        });
        texts.putAll(options);
        this.given = Map.copyOf(texts);
        this.environment = Map.copyOf(environment);
        this.problems = problems(known, texts);
    }

    /**
     * Reads all settings. Throws nothing: {@link #problems()} says what is wrong.
     *
     * @param options settings by their names
     */
    public static SettingValues read(
            List<SettingGroup> groups, Map<String, String> environment, Map<String, String> options) {
        Map<String, Setting<?>> known = groups.stream()
                .flatMap(group -> group.settings().stream())
                .collect(Collectors.toMap(Setting::name, Function.identity()));
        return new SettingValues(known, environment, options);
    }

    private static List<String> problems(Map<String, Setting<?>> known, Map<String, String> texts) {
        List<String> problems = new ArrayList<>();
        for (String name : texts.keySet()) {
            if (!known.containsKey(name)) {
                problems.add(name + ": unknown setting (expected one of: "
                        + String.join(", ", new TreeSet<>(known.keySet())) + ")");
            }
        }
        known.values().forEach(setting -> {
            String text = texts.getOrDefault(setting.name(), setting.defaultText());
            if (text == null) {
                problems.add(setting.missing());
            } else if (!isReadable(setting, text)) {
                problems.add(setting.problem(text));
            }
        });
        return List.copyOf(problems);
    }

    private static boolean isReadable(Setting<?> setting, String text) {
        try {
            setting.kind().read(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false; // the caller says what is expected
        }
    }

    /** Returns a line for each value that is not what is expected, with the setting, its variable and the value. */
    public List<String> problems() {
        return problems;
    }

    /**
     * Returns the value of a setting: its default where nothing is given, or nothing that can be read.
     *
     * @throws IllegalStateException if there is no default either
     */
    public <T> T get(Setting<T> setting) {
        String text = given.get(setting.name());
        if (text == null || !isReadable(setting, text)) {
            text = setting.defaultText();
        }
        if (text == null) {
            throw new IllegalStateException(setting.missing());
        }
        return setting.kind().read(text);
    }

    /** Returns whether a value is given, also if it is the default. */
    public boolean isGiven(Setting<?> setting) {
        return given.containsKey(setting.name());
    }

    /** Returns the environment, for families of variables whose names are not known beforehand. */
    public Map<String, String> environment() {
        return environment;
    }

    /** Returns the names of what is given, never the values: they may be secret. */
    @Override
    public String toString() {
        return "SettingValues" + new TreeSet<>(given.keySet());
    }
}
