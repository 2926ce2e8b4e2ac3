package io.tollgate.gateway.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.gateway.limits.file.LimitFileOptions;
import io.tollgate.model.Limit;
import io.tollgate.model.LimitOptions;
import io.tollgate.model.Unit;
import io.tollgate.model.Windows;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AcceptedLimitFilesTest {

    @ParameterizedTest
    @EnumSource
    void readsEveryUnitInAnyLetterCase(Unit unit) {
        String capitalized = unit.name().charAt(0) + unit.name().substring(1).toLowerCase(Locale.ROOT);

        LimitRule rule = onlyRule("domain: d\ndescriptors: [{key: a, rate_limit: {unit: " + capitalized
                + ", requests_per_unit: 4294967295, name: n}}]");

        assertThat(rule.limits()).containsExactly(new Limit("n", 4294967295L, unit, Windows.epoch(unit, 1)));
    }

    @Test
    void readsAllFieldsOfARule() {
        LimitRule rule = onlyRule("""
                domain: d
                descriptors:
                  - key: a
                    value: b
                    descriptors:
                      - key: c
                        shadow_mode: true
                        quota_mode: yes
                        detailed_metric: on
                        value_to_metric: y
                        metadata: {tier: gold}
                        rate_limit:
                          name: n
                          unit: minute
                          requests_per_unit: 0x10
                          replaces: [{name: r}, {name: s}]
                """);

        assertThat(rule.domain()).isEqualTo("d");
        assertThat(rule.path()).isEqualTo("a_b.c");
        assertThat(rule.limits())
                .containsExactly(new Limit(
                        "n", 16, Unit.MINUTE, Windows.epoch(Unit.MINUTE, 1), LimitOptions.DEFAULT.inShadowMode()));
        assertThat(rule.replaces()).containsExactly("r", "s");
        assertThat(rule.shadowMode()).isTrue();
        assertThat(rule.quotaMode()).isTrue();
        assertThat(rule.detailedMetric()).isTrue();
        assertThat(rule.valueToMetric()).isTrue();
        assertThat(rule.levels()).extracting(LimitRule.Level::valueToMetric).containsExactly(false, true);
        assertThat(rule.metadata()).containsOnlyKeys("tier").containsEntry("tier", "gold");
        assertThat(rule.unlimited()).isFalse();
        assertThat(rule.position()).isEqualTo("f.yaml:6");
        assertThat(rule).hasToString("d.a_b.c (f.yaml:6)");
        assertThat(rule.describe())
                .containsExactly("d.a_b.c: unit=MINUTE requests_per_unit=16, shadow_mode: true, quota_mode: true");
    }

    @Test
    void leavesEverythingOffThatAFileDoesNotSay() {
        LimitRule rule = onlyRule("domain: d\ndescriptors: [{key: a, rate_limit: {unit: day}}]");

        assertThat(rule.limits()).containsExactly(new Limit("", 0, Unit.DAY, Windows.epoch(Unit.DAY, 1)));
        assertThat(rule.replaces()).isEmpty();
        assertThat(rule.metadata()).isEmpty();
        assertThat(rule.shadowMode()).isFalse();
        assertThat(rule.quotaMode()).isFalse();
        assertThat(rule.detailedMetric()).isFalse();
        assertThat(rule.valueToMetric()).isFalse();
        assertThat(rule.sharedPattern(0)).isNull();
    }

    @Test
    void doesNotPassFlagsOfAParentToItsChildren() {
        LimitRule rule = onlyRule("""
                domain: d
                descriptors:
                  - key: p
                    shadow_mode: true
                    quota_mode: true
                    detailed_metric: true
                    metadata: {x: y}
                    descriptors: [{key: c, rate_limit: {unit: day}}]
                """);

        assertThat(rule.shadowMode()).isFalse();
        assertThat(rule.quotaMode()).isFalse();
        assertThat(rule.detailedMetric()).isFalse();
        assertThat(rule.metadata()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"domain: d", "domain: d\ndescriptors:", "domain: d\ndescriptors: []", "---\ndomain: d\n"})
    void knowsADomainWithoutDescriptors(String yaml) {
        LimitTable table = parse(yaml);

        assertThat(table.hasDomain("d")).isTrue();
        assertThat(table.rules()).isEmpty();
    }

    @Test
    void takesNullForAnyFieldAsAbsent() {
        LimitTable table = parse("domain: d\ndescriptors: [{key: a, value: ~, rate_limit: , shadow_mode: ,"
                + " metadata: , descriptors: null}]");

        assertThat(table.rules()).isEmpty();
    }

    @Test
    void readsAnUnlimitedRuleWithoutALimit() {
        LimitRule rule = onlyRule("domain: d\ndescriptors: [{key: a, shadow_mode: true,"
                + " rate_limit: {unlimited: true, name: free, replaces: [{name: x}]}}]");

        assertThat(rule.unlimited()).isTrue();
        assertThat(rule.limits()).isEmpty();
        assertThat(rule.metered()).isFalse();
        assertThat(rule.replaces()).containsExactly("x");
    }

    @ParameterizedTest
    @CsvSource({
        "second, false, false",
        "minute, false, false",
        "hour, false, true",
        "day, false, true",
        "week, false, true",
        "month, false, true",
        "year, false, true",
        "second, true, true",
        "minute, true, true"
    })
    void metersHoursAndLongerAndWhateverIsInShadowMode(String unit, boolean shadow, boolean metered) {
        LimitRule rule = onlyRule(
                "domain: d\ndescriptors: [{key: a, shadow_mode: " + shadow + ", rate_limit: {unit: " + unit + "}}]");

        assertThat(rule.metered()).isEqualTo(metered);
    }

    @Test
    void describesRulesAsTheReferenceDoesInOrderOfTheirText() {
        LimitTable table = parse("""
                domain: d
                descriptors:
                  - {key: w, value: foo*, quota_mode: true, rate_limit: {unit: second, requests_per_unit: 4}}
                  - {key: a, rate_limit: {unlimited: true}, descriptors: [{key: b, value: c, rate_limit: {unit: week}}]}
                """);

        assertThat(table.describe())
                .containsExactly(
                        "d.a.b_c: unit=WEEK requests_per_unit=0, shadow_mode: false, quota_mode: false",
                        "d.a: unit=UNKNOWN requests_per_unit=0, shadow_mode: false, quota_mode: false",
                        "d.w_foo*: unit=SECOND requests_per_unit=4, shadow_mode: false, quota_mode: true");
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
