package io.tollgate.runtime.settings;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Predicate;

/**
 * Settings in a file of Java properties: {@code name=value} lines in UTF-8, by their dotted names. A file may serve
 * several parts; each takes what it knows. Immutable.
 */
public final class SettingsFile {

    /** A file without any. */
    public static final SettingsFile NONE = new SettingsFile(Map.of(), List.of());

    private static final int MOST_BYTES = 1 << 20;

    private final Map<String, Entry> entries;
    private final List<String> problems;

    /**
     * A setting in a file.
     *
     * @param where the file and the line, for messages
     */
    public record Entry(String text, String where) {

        public Entry {
            requireNonNull(text, "text");
            requireNonNull(where, "where");
        }
    }

    private SettingsFile(Map<String, Entry> entries, List<String> problems) {
        this.entries = new LinkedHashMap<>(entries);
        this.problems = List.copyOf(problems);
    }

    /** Reads a file. Throws nothing: {@link #problems()} says what is wrong. */
    public static SettingsFile read(Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                return new SettingsFile(Map.of(), List.of(file + " is larger than 1 MiB: it holds no settings"));
            }
            return parse(file.toString(), Files.readString(file));
        } catch (NoSuchFileException e) {
            return new SettingsFile(Map.of(), List.of(file + " cannot be read: there is no such file"));
        } catch (CharacterCodingException e) {
            return new SettingsFile(Map.of(), List.of(file + " cannot be read: it is not UTF-8"));
        } catch (IOException e) {
            return new SettingsFile(Map.of(), List.of(file + " cannot be read: " + e.getMessage()));
        }
    }

    static SettingsFile parse(String name, String text) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        List<String> problems = new ArrayList<>();
        String begun = "";
        int begunAt = 0;
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            begunAt = begun.isEmpty() ? number : begunAt;
            boolean comment = begun.isEmpty() && isComment(line);
            begun += begun.isEmpty() ? line : line.stripLeading();
            if (!comment && isContinued(line)) {
                begun = begun.substring(0, begun.length() - 1);
            } else {
                add(entries, problems, begun, name + ":" + begunAt);
                begun = "";
            }
        }
        add(entries, problems, begun, name + ":" + begunAt);
        return new SettingsFile(entries, problems);
    }

    private static boolean isComment(String line) {
        String text = line.stripLeading();
        return text.startsWith("#") || text.startsWith("!");
    }

    /** Whether the line ends in a backslash that no other stands for. */
    private static boolean isContinued(String line) {
        int end = line.length();
        while (end > 0 && line.charAt(end - 1) == '\\') {
            end--;
        }
        return (line.length() - end) % 2 == 1;
    }

    private static void add(Map<String, Entry> entries, List<String> problems, String line, String where) {
        Properties one = new Properties();
        try {
            one.load(new StringReader(line));
        } catch (IOException | IllegalArgumentException e) {
            problems.add(where + ": a backslash with u needs four hexadecimal digits");
            return;
        }
        for (String name : one.stringPropertyNames()) {
            Entry entry = new Entry(one.getProperty(name).strip(), where);
            Entry before = entries.putIfAbsent(name, entry);
            if (before != null) {
                problems.add(where + ": " + name + " is given a second time (first at " + before.where() + ")");
            }
        }
    }

    /** Returns the settings by their names, in the order in which they are written. */
    public Map<String, Entry> entries() {
        return Map.copyOf(entries);
    }

    /** Returns a line for each thing that is wrong with the file itself. */
    public List<String> problems() {
        return problems;
    }

    /** Returns a line for each name that nobody knows. */
    public List<String> unknown(Predicate<String> known) {
        return entries.entrySet().stream()
                .filter(entry -> !known.test(entry.getKey()))
                .map(entry -> entry.getValue().where() + ": " + entry.getKey()
                        + ": unknown setting; docs/operate/configuration.md has all names")
                .toList();
    }

    /** Returns what is left without some names. */
    public SettingsFile without(Predicate<String> names) {
        Map<String, Entry> left = new LinkedHashMap<>(entries);
        left.keySet().removeIf(names);
        return new SettingsFile(left, problems);
    }

    /** Returns the names, never the values: they may be secret. */
    @Override
    public String toString() {
        return "SettingsFile" + entries.keySet();
    }
}
