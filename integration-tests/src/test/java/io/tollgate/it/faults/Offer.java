package io.tollgate.it.faults;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** What is sold in a run: two plans, and customers with several subjects each. */
final class Offer {

    static final String DOMAIN = "sold";

    /** A feature with a hard limit. */
    static final String CALLS = "calls";

    /** A feature with hits that are reported after they were served. */
    static final String TOKENS = "tokens";

    /** Features, each the key of a descriptor. */
    static final List<String> FEATURES = List.of(CALLS, "searches", TOKENS);

    /** The hits of calls that plans admit in an hour. */
    static final Map<String, Long> PLANS = Map.of("small@1", 60L, "large@1", 120L);

    static final List<String> CUSTOMERS = List.of("ada", "bob", "cyd", "dee");

    private static final int SUBJECTS = 3;
    private static final long SOFT_AMOUNT = 50;

    private Offer() {}

    /** The part of a limit file. */
    static final String LIMITS = """
            domain: sold
            descriptors:
              - {key: calls, limits_from: subscription, feature: calls}
              - {key: searches, limits_from: subscription, feature: searches}
              - {key: tokens, limits_from: subscription, feature: tokens}
            """;

    /** Returns the name of what a customer is billed for a feature, among those of other customers. */
    static String billed(String customer, String feature) {
        return customer + "/" + feature;
    }

    /** Returns whether the name is one of {@link #billed}. */
    static boolean isBilled(String name) {
        return name.contains("/");
    }

    static String subject(String customer, Random random) {
        return customer + "-" + random.nextInt(SUBJECTS);
    }

    /** Returns the other plan. */
    static String otherThan(String plan) {
        return PLANS.keySet().stream()
                .filter(other -> !other.equals(plan))
                .findAny()
                .orElseThrow();
    }

    static Map<String, Object> plan(String ref) {
        String[] parts = ref.split("@", 2);
        return Map.of(
                "kind",
                "Plan",
                "key",
                parts[0],
                "version",
                Integer.parseInt(parts[1]),
                "status",
                "active",
                "billing_period",
                "month",
                "features",
                List.of(
                        Map.of(
                                "key",
                                CALLS,
                                "limits",
                                List.of(
                                        limit("hourly", "hour", PLANS.get(ref), "hard"),
                                        limit("daily", "day", 1_000_000_000, "soft"))),
                        Map.of("key", FEATURES.get(1), "limits", List.of(limit("hourly", "hour", SOFT_AMOUNT, "soft"))),
                        Map.of(
                                "key",
                                TOKENS,
                                "hits",
                                "reported",
                                "limits",
                                List.of(limit("hourly", "hour", SOFT_AMOUNT, "soft")))));
    }

    private static Map<String, Object> limit(String name, String unit, long amount, String kind) {
        return Map.of("name", name, "unit", unit, "amount", amount, "kind", kind);
    }

    static Map<String, Object> customer(String key) {
        List<String> subjects =
                IntStream.range(0, SUBJECTS).mapToObj(i -> key + "-" + i).toList();
        return Map.of("kind", "Customer", "key", key, "subjects", subjects);
    }

    static Map<String, Object> grant(String key, String customer, long amount, Instant effective) {
        return Map.of(
                "kind", "Grant",
                "key", key,
                "customer", customer,
                "feature", CALLS,
                "limit", "hourly",
                "amount", amount,
                "effective", effective.toString());
    }
}
