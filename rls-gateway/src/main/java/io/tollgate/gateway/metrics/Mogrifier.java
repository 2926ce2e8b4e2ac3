package io.tollgate.gateway.metrics;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes values out of a statistic's name and makes tags of them, for dogstatsd. In name and tags, {@code $n} stands for
 * what the pattern's group n matched.
 *
 * @param pattern what a name must contain to be changed
 * @param name the new name
 * @param tags tags by their keys, in the order in which they are sent
 */
public record Mogrifier(Pattern pattern, String name, Map<String, String> tags) {

    private static final Pattern GROUP = Pattern.compile("\\$(\\d+)");
    private static final int MAX_DIGITS = 4;

    public Mogrifier {
        requireNonNull(pattern, "pattern");
        requireNonNull(name, "name");
        tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
    }

    /** Puts what a match found in the place of each {@code $n}; one that names no group stays. */
    static String expand(String template, MatchResult match) {
        return GROUP.matcher(template)
                .replaceAll(reference -> Matcher.quoteReplacement(group(match, reference.group(1), reference.group())));
    }

    private static String group(MatchResult match, String digits, String otherwise) {
        int number = digits.length() > MAX_DIGITS ? Integer.MAX_VALUE : Integer.parseInt(digits);
        if (number > match.groupCount()) {
            return otherwise;
        }
        String found = match.group(number);
        return found == null ? "" : found;
    }
}
