package io.tollgate.runtime.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What is set by options, by the environment, and by a file, in this order. Immutable. */
public final class SettingValues {

    /** Ends the name of a setting that says in which file a secret is. */
    public static final String FILE = ".file";

    private final Map<String, Given> given;
    private final Map<String, Given> ofFamilies;
    private final Map<String, String> environment;
    private final List<String> problems;

    private SettingValues(Map<String, Setting<?>> known, List<SettingFamily> families, SettingSources sources) {
        List<String> found = new ArrayList<>();
        Map<String, Given> texts = new TreeMap<>();
        known.values()
                .forEach(setting -> new GivenText(setting, known, sources)
                        .find(found)
                        .ifPresent(text -> texts.put(setting.name(), text)));
        this.given = Map.copyOf(texts);
        this.ofFamilies = Map.copyOf(ofFamilies(families, sources));
        this.environment = sources.environment();
        found.addAll(unknown(known, families, sources));
        found.addAll(unreadable(known));
        this.problems = List.copyOf(found);
    }

    /** Reads settings without a file, see {@link #read(SettingSources, List, SettingFamily...)}. */
    public static SettingValues read(
            List<SettingGroup> groups, Map<String, String> environment, Map<String, String> options) {
        return read(SettingSources.of(environment, options), groups);
    }

    /** Reads all settings. Throws nothing: {@link #problems()} says what is wrong. */
    public static SettingValues read(SettingSources sources, List<SettingGroup> groups, SettingFamily... families) {
        Map<String, Setting<?>> known = groups.stream()
                .flatMap(group -> group.settings().stream())
                .collect(Collectors.toMap(Setting::name, Function.identity()));
        return new SettingValues(known, List.of(families), sources);
    }

    private static Map<String, Given> ofFamilies(List<SettingFamily> families, SettingSources sources) {
        Map<String, Given> texts = new TreeMap<>();
        for (SettingFamily family : families) {
            sources.file().entries().forEach((name, entry) -> {
                if (family.covers(name)) {
                    texts.put(name, new Given(entry.text(), name + " (" + entry.where() + ")"));
                }
            });
            sources.environment().forEach((variable, text) -> {
                if (!text.isEmpty()) {
                    family.nameOf(variable)
                            .ifPresent(name -> texts.put(name, new Given(text, name + " (" + variable + ")")));
                }
            });
            sources.options().forEach((name, text) -> {
                if (family.covers(name)) {
                    texts.put(name, new Given(text, name));
                }
            });
        }
        return texts;
    }

    private static List<String> unknown(
            Map<String, Setting<?>> known, List<SettingFamily> families, SettingSources sources) {
        return sources.options().keySet().stream()
                .filter(name -> !known.containsKey(name) && !isOfSecret(name, known))
                .filter(name -> families.stream().noneMatch(family -> family.covers(name)))
                .map(name -> name + ": unknown setting (expected one of: "
                        + String.join(", ", new TreeSet<>(known.keySet())) + ")")
                .toList();
    }

    private static boolean isOfSecret(String name, Map<String, Setting<?>> known) {
        Setting<?> setting = name.endsWith(FILE) ? known.get(name.substring(0, name.length() - FILE.length())) : null;
        return setting != null && setting.kind().secret();
    }

    private List<String> unreadable(Map<String, Setting<?>> known) {
        List<String> unreadable = new ArrayList<>();
        known.values().forEach(setting -> {
            Given text = given.get(setting.name());
            String read = text == null ? setting.defaultText() : text.text();
            if (read == null) {
                unreadable.add(setting.missing());
            } else if (!isReadable(setting, read)) {
                unreadable.add(setting.problem(read, text == null ? setting.label() : text.label()));
            }
        });
        return unreadable;
    }

    private static boolean isReadable(Setting<?> setting, String text) {
        try {
            setting.kind().read(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false; // the caller says what is expected
        }
    }

    /** Returns a line for each value that is not what is expected, with the setting, where it is from, and the value. */
    public List<String> problems() {
        return problems;
    }

    /**
     * Returns the value of a setting: its default where nothing is given, or nothing that can be read.
     *
     * @throws IllegalStateException if there is no default either
     */
    public <T> T get(Setting<T> setting) {
        Given text = given.get(setting.name());
        String read = text == null || !isReadable(setting, text.text()) ? setting.defaultText() : text.text();
        if (read == null) {
            throw new IllegalStateException(setting.missing());
        }
        return setting.kind().read(read);
    }

    /** Returns whether a value is given, also if it is the default. */
    public boolean isGiven(Setting<?> setting) {
        return given.containsKey(setting.name());
    }

    /** Returns what is given of a family, by the names of the settings without what all begin with. */
    public Map<String, Given> family(SettingFamily family) {
        return ofFamilies.entrySet().stream()
                .filter(entry -> family.covers(entry.getKey()))
                .collect(Collectors.toMap(
                        entry -> entry.getKey().substring(family.prefix().length()), Map.Entry::getValue));
    }

    /** Returns the environment, for variables of others whose names are not known beforehand. */
    public Map<String, String> environment() {
        return environment;
    }

    /** Returns the names of what is given, never the values: they may be secret. */
    @Override
    public String toString() {
        return "SettingValues" + new TreeSet<>(given.keySet());
    }
}
