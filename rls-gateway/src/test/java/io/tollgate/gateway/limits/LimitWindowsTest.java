package io.tollgate.gateway.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.gateway.limits.file.LimitFileOptions;
import io.tollgate.gateway.limits.file.WindowAlignment;
import io.tollgate.model.Limit;
import io.tollgate.model.Unit;
import io.tollgate.model.Windows;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LimitWindowsTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

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
                .extracting(rule -> rule.limits().get(0).windows())
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
        assertThat(rule.limits().get(0))
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
                .extracting(rule -> rule.limits().get(0).windows())
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

    private static LimitRule onlyRule(String yaml) {
        List<LimitRule> rules = parse(yaml).rules();
        assertThat(rules).hasSize(1);
        return rules.get(0);
    }

    private static LimitTable parse(String yaml) {
        return LimitTable.parse("f.yaml", yaml, LimitFileOptions.defaults());
    }
}
