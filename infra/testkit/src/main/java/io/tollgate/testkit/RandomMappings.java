package io.tollgate.testkit;

import java.util.List;
import java.util.Random;

/** Random resources of Emissary and of Edge Stack that are valid. */
public final class RandomMappings {

    private static final List<String> DOMAINS = List.of("ambassador", "ambassador", "shop");
    private static final List<String> KEYS = List.of("a", "b", "c");
    private static final List<String> VALUES = List.of("gold", "ann", "x_y");
    private static final List<String> ANY = List.of("\"*\"", "\"\"");
    private static final List<String> HOSTS = List.of(
            "hostname: \"*\"",
            "hostname: api.example.com",
            "hostname: \"*.example.com\"",
            "hostname: \"api.*\"",
            "host: api.example.com",
            "{host: \"api[0-9]\\\\.example\\\\.com\", host_regex: true}",
            "");
    private static final List<String> PATHS = List.of(
            "prefix: /",
            "prefix: /shop/",
            "prefix: /shop/items",
            "{prefix: /SHOP/, case_sensitive: false}",
            "{prefix: /shop/items, prefix_exact: true}",
            "{prefix: \"/shop/.*\", prefix_regex: true}",
            "{prefix: \"/v[0-9]+/\", prefix_regex: true}");
    private static final List<String> MATCHES = List.of(
            "method: GET",
            "{method: \"GET.*\", method_regex: true}",
            "headers: {x-a: gold}",
            "headers: {x-b: true}",
            "regex_headers: {x-c: \"x.*\"}",
            "query_parameters: {page: true}",
            "query_parameters: {page: \"1\"}",
            "regex_query_parameters: {kind: \"[0-9]+\"}",
            "precedence: 1",
            "precedence: -1");

    private static final List<String> TREATMENTS = List.of(
            "timeout_ms: 4000",
            "idle_timeout_ms: 500",
            "rewrite: \"\"",
            "rewrite: /other/",
            "regex_rewrite: {pattern: \"/shop/(.*)\", substitution: '/\\1'}",
            "host_rewrite: quote",
            "auto_host_rewrite: true",
            "retry_policy: {retry_on: 5xx, num_retries: 3, per_try_timeout: 0.25s}",
            "priority: high",
            "grpc: true",
            "tls: true");

    private final Random random;

    /** @param random from which all follows */
    public RandomMappings(Random random) {
        this.random = random;
    }

    /** Returns Mappings and what belongs to them as one text. */
    public String mappings() {
        StringBuilder text = new StringBuilder(module());
        if (random.nextBoolean()) {
            text.append("---\nkind: RateLimitService\nmetadata: {name: limits}\nspec: {service: limits,"
                            + " protocol_version: v3, domain: ")
                    .append(one(DOMAINS))
                    .append("}\n");
        }
        int mappings = 1 + random.nextInt(5);
        for (int i = 0; i < mappings; i++) {
            text.append("---\nkind: Mapping\nmetadata: {name: m")
                    .append(i)
                    .append(random.nextBoolean() ? ", namespace: shop" : "")
                    .append("}\nspec:\n  service: ")
                    .append(one(List.of("backend", "https://backend.shop:8443", "other:80")))
                    .append('\n');
            field(text, one(HOSTS));
            field(text, one(PATHS));
            if (random.nextBoolean()) {
                field(text, one(MATCHES));
            }
            if (random.nextBoolean()) {
                field(text, one(TREATMENTS));
            }
            labels(text);
        }
        return text.toString();
    }

    /** Returns Mappings with limits as one text. */
    public String limits() {
        StringBuilder text = new StringBuilder(mappings());
        String error = random.nextBoolean() ? error() : "";
        int resources = 1 + random.nextInt(3);
        for (int i = 0; i < resources; i++) {
            text.append("---\nkind: RateLimit\nmetadata: {name: r")
                    .append(i)
                    .append("}\nspec:\n  domain: ")
                    .append(one(DOMAINS))
                    .append("\n  limits:\n");
            int limits = 1 + random.nextInt(4);
            for (int j = 0; j < limits; j++) {
                text.append("  - pattern: [")
                        .append(items())
                        .append("]\n    rate: ")
                        .append(random.nextInt(1_000))
                        .append("\n    unit: ")
                        .append(one(List.of("second", "Minute", "hour", "DAY")))
                        .append("\n    action: ")
                        .append(one(List.of("Enforce", "enforce", "LogOnly")))
                        .append('\n')
                        .append(error);
            }
        }
        return text.toString();
    }

    private String error() {
        StringBuilder text = new StringBuilder("    errorResponse:\n      headers:\n");
        int headers = 1 + random.nextInt(14);
        for (int i = 0; i < headers; i++) {
            text.append("      - {name: X-Error-")
                    .append(i)
                    .append(", value: \"")
                    .append(one(List.of("a", "100%", "{b}")))
                    .append("\"}\n");
        }
        text.append("      - {name: Content-Type, value: application/json}\n");
        return text.append("      bodyTemplate: '")
                .append(one(List.of(
                        "slow down, 100%",
                        "{\"status\": {{ .status_code }}, \"id\": {{ .request_id | json \"\" }}}", "%REQ(x)%")))
                .append("'\n")
                .toString();
    }

    private String module() {
        if (random.nextBoolean()) {
            return "";
        }
        StringBuilder text = new StringBuilder("---\nkind: Module\nmetadata: {name: ambassador}\nspec:\n  config:\n");
        text.append("    default_label_domain: ").append(one(DOMAINS)).append("\n    default_labels:\n");
        for (String domain : List.of("ambassador", "shop")) {
            if (random.nextBoolean()) {
                text.append("      ")
                        .append(domain)
                        .append(": {defaults: [")
                        .append(specifiers(2))
                        .append("]}\n");
            }
        }
        return text.append("    diagnostics: {enabled: false}\n").toString();
    }

    private void labels(StringBuilder text) {
        int domains = random.nextInt(3);
        if (domains > 0) {
            text.append("  labels:\n");
        }
        for (String domain : List.of("ambassador", "shop").subList(0, domains)) {
            text.append("    ").append(domain).append(":\n");
            int groups = 1 + random.nextInt(3);
            for (int i = 0; i < groups; i++) {
                text.append("    - g")
                        .append(i)
                        .append(": [")
                        .append(specifiers(4))
                        .append("]\n");
            }
        }
    }

    private String specifiers(int most) {
        StringBuilder list = new StringBuilder();
        int specifiers = 1 + random.nextInt(most);
        for (int i = 0; i < specifiers; i++) {
            list.append(i == 0 ? "" : ", ").append(specifier());
        }
        return list.toString();
    }

    private String specifier() {
        String key = one(KEYS);
        return switch (random.nextInt(8)) {
            case 0 -> "{remote_address: {key: remote_address}}";
            case 1 -> "{destination_cluster: {key: destination_cluster}}";
            case 2 -> "{source_cluster: {key: source_cluster}}";
            case 3 -> one(VALUES);
            case 4 -> "{" + key + ": {header: x-" + key + "}}";
            case 5, 6 -> "{request_headers: {key: " + key + ", header_name: x-" + key + "}}";
            default -> "{generic_key: {key: " + key + ", value: " + one(VALUES) + "}}";
        };
    }

    private String items() {
        StringBuilder list = new StringBuilder();
        int items = 1 + random.nextInt(3);
        for (int i = 0; i < items; i++) {
            list.append(i == 0 ? "{" : ", {").append(item());
            list.append(random.nextInt(3) == 0 ? ", " + item() : "").append('}');
        }
        return list.toString();
    }

    private String item() {
        String key = random.nextInt(6) == 0 ? one(List.of("remote_address", "generic_key")) : one(KEYS);
        return "\"" + key + "\": " + (random.nextBoolean() ? one(ANY) : one(VALUES));
    }

    /** Adds fields that are written as a line, or as a map in braces. */
    private static void field(StringBuilder text, String fields) {
        String bare = fields.startsWith("{") ? fields.substring(1, fields.length() - 1) : fields;
        if (!bare.isEmpty()) {
            text.append("  ")
                    .append(fields.startsWith("{") ? bare.replace(", ", "\n  ") : bare)
                    .append('\n');
        }
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
