package io.tollgate.gateway.limits.yaml;

import java.util.LinkedHashMap;
import java.util.Map;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.reader.ReaderException;

/**
 * Says in the words of people who write limit files why text is not YAML. SnakeYAML says it in the words of its grammar,
 * in which the remedy is seldom seen.
 */
final class YamlProblem {

    private static final String QUOTES = " (put the text in quotes if it is meant as such)";
    private static final String INDENT = " (indent it like the lines that it belongs to)";

    /** By a part of what SnakeYAML says, in the order in which they are looked for. */
    private static final Map<String, String> SAYINGS = sayings();

    private YamlProblem() {}

    private static Map<String, String> sayings() {
        Map<String, String> sayings = new LinkedHashMap<>();
        sayings.put("(TAB)' that cannot start", "a tab stands where only spaces may (indent with spaces)");
        sayings.put("that cannot start any token", "text cannot begin with this character" + QUOTES);
        sayings.put("scanning an alias", "a '*' at the beginning is an alias (put a wildcard in quotes: \"*\")");
        sayings.put("scanning an anchor", "a '&' at the beginning is an anchor" + QUOTES);
        sayings.put("undefined alias", "there is no anchor before it that the alias names" + QUOTES);
        sayings.put("scanning a tag", "a '!' at the beginning is a tag" + QUOTES);
        sayings.put("undefined tag handle", "a '!' at the beginning is a tag, and this one is not known" + QUOTES);
        sayings.put("could not find expected ':'", "a name lacks its ':' with a space behind it");
        sayings.put(
                "mapping values are not allowed",
                "a ':' cannot stand here (put text that holds it in quotes, or indent the line like those beside it)");
        sayings.put("sequence entries are not allowed", "a list cannot begin here (begin it in the next line)");
        sayings.put("mapping keys are not allowed", "a map cannot begin here" + INDENT);
        sayings.put("expected <block end>", "this does not belong to the map or list that it stands in" + INDENT);
        sayings.put("expected '<document start>'", "this does not belong to what stands before it" + INDENT);
        sayings.put("expected ',' or ']'", "a ',' or the closing ']' is missing before this");
        sayings.put("expected ',' or '}'", "a ',' or the closing '}' is missing before this");
        sayings.put("expected the node content", "a value is missing before this");
        sayings.put("unexpected end of stream", "a quote is not closed");
        sayings.put("unexpected document separator", "a quote is not closed before the document ends");
        sayings.put("unknown escape", "this is no escape (write \\\\ for a backslash, or use single quotes)");
        sayings.put("hexadecimal numbers", "\\x is followed by 2, \\u by 4, and \\U by 8 hexadecimal digits");
        sayings.put("scanning a block scalar", "behind | or > stand only +, -, a digit from 1 to 9 and a comment");
        sayings.put("directive", "a '%' at the beginning of a line is a directive, and this one is not known");
        sayings.put("incompatible YAML document", "it says that it is of a version of YAML that is not known");
        return sayings;
    }

    /** Returns the reason, without the place. */
    static String reason(YAMLException e) {
        if (e instanceof ReaderException unreadable) {
            return "the character U+%04X is not allowed in YAML (take it out)".formatted(unreadable.getCodePoint());
        }
        if (!(e instanceof MarkedYAMLException marked)) {
            return "it is not YAML";
        }
        String said = marked.getContext() == null
                ? String.valueOf(marked.getProblem())
                : marked.getContext() + ": " + marked.getProblem();
        return SAYINGS.entrySet().stream()
                .filter(saying -> said.contains(saying.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(said);
    }
}
