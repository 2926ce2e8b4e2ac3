package io.tollgate.gateway.metrics;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.stream.Collectors;

/** How a value is written to statsd. */
interface StatsdLines {

    /**
     * Returns the line, its end included.
     *
     * @param name the statistic's dotted name
     * @param value value and type, such as {@code 3|c}
     */
    String line(String name, String value);

    /** Returns the form of the reference's statsd: extra tags are endings of the name. */
    static StatsdLines plain(Map<String, String> extraTags) {
        String ending = new TreeMap<>(extraTags)
                .entrySet().stream()
                        .map(tag -> ".__" + tag.getKey() + "=" + cleanTag(tag.getValue()))
                        .collect(Collectors.joining());
        return (name, value) -> name + ending + ":" + value + "\n";
    }

    /** Returns the form of dogstatsd: extra tags come before those that the first matching mogrifier makes. */
    static StatsdLines dog(Map<String, String> extraTags, List<Mogrifier> mogrifiers) {
        String extra = new TreeMap<>(extraTags)
                .entrySet().stream()
                        .map(tag -> tag.getKey() + ":" + cleanTag(tag.getValue()))
                        .collect(Collectors.joining(","));
        return (name, value) -> {
            for (Mogrifier mogrifier : mogrifiers) {
                Matcher matcher = mogrifier.pattern().matcher(name);
                if (matcher.find()) {
                    return tagged(
                            Mogrifier.expand(mogrifier.name(), matcher), value, join(extra, tags(mogrifier, matcher)));
                }
            }
            return tagged(name, value, extra);
        };
    }

    private static String tags(Mogrifier mogrifier, Matcher matcher) {
        return mogrifier.tags().entrySet().stream()
                .map(tag -> tag.getKey() + ":" + Mogrifier.expand(tag.getValue(), matcher))
                .collect(Collectors.joining(","));
    }

    private static String join(String tags, String more) {
        return tags.isEmpty() || more.isEmpty() ? tags + more : tags + "," + more;
    }

    private static String tagged(String name, String value, String tags) {
        return name + ":" + value + (tags.isEmpty() ? "" : "|#" + tags) + "\n";
    }

    /** As the reference's library cleans values of tags. */
    private static String cleanTag(String value) {
        return value.replace('.', '_').replace(':', '_').replace('|', '_');
    }
}
