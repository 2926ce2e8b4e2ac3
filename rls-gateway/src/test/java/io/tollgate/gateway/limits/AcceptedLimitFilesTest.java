package io.tollgate.gateway.limits;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.model.Limit;
import io.tollgate.model.Unit;
import io.tollgate.model.Windows;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AcceptedLimitFilesTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @ParameterizedTest
    @EnumSource
    void readsEveryUnitInAnyLetterCase(Unit unit) {
        String capitalized = unit.name().charAt(0) + unit.name().substring(1).toLowerCase(Locale.ROOT);

        LimitRule rule = onlyRule("domain: d\ndescriptors: [{key: a, rate_limit: {unit: " + capitalized
                + ", requests_per_unit: 4294967295, name: n}}]");

        assertThat(rule.limit()).isEqualTo(new Limit("n", 4294967295L, unit, Windows.epoch(unit, 1)));
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
        assertThat(rule.limit()).isEqualTo(new Limit("n", 16, Unit.MINUTE, Windows.epoch(Unit.MINUTE, 1)));
        assertThat(rule.name()).isEqualTo("n");
        assertThat(rule.replaces()).containsExactly("r", "s");
        assertThat(rule.shadowMode()).isTrue();
        assertThat(rule.quotaMode()).isTrue();
        assertThat(rule.detailedMetric()).isTrue();
        assertThat(rule.valueToMetric()).isTrue();
        assertThat(rule.levels()).extracting(LimitRule.Level::valueToMetric).containsExactly(false, true);
        assertThat(rule.metadata()).containsOnlyKeys("tier").containsEntry("tier", "gold");
        assertThat(rule.unlimited()).isFalse();
        assertThat(rule.position()).isEqualTo("f.yaml:6");
        assertThat(rule)
                .hasToString(
                        "d.a_b.c: unit=MINUTE requests_per_unit=16, shadow_mode: true, quota_mode: true (f.yaml:6)");
    }

    @Test
    void leavesEverythingOffThatAFileDoesNotSay() {
        LimitRule rule = onlyRule("domain: d\ndescriptors: [{key: a, rate_limit: {unit: day}}]");

        assertThat(rule.limit()).isEqualTo(new Limit("", 0, Unit.DAY, Windows.epoch(Unit.DAY, 1)));
        assertThat(rule.name()).isEmpty();
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
        assertThat(rule.limit()).isNull();
        assertThat(rule.metered()).isFalse();
        assertThat(rule.name()).isEqualTo("free");
        assertThat(rule.replaces()).containsExactly("x");
    }

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

        assertThat(rule.limit()).extracting(Limit::requestsPerUnit).isEqualTo(number);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.5", ".5", "1e3", "-.inf", ".NaN", "08", "1_0.5", "99999999999999999999"})
    void refusesTheUnquotedScalarsThatGoReadsAsFloats(String scalar) {
        assertThatThrownBy(() -> parse("domain: d\ndescriptors: [{key: a, value: " + scalar + "}]"))
                .hasMessageContaining("error checking config");
    }

    @Test
    void resolvesAnchorsAliasesAndMergesWithOwnFieldsFirst() {
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
                        "d.c: unit=DAY requests_per_unit=3, shadow_mode: false, quota_mode: false",
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

    @Test
    void followsTheCalendarOfTheRootUnlessALimitSaysOtherwise() {
        LimitTable table = parse("""
                domain: d
                windows: calendar
                time_zone: Europe/Berlin
                descriptors:
                  - {key: root, rate_limit: {unit: month}}
                  - {key: zone, rate_limit: {unit: month, time_zone: Asia/Tokyo}}
                  - {key: epoch, rate_limit: {unit: month, windows: epoch}}
                  - {key: second, rate_limit: {unit: second}}
                """);

        assertThat(table.rules())
                .extracting(LimitRule::zone)
                .containsExactly(BERLIN, ZoneId.of("Asia/Tokyo"), ZoneOffset.UTC, BERLIN);
        assertThat(table.rules())
                .extracting(rule -> requireNonNull(rule.limit()).windows())
                .containsExactly(
                        Windows.calendar(Unit.MONTH, 1, BERLIN, 1),
                        Windows.calendar(Unit.MONTH, 1, ZoneId.of("Asia/Tokyo"), 1),
                        Windows.epoch(Unit.MONTH, 1),
                        Windows.epoch(Unit.SECOND, 1));
        assertThat(table.warnings()).isEmpty();
    }

    @Test
    void letsASingleLimitFollowTheCalendarInUtc() {
        LimitRule rule = onlyRule("domain: d\ndescriptors: [{key: a, rate_limit: {unit: week, windows: calendar}}]");

        assertThat(rule.zone()).isEqualTo(ZoneOffset.UTC);
        assertThat(rule.limit())
                .extracting(Limit::windows)
                .isEqualTo(Windows.calendar(Unit.WEEK, 1, ZoneOffset.UTC, 1));
    }

    @Test
    void takesTheZoneUtcForTheSameAsNone() {
        LimitRule rule = onlyRule(
                "domain: d\nwindows: calendar\ntime_zone: UTC\ndescriptors: [{key: a, rate_limit: {unit: day}}]");

        assertThat(rule.zone()).isEqualTo(ZoneOffset.UTC);
    }

    @Test
    void followsTheCalendarByOption() {
        LimitFileOptions options = new LimitFileOptions(false, WindowAlignment.CALENDAR);
        LimitTable table = LimitTable.parse(
                "f.yaml",
                "domain: d\ntime_zone: Europe/Berlin\ndescriptors:"
                        + " [{key: a, rate_limit: {unit: year}}, {key: b, rate_limit: {unit: year, windows: epoch}}]",
                options);

        assertThat(table.rules())
                .extracting(rule -> requireNonNull(rule.limit()).windows())
                .containsExactly(Windows.calendar(Unit.YEAR, 1, BERLIN, 1), Windows.epoch(Unit.YEAR, 1));
        assertThat(table.warnings()).isEmpty();
    }

    @Test
    void warnsAboutWeekMonthAndYearWithoutAWordOnWindows() {
        LimitTable table = parse("""
                domain: d
                descriptors:
                  - {key: day, rate_limit: {unit: day}}
                  - {key: week, rate_limit: {unit: week}}
                  - key: month
                    rate_limit:
                      requests_per_unit: 1
                      unit: month
                  - {key: year, rate_limit: {unit: year}}
                  - {key: said, rate_limit: {unit: year, windows: epoch}}
                """);

        List<String> warnings = table.warnings();
        assertThat(warnings).hasSize(3);
        assertThat(warnings.get(0)).startsWith("f.yaml:4: descriptors[1].rate_limit.unit: weeks begin on Thursday");
        assertThat(warnings.get(1)).startsWith("f.yaml:8: descriptors[2].rate_limit.unit: months have 30 days");
        assertThat(warnings.get(2)).startsWith("f.yaml:9: descriptors[3].rate_limit.unit: years have 365 days");
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
