package io.tollgate.gateway.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.gateway.limits.file.LimitFileOptions;
import io.tollgate.gateway.limits.yaml.LimitConfigException;
import io.tollgate.model.Limit;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Odd files, each with what the reference's parser (Go's yaml.v2 2.4.0) makes of it. */
final class YamlAsTheReferenceTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{requests_per_unit: 7, <<: {unit: minute, requests_per_unit: 5}} | MINUTE 5",
                "{<<: {unit: minute, requests_per_unit: 5}, requests_per_unit: 7} | MINUTE 7",
                "{<<: {unit: minute}, <<: {requests_per_unit: 5}} | MINUTE 5",
                "{<<: {unit: minute, requests_per_unit: 5}, <<: {requests_per_unit: 6}} | MINUTE 6",
                "{<<: [{unit: minute, requests_per_unit: 5}, {unit: hour, requests_per_unit: 6}]} | MINUTE 5",
                "{requests_per_unit: 7, unit: hour, <<: {requests_per_unit: ~}} | HOUR 0",
                "{requests_per_unit: 5.0, unit: hour, <<: {requests_per_unit: 6}} | HOUR 6",
                "{unit: day, !!merge <<: {requests_per_unit: 4}} | DAY 4"
            })
    void countsWhatComesLaterOfMergedFields(String rateLimit, String limit) {
        assertThat(limitOf("domain: shop\ndescriptors:\n- key: a\n  rate_limit: " + rateLimit))
                .isEqualTo(limit);
    }

    @Test
    void readsARateLimitThatIsGivenAgainIntoTheOneBefore() {
        assertThat(limitOf("""
                domain: shop
                descriptors:
                - key: a
                  rate_limit: {unit: hour, requests_per_unit: 3}
                  rate_limit: {requests_per_unit: 7}
                """)).isEqualTo("HOUR 7");
        assertThat(limitOf("""
                domain: shop
                descriptors:
                - key: a
                  rate_limit: {unit: hour, requests_per_unit: 3}
                  <<: {rate_limit: {requests_per_unit: 7}, <<: {rate_limit: {requests_per_unit: 9}}}
                """)).isEqualTo("HOUR 9");
        assertThat(parse("""
                domain: shop
                descriptors:
                - key: a
                  rate_limit: {unit: hour}
                  <<: {rate_limit: ~}
                """).rules()).isEmpty();
    }

    @Test
    void joinsMetadataThatIsGivenAgainButNotWhatIsInIt() {
        LimitTable table = parse("""
                domain: shop
                descriptors:
                - key: a
                  rate_limit: {unit: hour}
                  metadata: {one: {x: 1}, two: {x: 1}}
                  metadata: {two: {y: 2}}
                """);

        assertThat(table.rules().get(0).metadata()).isEqualTo(Map.of("one", Map.of("x", 1.0), "two", Map.of("y", 2.0)));
    }

    @Test
    void mergesIntoTheRootToo() {
        assertThat(parse("domain: shop\n<<: {domain: other}\n").domains()).containsExactly("other");
    }

    @Test
    void warnsOfAFieldThatGivesWayToAMergeBelowIt() {
        LimitTable table = parse("""
                domain: shop
                descriptors:
                - key: a
                  rate_limit:
                    requests_per_unit: 7
                    <<: {unit: minute, requests_per_unit: 5}
                """);

        assertThat(table.warnings())
                .containsExactly("f.yaml:5: descriptors[0].rate_limit.requests_per_unit: 'requests_per_unit' is given"
                        + " again by a '<<' that stands below it, and what comes later counts (put '<<' first in its"
                        + " map)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{unit: [x], unit: day}",
                "{requests_per_unit: x, requests_per_unit: 5, unit: day}",
                "{unit: hour, <<: {unit: {a: b}}, unit: day}",
                "{requests_per_unit: -1.5, requests_per_unit: 5, unit: day}",
                "{<<: , unit: day}",
                "{<<: 5, unit: day}",
                "{<<: [5], unit: day}"
            })
    void rejectsWhatIsOfTheWrongTypeThoughAnotherComesLater(String rateLimit) {
        assertThatThrownBy(() -> parse("domain: shop\ndescriptors:\n- key: a\n  rate_limit: " + rateLimit))
                .isInstanceOf(LimitConfigException.class);
    }

    @Test
    void rejectsToMergeAListByItsAlias() {
        assertThatThrownBy(() -> parse("""
                domain: shop
                descriptors:
                - {key: a, metadata: {plans: &plans [{unit: day}]}, rate_limit: {<<: *plans}}
                """))
                .hasMessageContaining("f.yaml:3: ")
                .hasMessageContaining("map merge requires map or sequence of maps");
    }

    @ParameterizedTest
    @ValueSource(strings = {"domain: {descriptors: [{bogus: 1}]}", "unit: {bogus: 1}", "rate_limit: {key: {bogus: 1}}"})
    void rejectsUnknownNamesBelowANameInTheWrongMapToo(String field) {
        assertThatThrownBy(() -> parse("domain: shop\ndescriptors:\n- key: a\n  " + field))
                .hasMessageContaining("f.yaml:4: ")
                .hasMessageContaining("unknown key 'bogus'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "domain:\tshop\ndescriptors:\n- key: a\n  rate_limit:\n    unit:\tminute\n    requests_per_unit:\t5",
                "domain: shop\t\ndescriptors:\t\n- key: a\t# c\n  rate_limit:\t# d\n    unit:\t\"minute\"\t# c\n    requests_per_unit: \t5\t\n",
                "domain: shop\ndescriptors:\n- {\tkey:\ta\t,\trate_limit:\t{\tunit:\tminute\t, requests_per_unit: 5}\t}\t\n",
                "domain: shop\ndescriptors:\n- {key: a,\t rate_limit:\t {\n\t  unit: minute,\t \t requests_per_unit: 5}\t }",
                "domain\t: shop\ndescriptors\t:\n- key\t: a\n  \"rate_limit\"\t: {unit\t: minute, requests_per_unit: 5}",
                "domain: shop\n \t \ndescriptors: [{key: a, rate_limit: {unit: minute, requests_per_unit: 5}}]\t# x",
                "---\t# c\ndomain: shop\ndescriptors:\n- key: &a\ta\n  rate_limit: !!map\t{unit: minute, requests_per_unit: 5}"
            })
    void takesTabsThatSeparate(String yaml) {
        LimitTable table = parse(yaml);

        assertThat(table.describe())
                .containsExactly("shop.a: unit=MINUTE requests_per_unit=5, shadow_mode: false, quota_mode: false");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'|-\\t\\n    x' | x",
                "'>-\\t# c\\n    x\\ty\\n    z' | x\\ty z",
                "'|2-\\t\\n    x' | x",
                "'a\\tb\\t' | a\\tb",
                "'a\\n   \\tb' | a b",
                "'\"a\\t\"\\t# c' | a\\t",
                "'\\t\"😀\"\\t' | 😀"
            })
    void leavesTabsOfTextAsTheyAre(String value, String text) {
        LimitTable table = parse("domain: shop\ndescriptors:\n- key:\ta\n  value: " + unescaped(value)
                + "\n  rate_limit:\t{unit: day}\n");

        assertThat(table.rules().get(0).levels().get(0).value()).isEqualTo(unescaped(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\tdomain: shop",
                "domain:\n\tshop",
                "domain: shop\n\t\n",
                "domain: \"shop\"\n  \t# comment\n",
                "domain: shop\ndescriptors:\n-\tkey: a\n",
                "domain: shop\ndescriptors:\n- \t{key: a}\n",
                "domain: shop\ndescriptors:\n- key: a\n\trate_limit: {unit: day}\n",
                "?\tdomain\n:\tshop\n"
            })
    void rejectsTabsThatIndent(String yaml) {
        assertThatThrownBy(() -> parse(yaml))
                .hasMessageContaining("f.yaml:")
                .hasMessageContaining("a tab stands where only spaces may (indent with spaces)");
    }

    @Test
    void doesNotChangeATabOfTextThatIsRejectedForAnotherReason() {
        assertThatThrownBy(() -> parse("domain: \"a\\\tb\"\n")).hasMessageContaining("f.yaml:1: ");
    }

    @Test
    void takesManyTabsInAPassOrTwo() {
        StringBuilder yaml = new StringBuilder("domain:\tshop\ndescriptors:\n");
        for (int i = 0; i < 20_000; i++) {
            yaml.append("- key:\tk").append(i).append("\t# c\n  rate_limit:\t{unit: day}\t\n");
        }

        assertThat(parse(yaml.toString()).rules()).hasSize(20_000);
    }

    private static String limitOf(String yaml) {
        Limit limit = parse(yaml).rules().get(0).limits().get(0);
        return limit.unit() + " " + limit.requestsPerUnit();
    }

    private static String unescaped(String text) {
        return text.replace("\\t", "\t").replace("\\n", "\n");
    }

    private static LimitTable parse(String yaml) {
        return LimitTable.parse("f.yaml", yaml, LimitFileOptions.defaults());
    }
}
