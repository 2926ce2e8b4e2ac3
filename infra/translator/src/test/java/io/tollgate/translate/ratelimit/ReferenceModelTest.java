package io.tollgate.translate.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.gateway.limits.LimitTable;
import io.tollgate.gateway.limits.file.LimitFileOptions;
import io.tollgate.translate.source.ManifestReader;
import io.tollgate.translate.verify.AskedDescriptor;
import io.tollgate.translate.verify.HeldLimit;
import io.tollgate.translate.verify.Verification;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReferenceModelTest {

    /** What differs by its documentation has an underscore in it. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void withoutUnderscoresBothFindTheSameLimits(long seed) {
        Random random = new Random(seed);
        int limited = 0;
        for (int i = 0; i < 100; i++) {
            String yaml = "domain: d\n" + descriptors(random, 0);
            ReferenceModel model = new ReferenceModel(ManifestReader.documents("d.yaml", yaml));
            LimitTable table = LimitTable.parse("d.yaml", yaml, LimitFileOptions.defaults());
            for (int j = 0; j < 100; j++) {
                AskedDescriptor asked = model.question(random);
                if (asked.entries().stream().noneMatch(entry -> (entry.key() + entry.value()).contains("_"))) {
                    List<Long> wanted = model.effects(asked).stream()
                            .map(HeldLimit::requests)
                            .toList();
                    limited += wanted.size();
                    assertThat(requests(table, asked))
                            .as("%s for %s", asked, yaml)
                            .isEqualTo(wanted);
                }
            }
        }
        assertThat(limited).isGreaterThan(500);
    }

    private static List<Long> requests(LimitTable table, AskedDescriptor asked) {
        List<Long> requests = new ArrayList<>();
        var rule = table.match(asked.domain(), asked.entries());
        if (rule != null) {
            rule.limits().forEach(limit -> requests.add(limit.requestsPerUnit()));
        }
        return requests;
    }

    private static String descriptors(Random random, int depth) {
        String indent = "  ".repeat(2 * depth);
        StringBuilder text = new StringBuilder(indent).append("descriptors:\n");
        Set<String> siblings = new LinkedHashSet<>();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            String key = List.of("a", "b", "c").get(random.nextInt(3));
            String value = List.of("", "a", "b1", "a*", "*", "*c").get(random.nextInt(6));
            if (siblings.add(key + "/" + value)) {
                text.append(indent).append("  - key: ").append(key).append('\n');
                text.append(indent).append("    value: \"").append(value).append("\"\n");
                if (random.nextInt(4) > 0) {
                    text.append(indent)
                            .append("    rate_limit: {unit: minute, requests_per_unit: ")
                            .append(random.nextInt(1_000_000))
                            .append("}\n");
                }
                if (depth < 2 && random.nextInt(2) == 0) {
                    text.append(descriptors(random, depth + 1));
                }
            }
        }
        return text.toString();
    }

    @Test
    void whatIsJoinedThereAndApartHereShows() {
        String yaml = """
                domain: d
                descriptors:
                  - key: plan
                    value: gold_eu
                    rate_limit: {unit: hour, requests_per_unit: 100}
                  - key: plan
                    rate_limit: {unit: hour, requests_per_unit: 10}
                """;

        Verification.Outcome outcome = Verification.compare(
                new ReferenceModel(ManifestReader.documents("d.yaml", yaml)),
                LimitTable.parse("d.yaml", yaml, LimitFileOptions.defaults()),
                5_000,
                1);

        assertThat(outcome.shown())
                .isNotEmpty()
                .allSatisfy(shown -> assertThat(shown).contains("_"));
        assertThat(outcome.different()).isLessThan(outcome.requests() / 4);
    }
}
