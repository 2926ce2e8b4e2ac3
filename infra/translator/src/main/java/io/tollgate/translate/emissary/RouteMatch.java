package io.tollgate.translate.emissary;

import io.tollgate.translate.Report;
import io.tollgate.translate.source.Manifest;
import io.tollgate.translate.source.SourceNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which requests a Mapping is for.
 *
 * @param order among all Mappings
 * @param tree Envoy's {@code RouteMatch}
 */
record RouteMatch(RouteOrder order, Map<String, Object> tree) {

    private static final String AUTHORITY = ":authority";
    private static final int MOST = 1_000_000_000;

    RouteMatch {
        tree = new LinkedHashMap<>(tree);
    }

    static RouteMatch of(Manifest mapping, Report report) {
        return new Builder(mapping.spec(), report).build();
    }

    /**
     * A header or a parameter that is matched.
     *
     * @param value null where any will do
     */
    private record Matched(String name, @Nullable String value, boolean regex) {

        private int length() {
            return name.length() + (value == null ? 1 : value.length()) + (regex ? 1 : 0);
        }

        private String key() {
            return name + "-" + (value == null ? "*" : value);
        }

        private Map<String, Object> tree() {
            Map<String, Object> tree = new LinkedHashMap<>();
            tree.put("name", name);
            if (value == null) {
                tree.put("present_match", true);
            } else if (regex) {
                tree.put("string_match", Map.of("safe_regex", Map.of("regex", value)));
            } else {
                tree.put("string_match", string(value));
            }
            return tree;
        }

        /** The name of a host may have one star, before or after it. */
        private Map<String, Object> string(String text) {
            if (name.equals(AUTHORITY) && text.startsWith("*")) {
                return Map.of("suffix", text.substring(1));
            }
            if (name.equals(AUTHORITY) && text.endsWith("*")) {
                return Map.of("prefix", text.substring(0, text.length() - 1));
            }
            return Map.of("exact", text);
        }

        private boolean matchesAll() {
            return name.equals(AUTHORITY) && !regex && "*".equals(value);
        }
    }

    private static final class Builder {
        private final SourceNode spec;
        private final Report report;
        private final List<Matched> headers = new ArrayList<>();
        private final List<Matched> query = new ArrayList<>();

        private Builder(SourceNode spec, Report report) {
            this.spec = spec;
            this.report = report;
        }

        private RouteMatch build() {
            Matched host = readHeaders();
            if (host != null) {
                headers.add(host);
            }
            String method = spec.text("method");
            if (method != null) {
                headers.add(new Matched(":method", method, spec.bool("method_regex")));
            }
            read(spec.find("query_parameters"), query);
            readRegex(spec.find("regex_query_parameters"), query);
            return new RouteMatch(order(method == null ? "GET" : method), tree());
        }

        private RouteOrder order(String method) {
            SourceNode precedence = spec.find("precedence");
            String prefix = spec.required("prefix").text();
            List<String> keys = new ArrayList<>();
            headers.forEach(header -> keys.add(header.key()));
            query.forEach(parameter -> keys.add(parameter.key()));
            return new RouteOrder(
                    precedence == null ? 0 : precedence.whole(-MOST, MOST),
                    prefix.length(),
                    headers.stream().mapToInt(Matched::length).sum(),
                    query.stream().mapToInt(Matched::length).sum(),
                    prefix,
                    method,
                    keys);
        }

        private Map<String, Object> tree() {
            Map<String, Object> tree = new LinkedHashMap<>(path(spec.required("prefix")));
            SourceNode caseSensitive = spec.find("case_sensitive");
            if (caseSensitive != null && !caseSensitive.bool()) {
                tree.put("case_sensitive", false);
            }
            List<Map<String, Object>> matched = headers.stream()
                    .filter(header -> !header.matchesAll())
                    .map(Matched::tree)
                    .toList();
            if (!matched.isEmpty()) {
                tree.put("headers", matched);
            }
            if (!query.isEmpty()) {
                tree.put("query_parameters", query.stream().map(Matched::tree).toList());
            }
            return tree;
        }

        private Map<String, Object> path(SourceNode prefix) {
            if (spec.bool("prefix_regex")) {
                return Map.of("safe_regex", Map.of("regex", nonEmpty(prefix)));
            }
            return Map.of(spec.bool("prefix_exact") ? "path" : "prefix", nonEmpty(prefix));
        }

        private static String nonEmpty(SourceNode prefix) {
            String text = prefix.text();
            if (text.isEmpty() || text.chars().anyMatch(c -> c < ' ')) {
                throw prefix.error("expected the beginning of a path, found '" + text + "'");
            }
            return text;
        }

        /** Reads the headers but that of the host, which is returned; null if any host will do. */
        private @Nullable Matched readHeaders() {
            read(spec.find("headers"), headers);
            Matched host = headers.stream()
                    .filter(header -> header.name.equalsIgnoreCase(AUTHORITY) && header.value != null)
                    .findFirst()
                    .orElse(null);
            headers.remove(host);
            readRegex(spec.find("regex_headers"), headers);
            SourceNode hostname = spec.find("hostname");
            SourceNode byHost = spec.find("host");
            if (hostname != null && byHost != null) {
                report.different(byHost, "hostname counts, and host is ignored, as in Emissary");
            }
            if (hostname != null) {
                return glob(hostname);
            }
            if (byHost != null && spec.bool("host_regex")) {
                return new Matched(AUTHORITY, byHost.text(), true);
            }
            if (byHost != null) {
                return glob(byHost);
            }
            return host == null ? null : new Matched(AUTHORITY, host.value, false);
        }

        private Matched glob(SourceNode node) {
            String text = node.text();
            String within = text.length() < 2 ? "" : text.substring(1, text.length() - 1);
            boolean both = text.length() > 1 && text.startsWith("*") && text.endsWith("*");
            if (text.isEmpty()) {
                throw node.error("expected the name of a host, found ''");
            }
            if (within.contains("*") || both) {
                report.lost(node, "no host matches it: a star is at the beginning or at the end, as in Emissary");
            }
            return new Matched(AUTHORITY, text, false);
        }

        private static void read(@Nullable SourceNode map, List<Matched> to) {
            if (map != null) {
                map.fields().forEach((name, value) -> {
                    boolean present = value.isBool() && value.bool();
                    to.add(new Matched(named(name, value), present ? null : value.text(), false));
                });
            }
        }

        private static void readRegex(@Nullable SourceNode map, List<Matched> to) {
            if (map != null) {
                map.fields().forEach((name, value) -> to.add(new Matched(named(name, value), value.text(), true)));
            }
        }

        private static String named(String name, SourceNode value) {
            if (name.isEmpty() || name.chars().anyMatch(c -> c <= ' ')) {
                throw value.error("'" + name + "' is no name of a header or a parameter");
            }
            return name;
        }
    }
}
