package io.tollgate.gateway.metrics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Reads mogrifiers from the environment, as the reference does. Not thread-safe; for one reading. */
public final class Mogrifiers {

    private static final String PREFIX = "DOG_STATSD_MOGRIFIER_";

    private final Map<String, String> environment;
    private final List<String> problems = new ArrayList<>();

    private Mogrifiers(Map<String, String> environment) {
        this.environment = environment;
    }

    /**
     * Returns the mogrifiers in the order of their names: {@code DOG_STATSD_MOGRIFIER_<name>_PATTERN}, {@code _NAME} and,
     * if there are any, {@code _TAGS} as {@code key:value,key:value}.
     *
     * @throws IllegalArgumentException if something is missing or does not parse; the message has a line for each problem
     */
    public static List<Mogrifier> read(List<String> names, Map<String, String> environment) {
        Mogrifiers reading = new Mogrifiers(environment);
        List<Mogrifier> mogrifiers = new ArrayList<>();
        for (String name : names) {
            Pattern pattern = reading.pattern(PREFIX + name + "_PATTERN");
            String replacement = reading.required(PREFIX + name + "_NAME");
            mogrifiers.add(new Mogrifier(pattern, replacement, reading.tags(PREFIX + name + "_TAGS")));
        }
        if (!reading.problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", reading.problems));
        }
        return mogrifiers;
    }

    private String required(String variable) {
        String value = environment.getOrDefault(variable, "");
        if (value.isEmpty()) {
            problems.add(variable + " is missing");
        }
        return value;
    }

    /** Named groups are written as Go writes them; the rest is the same for what names of statistics need. */
    private Pattern pattern(String variable) {
        String value = required(variable);
        try {
            return Pattern.compile(value.replace("(?P<", "(?<"));
        } catch (PatternSyntaxException e) {
            problems.add(variable + ": " + value + " (expected: a regular expression): " + e.getDescription());
            return Pattern.compile("");
        }
    }

    private Map<String, String> tags(String variable) {
        Map<String, String> tags = new LinkedHashMap<>();
        String value = environment.getOrDefault(variable, "").strip();
        for (String pair : value.isEmpty() ? new String[0] : value.split(",", -1)) {
            int colon = pair.indexOf(':');
            if (colon <= 0 || colon == pair.length() - 1) {
                problems.add(variable + ": " + pair + " (expected: key:value)");
            } else {
                tags.put(pair.substring(0, colon), pair.substring(colon + 1));
            }
        }
        return tags;
    }
}
