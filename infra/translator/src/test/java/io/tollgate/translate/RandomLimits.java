package io.tollgate.translate;

import java.util.List;
import java.util.Random;

/** Random limits of Limitador, with the configuration of the Envoy that asks it, that are valid and lose nothing. */
final class RandomLimits {

    private static final List<String> KEYS = List.of("method", "path", "user", "tier", "region");
    private static final List<String> VALUES = List.of("GET", "/a", "gold", "eu", "x y", "");
    private static final List<String> SECONDS = List.of("1", "10", "60", "90", "300", "3600", "7200", "86400");

    private final Random random;

    RandomLimits(Random random) {
        this.random = random;
    }

    /** Returns limits as one text. */
    String next() {
        StringBuilder text = new StringBuilder("---\n");
        int limits = 1 + random.nextInt(6);
        for (int i = 0; i < limits; i++) {
            text.append("- namespace: ").append(one(List.of("shop", "toys"))).append('\n');
            text.append("  max_value: ").append(random.nextInt(1_000)).append('\n');
            text.append("  seconds: ").append(one(SECONDS)).append('\n');
            if (random.nextBoolean()) {
                text.append("  name: ")
                        .append(one(List.of("a", "b", "all of them")))
                        .append('\n');
            }
            text.append("  conditions:\n");
            for (int j = random.nextInt(3); j > 0; j--) {
                text.append("    - \"").append(condition());
                text.append(random.nextInt(4) == 0 ? " && " + condition() : "").append("\"\n");
            }
            text.append("  variables:\n");
            for (int j = random.nextInt(3); j > 0; j--) {
                text.append("    - ")
                        .append(reference(one(List.of("user", "tier", "remote_address"))))
                        .append('\n');
            }
        }
        return text.append(envoy()).toString();
    }

    private String condition() {
        String reference = reference(one(KEYS));
        String value = "'" + one(VALUES) + "'";
        return switch (random.nextInt(6)) {
            case 0 -> reference + " != " + value;
            case 1 -> value + "==" + reference;
            case 2 -> reference + ".startsWith(" + value + ")";
            case 3 -> "!" + reference + ".endsWith(" + value + ")";
            case 4 -> reference + ".contains(" + value + ")";
            default -> reference + " == " + value;
        };
    }

    private String reference(String key) {
        return switch (random.nextInt(3)) {
            case 0 -> "descriptors[0]." + key;
            case 1 -> "descriptors[0]['" + key + "']";
            default -> key;
        };
    }

    private String envoy() {
        return """
                ---
                static_resources:
                  rate_limits:
                    - actions:
                        - request_headers: {header_name: ":method", descriptor_key: method}
                        - request_headers: {header_name: ":path", descriptor_key: path}
                        - request_headers: {header_name: x-user, descriptor_key: user}
                        - request_headers: {header_name: x-tier, descriptor_key: tier, skip_if_absent: true}
                        - generic_key: {descriptor_key: region, descriptor_value: eu}
                        - remote_address: {}
                """;
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
