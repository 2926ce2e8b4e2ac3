package io.tollgate.translate.emissary;

import io.tollgate.translate.envoy.Request;
import io.tollgate.translate.source.SourceNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which requests a Mapping takes by the rules of Emissary, for {@link EmissaryModel}.
 *
 * @param host null if any will do
 * @param groups by domain, the labels of each
 * @param cluster that it routes to
 */
record ModelMapping(
        SourceNode spec,
        @Nullable Condition host,
        List<Condition> headers,
        List<Condition> query,
        Map<String, List<List<ModelLabel>>> groups,
        String cluster) {

    /** The weightiest is tried first: precedence, then the length of all that it matches, then the characters. */
    static final Comparator<ModelMapping> LIGHTEST_FIRST = Comparator.comparingInt(ModelMapping::precedence)
            .thenComparingInt(mapping -> mapping.prefix().length())
            .thenComparingInt(
                    mapping -> mapping.allHeaders().mapToInt(Condition::weight).sum())
            .thenComparingInt(mapping ->
                    mapping.query.stream().mapToInt(Condition::weight).sum())
            .thenComparing(ModelMapping::prefix)
            .thenComparing(mapping -> mapping.spec.text("method", "GET"))
            .thenComparing(mapping -> Stream.concat(mapping.allHeaders(), mapping.query.stream())
                    .map(Condition::words)
                    .toList()
                    .toString());

    /**
     * What a header or a parameter must be.
     *
     * @param value null if any will do
     */
    record Condition(String name, @Nullable String value, boolean regex) {

        boolean fits(@Nullable String found) {
            String wanted = value;
            if (wanted == null || found == null) {
                return found != null;
            }
            if (regex) {
                return Pattern.matches(wanted, found);
            }
            if (name.equals(":authority") && wanted.startsWith("*")) {
                return found.endsWith(wanted.substring(1));
            }
            if (name.equals(":authority") && wanted.endsWith("*")) {
                return found.startsWith(wanted.substring(0, wanted.length() - 1));
            }
            return found.equals(wanted);
        }

        private String words() {
            return name + "-" + (value == null ? "*" : value);
        }

        private int weight() {
            return words().length() - 1 + (regex ? 1 : 0);
        }

        /** Returns a text that fits, where the expression is a plain one. */
        String example() {
            String wanted = value;
            if (wanted == null) {
                return "something";
            }
            return regex ? exampleOf(wanted) : wanted.replace("*", "any");
        }
    }

    static ModelMapping of(SourceNode spec, Map<String, List<List<ModelLabel>>> groups, String cluster) {
        List<Condition> headers = conditions(spec, "headers", "regex_headers");
        Condition authority = headers.stream()
                .filter(header -> header.name.equalsIgnoreCase(":authority"))
                .findFirst()
                .orElse(null);
        headers.remove(authority);
        Condition host = authority;
        String hostname = spec.text("hostname");
        String byHost = spec.text("host");
        if (hostname != null) {
            host = new Condition(":authority", hostname, false);
        } else if (byHost != null) {
            host = new Condition(":authority", byHost, spec.bool("host_regex"));
        }
        return new ModelMapping(
                spec, host, headers, conditions(spec, "query_parameters", "regex_query_parameters"), groups, cluster);
    }

    private static List<Condition> conditions(SourceNode spec, String plain, String regex) {
        List<Condition> conditions = new ArrayList<>();
        fields(spec, plain)
                .forEach((name, value) -> conditions.add(
                        new Condition(name, value.isBool() && value.bool() ? null : value.text(), false)));
        fields(spec, regex).forEach((name, value) -> conditions.add(new Condition(name, value.text(), true)));
        return conditions;
    }

    private static Map<String, SourceNode> fields(SourceNode spec, String name) {
        SourceNode map = spec.find(name);
        return map == null ? Map.of() : map.fields();
    }

    private int precedence() {
        SourceNode precedence = spec.find("precedence");
        return precedence == null ? 0 : precedence.whole(Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    private String prefix() {
        return spec.required("prefix").text();
    }

    private Stream<Condition> allHeaders() {
        String method = spec.text("method");
        return Stream.of(
                        headers.stream(),
                        Stream.ofNullable(host),
                        Stream.ofNullable(method)
                                .map(wanted -> new Condition(":method", wanted, spec.bool("method_regex"))))
                .flatMap(Function.identity());
    }

    boolean takes(Request request) {
        return takesPath(request)
                && allHeaders().allMatch(header -> header.fits(request.header(header.name)))
                && query.stream().allMatch(parameter -> parameter.fits(request.parameter(parameter.name)));
    }

    private boolean takesPath(Request request) {
        if (spec.bool("prefix_regex")) {
            return Pattern.matches(prefix(), request.bare());
        }
        SourceNode caseSensitive = spec.find("case_sensitive");
        boolean anyCase = caseSensitive != null && !caseSensitive.bool();
        boolean begins = request.path().regionMatches(anyCase, 0, prefix(), 0, prefix().length());
        return begins && (!spec.bool("prefix_exact") || request.bare().length() == prefix().length());
    }

    /** Returns a path that it takes, without the query. */
    String examplePath() {
        return spec.bool("prefix_regex") ? exampleOf(prefix()) : prefix();
    }

    /** Returns a method that it takes. */
    String exampleMethod() {
        return spec.text("method", "GET");
    }

    private static String exampleOf(String regex) {
        return regex.replace("[0-9]+", "42")
                .replace("[0-9]", "7")
                .replace(".*", "any")
                .replace("\\", "");
    }
}
