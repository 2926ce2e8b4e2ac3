package io.tollgate.gateway.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.gateway.limits.file.LimitFileOptions;
import io.tollgate.model.Limit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class YamlReadingTest {

    @ParameterizedTest
    @CsvSource({
        "123, 123",
        "0x1F, 0x1F",
        "1_000, 1_000",
        "true, true",
        "yes, yes",
        "Off, Off",
        "y, y",
        "1:30, 1:30",
        "2024-01-01, 2024-01-01",
        "50.0.0.5, 50.0.0.5",
        "'\"1.5\"', 1.5",
        "1.5.0, 1.5.0",
        "<<, <<",
        "1e400, 1e400",
        "!!str 1.5, 1.5",
        "!!binary YQ==, a",
        "9223372036854775807, 9223372036854775807",
        "!mine x, x",
        "+x, +x",
        "YEs, YEs"
    })
    void takesUnquotedScalarsAsTheirLiteralText(String scalar, String text) {
        LimitRule rule =
                onlyRule("domain: d\ndescriptors:\n- key: a\n  value: " + scalar + "\n  rate_limit: {unit: day}\n");

        assertThat(rule.levels().get(0).value()).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"010, 8", "0b11, 3", "0o17, 15", "+7, 7", "1_000, 1000", "0, 0"})
    void readsNumbersAsGoDoes(String written, long number) {
        LimitRule rule = onlyRule(
                "domain: d\ndescriptors: [{key: a, rate_limit: {unit: day, requests_per_unit: " + written + "}}]");

        assertThat(rule.limits()).extracting(Limit::requestsPerUnit).containsExactly(number);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.5", ".5", "1e3", "-.inf", ".NaN", "08", "1_0.5", "99999999999999999999"})
    void rejectsTheUnquotedScalarsThatGoReadsAsFloats(String scalar) {
        assertThatThrownBy(() -> parse("domain: d\ndescriptors: [{key: a, value: " + scalar + "}]"))
                .hasMessageContaining("error checking config");
    }

    @Test
    void resolvesAnchorsAliasesAndMerges() {
        LimitTable table = parse("""
                domain: d
                descriptors:
                  - {key: a, rate_limit: &r {unit: day, requests_per_unit: 1}}
                  - {key: b, rate_limit: {<<: *r, requests_per_unit: 2}}
                  - {key: c, rate_limit: {requests_per_unit: 3, <<: *r}}
                  - {key: d, rate_limit: {<<: [{unit: hour}, *r]}}
                  - {key: e, rate_limit: *r}
                """);

        assertThat(table.describe())
                .containsExactly(
                        "d.a: unit=DAY requests_per_unit=1, shadow_mode: false, quota_mode: false",
                        "d.b: unit=DAY requests_per_unit=2, shadow_mode: false, quota_mode: false",
                        "d.c: unit=DAY requests_per_unit=1, shadow_mode: false, quota_mode: false",
                        "d.d: unit=HOUR requests_per_unit=1, shadow_mode: false, quota_mode: false",
                        "d.e: unit=DAY requests_per_unit=1, shadow_mode: false, quota_mode: false");
    }

    @Test
    void keepsMetadataOfAnyShape() {
        LimitRule rule = onlyRule(
                "domain: d\ndescriptors: [{key: a, rate_limit: {unit: day}, metadata:"
                        + " {Text: [1, {2: x}, 1.5, null, .inf], deep: {yes: no, day: 2024-01-01, unit: 0x10}, bin: !!binary YQ==}}]");

        assertThat(rule.metadata().get("Text"))
                .isEqualTo(Arrays.asList(1.0, Map.of("2", "x"), 1.5, null, Double.POSITIVE_INFINITY));
        assertThat(rule.metadata().get("deep")).isEqualTo(Map.of("yes", false, "day", "2024-01-01", "unit", 16.0));
        assertThat(rule.metadata().get("bin")).isEqualTo("a");
    }

    @Test
    void readsOnlyTheFirstDocumentAndSaysSo() {
        LimitTable table = parse("domain: d\n---\ndomain: e\n");

        assertThat(table.domains()).containsExactly("d");
        assertThat(table.warnings()).containsExactly("f.yaml: only the first YAML document of a file is read");
    }

    private static LimitRule onlyRule(String yaml) {
        List<LimitRule> rules = parse(yaml).rules();
        assertThat(rules).hasSize(1);
        return rules.get(0);
    }

    private static LimitTable parse(String yaml) {
        return LimitTable.parse("f.yaml", yaml, LimitFileOptions.defaults());
    }
}
