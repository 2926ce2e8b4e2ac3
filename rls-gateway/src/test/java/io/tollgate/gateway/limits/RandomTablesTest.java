package io.tollgate.gateway.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.gateway.limits.file.LimitFileOptions;
import io.tollgate.model.DescriptorEntry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random tables and requests, matched by the table and by a scan over the rules that knows no index. */
final class RandomTablesTest {

    private static final List<String> KEYS = List.of("a", "b", "a_b", "ab", "a*", "*b", "*");
    private static final List<String> VALUES = List.of("", "", "x", "y", "x_y", "xy", "x*", "*y", "x*y", "*");
    private static final List<String> REQUEST_KEYS = List.of("a", "b", "a_b", "ab", "c", "a*", "");
    private static final List<String> REQUEST_VALUES = List.of("", "x", "y", "x_y", "xy", "xzy", "x*", "*", "z");

    /** @param number the rule's requests_per_unit, 0 if it has no limit */
    private record NaiveRule(String key, String value, int number, List<NaiveRule> children) {

        boolean isPattern() {
            return (key + value).contains("*");
        }

        boolean matches(DescriptorEntry entry) {
            return glob(key, entry.key()) && (value.isEmpty() || glob(value, entry.value()));
        }

        private static boolean glob(String pattern, String text) {
            return Pattern.matches(("\\Q" + pattern + "\\E").replace("*", "\\E.*\\Q"), text);
        }
    }

    static LongStream seeds() {
        return LongStream.range(0, 150);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void findsTheRuleThatAScanFinds(long seed) {
        Random random = new Random(seed);
        List<NaiveRule> rules = rules(random, 3, new int[] {0});
        String yaml = "domain: d\ndescriptors: " + yaml(rules);
        LimitTable table = LimitTable.parse("f.yaml", yaml, LimitFileOptions.defaults());

        for (int i = 0; i < 200; i++) {
            List<DescriptorEntry> entries = entries(random);
            LimitRule found = table.match("d", entries);

            assertThat(number(found))
                    .as("seed %d: %s in %s", seed, entries, yaml)
                    .isEqualTo(scan(rules, entries));
        }
    }

    private static long number(@Nullable LimitRule rule) {
        return rule == null ? 0 : rule.limits().get(0).requestsPerUnit();
    }

    private static long scan(List<NaiveRule> rules, List<DescriptorEntry> entries) {
        List<NaiveRule> level = rules;
        long number = 0;
        for (DescriptorEntry entry : entries) {
            NaiveRule next = next(level, entry);
            if (next == null) {
                return 0;
            }
            number = next.number;
            level = next.children;
        }
        return number;
    }

    private static @Nullable NaiveRule next(List<NaiveRule> level, DescriptorEntry entry) {
        for (NaiveRule rule : level) {
            if (!rule.value.isEmpty() && rule.key.equals(entry.key()) && rule.value.equals(entry.value())) {
                return rule;
            }
        }
        for (NaiveRule rule : level) {
            if (rule.isPattern() && rule.matches(entry)) {
                return rule;
            }
        }
        for (NaiveRule rule : level) {
            if (!rule.isPattern() && rule.value.isEmpty() && rule.key.equals(entry.key())) {
                return rule;
            }
        }
        return null;
    }

    private static List<NaiveRule> rules(Random random, int levels, int[] counter) {
        List<NaiveRule> rules = new ArrayList<>();
        Set<DescriptorEntry> seen = new HashSet<>();
        for (int i = levels == 0 ? 0 : random.nextInt(9); i > 0; i--) {
            String key = pick(random, KEYS);
            String value = pick(random, VALUES);
            if (seen.add(new DescriptorEntry(key, value))) {
                int number = random.nextInt(4) == 0 ? 0 : ++counter[0];
                rules.add(new NaiveRule(key, value, number, rules(random, levels - 1, counter)));
            }
        }
        return rules;
    }

    private static String yaml(List<NaiveRule> rules) {
        List<String> elements = new ArrayList<>();
        for (NaiveRule rule : rules) {
            String limit = rule.number == 0 ? "" : ", rate_limit: {unit: day, requests_per_unit: " + rule.number + "}";
            elements.add("{key: '" + rule.key + "', value: '" + rule.value + "'" + limit + ", descriptors: "
                    + yaml(rule.children) + "}");
        }
        return "[" + String.join(", ", elements) + "]";
    }

    private static List<DescriptorEntry> entries(Random random) {
        List<DescriptorEntry> entries = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            entries.add(new DescriptorEntry(pick(random, REQUEST_KEYS), pick(random, REQUEST_VALUES)));
        }
        return entries;
    }

    private static String pick(Random random, List<String> texts) {
        return texts.get(random.nextInt(texts.size()));
    }
}
