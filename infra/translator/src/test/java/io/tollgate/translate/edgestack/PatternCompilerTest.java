package io.tollgate.translate.edgestack;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.gateway.limits.LimitRule;
import io.tollgate.gateway.limits.LimitTable;
import io.tollgate.gateway.limits.file.LimitFileOptions;
import io.tollgate.model.DescriptorEntry;
import io.tollgate.translate.Source;
import io.tollgate.translate.Translation;
import io.tollgate.translate.TranslationOptions;
import io.tollgate.translate.envoy.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The rules that patterns become, in the gateway's own table, against what Edge Stack's reference says of patterns: a
 * pattern is for all that begins with it, and the longest counts.
 */
final class PatternCompilerTest {

    private static final int ROUNDS = 300;
    private static final int DESCRIPTORS = 40;
    private static final String ANY = "*";

    private record Label(String key, String value) {

        private boolean matches(DescriptorEntry entry) {
            return key.equals(entry.key()) && (value.equals(ANY) || value.equals(entry.value()));
        }
    }

    private record Pattern(String name, List<List<Label>> elements) {

        private boolean matches(List<DescriptorEntry> entries) {
            return elements.size() <= entries.size()
                    && IntStream.range(0, elements.size())
                            .allMatch(i -> elements.get(i).stream().anyMatch(one -> one.matches(entries.get(i))));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void theRuleOfADescriptorIsThatOfTheLongestPatternItBeginsWith(long seed) {
        Random random = new Random(seed);
        int limited = 0;
        for (int round = 0; round < ROUNDS; round++) {
            List<Pattern> patterns = patterns(random);
            List<List<Label>> groups = groups(random);
            LimitTable table = table(patterns, groups);
            for (int i = 0; i < DESCRIPTORS; i++) {
                List<DescriptorEntry> entries = descriptor(groups.get(random.nextInt(groups.size())), random);
                Set<String> longest = longest(patterns, entries);
                LimitRule rule = table.match("shop", entries);
                String name = rule == null ? "" : rule.limits().get(0).name();

                assertThat(longest).as("%s of %s", entries, patterns).contains(name);
                limited += name.isEmpty() ? 0 : 1;
            }
        }
        assertThat(limited).as("descriptors that are limited").isGreaterThan(ROUNDS * DESCRIPTORS / 10);
    }

    /** Returns the names of the longest; an empty name if none matches. */
    private static Set<String> longest(List<Pattern> patterns, List<DescriptorEntry> entries) {
        List<Pattern> matching =
                patterns.stream().filter(pattern -> pattern.matches(entries)).toList();
        int longest = matching.stream()
                .mapToInt(pattern -> pattern.elements().size())
                .max()
                .orElse(0);
        return longest == 0
                ? Set.of("")
                : matching.stream()
                        .filter(pattern -> pattern.elements().size() == longest)
                        .map(Pattern::name)
                        .collect(Collectors.toSet());
    }

    private static LimitTable table(List<Pattern> patterns, List<List<Label>> groups) {
        StringBuilder yaml = new StringBuilder("""
                kind: RateLimit
                metadata: { name: all }
                spec:
                  domain: shop
                  limits:
                """);
        for (Pattern pattern : patterns) {
            yaml.append("  - name: ").append(pattern.name()).append("\n    rate: 1\n    unit: day\n    pattern:\n");
            for (List<Label> element : pattern.elements()) {
                yaml.append("    -");
                String indent = " ";
                for (Label label : element) {
                    yaml.append(indent)
                            .append(label.key())
                            .append(": '")
                            .append(label.value())
                            .append("'\n");
                    indent = "      ";
                }
            }
        }
        yaml.append("""
                ---
                kind: Mapping
                metadata: { name: all }
                spec:
                  prefix: /
                  service: all
                  labels:
                    shop:
                """);
        for (List<Label> group : groups) {
            yaml.append("    - group:\n");
            group.forEach(label -> yaml.append(
                    label.value().equals(ANY)
                            ? "      - request_headers: { key: %s, header_name: x-%s }\n"
                                    .formatted(label.key(), label.key())
                            : "      - generic_key: { key: %s, value: %s }\n".formatted(label.key(), label.value())));
        }
        Translation translation = Source.EDGE_STACK.translate(
                "random.yaml", yaml.toString(), new TranslationOptions(10000, new Address("127.0.0.1", 8081), null));
        return LimitTable.parse("shop.yaml", translation.limits().get(0).yaml(), LimitFileOptions.defaults());
    }

    private static List<Pattern> patterns(Random random) {
        return IntStream.rangeClosed(1, 1 + random.nextInt(5))
                .mapToObj(i -> new Pattern("limit" + i, elements(random)))
                .toList();
    }

    private static List<List<Label>> elements(Random random) {
        List<List<Label>> elements = new ArrayList<>();
        int length = 1 + random.nextInt(3);
        for (int i = 0; i < length; i++) {
            elements.add(IntStream.rangeClosed(0, random.nextInt(2))
                    .mapToObj(any -> label(random))
                    .toList());
        }
        return elements;
    }

    private static List<List<Label>> groups(Random random) {
        List<List<Label>> groups = new ArrayList<>();
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            groups.add(IntStream.rangeClosed(0, random.nextInt(4))
                    .mapToObj(any -> label(random))
                    .toList());
        }
        return groups;
    }

    private static Label label(Random random) {
        return new Label(
                random.nextInt(3) == 0 ? "other" : "key", random.nextInt(3) == 0 ? ANY : "v" + random.nextInt(2));
    }

    private static List<DescriptorEntry> descriptor(List<Label> group, Random random) {
        return group.stream()
                .map(label -> new DescriptorEntry(
                        label.key(), label.value().equals(ANY) ? "v" + random.nextInt(4) : label.value()))
                .toList();
    }
}
