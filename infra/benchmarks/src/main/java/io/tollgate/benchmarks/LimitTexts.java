package io.tollgate.benchmarks;

import io.tollgate.gateway.limits.LimitTable;
import io.tollgate.gateway.limits.file.LimitFileOptions;

/** Limit files with as many rules as one likes. */
final class LimitTexts {

    static final String DOMAIN = "shop";

    /** Rules of each customer in {@link #customers}. */
    static final int RULES_PER_CUSTOMER = 4;

    private static final int LARGE = 100_000;

    private LimitTexts() {}

    /**
     * Returns the table of {@link #flat} after having compiled a large one in any case: what the JVM inlines depends on
     * what it ran before, and is to be the same for few rules as for many.
     */
    static LimitTable table(int rules, RuleShape shape) {
        LimitTable large = parse(LARGE, shape);
        return rules == LARGE ? large : parse(rules, shape);
    }

    private static LimitTable parse(int rules, RuleShape shape) {
        return LimitTable.parse("bench.yaml", flat(rules, shape), LimitFileOptions.defaults());
    }

    /** Returns a file in which each rule is one descriptor of the root. */
    static String flat(int rules, RuleShape shape) {
        StringBuilder yaml = new StringBuilder("domain: " + DOMAIN + "\ndescriptors:\n");
        for (int i = 0; i < rules; i++) {
            yaml.append(shape.rule(i));
        }
        return yaml.toString();
    }

    /** Returns a file as people write them: customers with limits of their own, on some paths too. */
    static String customers(String domain, int customers) {
        StringBuilder yaml = new StringBuilder("domain: " + domain + "\nwindows: calendar\ndescriptors:\n");
        for (int i = 0; i < customers; i++) {
            yaml.append("""
                    - key: customer
                      value: customer-%06d
                      rate_limit:
                        unit: minute
                        requests_per_unit: 600
                      descriptors:
                      - key: plan
                        value: pro
                        rate_limit: {name: pro, unit: month, requests_per_unit: 1000000}
                      - key: path
                        value: /report
                        rate_limit: {unit: day, requests_per_unit: 200}
                      - key: path
                        value: /files/*
                        share_threshold: true
                        rate_limit: {unit: hour, requests_per_unit: 5000}
                    """.formatted(i));
        }
        return yaml.toString();
    }
}
