package io.tollgate.benchmarks;

import io.tollgate.model.DescriptorEntry;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** How the rules of a table differ from each other. Public because code that JMH makes uses it. */
public enum RuleShape {
    /** A value of its own for each. */
    EXACT("- {key: customer, value: c%d, LIMIT}", "customer=c%d"),
    /** A key of its own for each, any value. */
    KEY_ONLY("- {key: c%d, LIMIT}", "c%d=any"),
    /** A value of its own for each, and a limit one level below. */
    NESTED("- {key: customer, value: c%d, descriptors: [{key: plan, value: free, LIMIT}]}", "customer=c%d,plan=free"),
    /** A pattern of its own for each. */
    WILDCARD("- {key: path, value: '/c%d/*', LIMIT}", "path=/c%d/index.html");

    private static final int DESCRIPTORS = 10;

    private final String rule;
    private final String entries;

    RuleShape(String rule, String entries) {
        this.rule = rule.replace("LIMIT", "rate_limit: {unit: hour, requests_per_unit: 4000000000}");
        this.entries = entries;
    }

    /** Returns a line of a limit file. */
    String rule(int number) {
        return String.format(rule, number) + "\n";
    }

    /** Returns descriptors that the first rules match. */
    List<List<DescriptorEntry>> descriptors() {
        return IntStream.range(0, DESCRIPTORS).mapToObj(this::descriptor).toList();
    }

    private List<DescriptorEntry> descriptor(int number) {
        return Arrays.stream(String.format(entries, number).split(","))
                .map(entry -> entry.split("=", 2))
                .map(entry -> new DescriptorEntry(entry[0], entry[1]))
                .toList();
    }
}
