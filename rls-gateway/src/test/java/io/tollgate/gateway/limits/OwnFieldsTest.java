package io.tollgate.gateway.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.gateway.limits.file.GlobalModes;
import io.tollgate.gateway.limits.file.LimitFileOptions;
import io.tollgate.gateway.limits.file.WindowAlignment;
import io.tollgate.gateway.limits.yaml.LimitConfigException;
import io.tollgate.model.Algorithm;
import io.tollgate.model.ChargeMode;
import io.tollgate.model.Limit;
import io.tollgate.model.LimitOptions;
import io.tollgate.model.Sharing;
import io.tollgate.model.Unit;
import io.tollgate.model.Windows;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What limit files may say that envoyproxy/ratelimit does not know. */
final class OwnFieldsTest {

    @Test
    void readsSeveralLimitsOnOneDescriptor() {
        LimitRule rule = onlyRule("""
                - key: customer
                  rate_limits:
                    - {name: burst, unit: second, requests_per_unit: 50}
                    - {name: plan, unit: month, requests_per_unit: 1000000, windows: calendar, time_zone: Europe/Berlin}
                    - {name: candidate, unit: second, requests_per_unit: 40, shadow_mode: true}
                """);

        assertThat(rule.limits()).extracting(Limit::name).containsExactly("burst", "plan", "candidate");
        assertThat(rule.limits()).extracting(Limit::shadowMode).containsExactly(false, false, true);
        assertThat(rule.shadowMode()).isFalse();
        assertThat(rule.metered()).isTrue();
        assertThat(rule.zone()).isEqualTo(ZoneId.of("Europe/Berlin"));
        assertThat(rule.describe())
                .containsExactly(
                        "d.customer: unit=SECOND requests_per_unit=50, shadow_mode: false, quota_mode: false",
                        "d.customer: unit=MONTH requests_per_unit=1000000, shadow_mode: false, quota_mode: false",
                        "d.customer: unit=SECOND requests_per_unit=40, shadow_mode: true, quota_mode: false");
    }

    @Test
    void readsMultiplierAlgorithmChargeAndSharing() {
        LimitRule rule = onlyRule("""
                - key: a
                  rate_limit: {unit: minute, unit_multiplier: 15, requests_per_unit: 9223372036854775807,
                    algorithm: sliding_window, charge: admitted, sharing: known}
                """);

        assertThat(rule.limits())
                .containsExactly(new Limit(
                        "",
                        Long.MAX_VALUE,
                        Unit.MINUTE,
                        Windows.epoch(Unit.MINUTE, 15),
                        new LimitOptions(15, Algorithm.SLIDING_WINDOW, ChargeMode.ADMITTED, Sharing.KNOWN, false, 0)));
        assertThat(rule.describe())
                .containsExactly(
                        "d.a: unit=MINUTE requests_per_unit=9223372036854775807, shadow_mode: false,"
                                + " quota_mode: false, unit_multiplier: 15, algorithm: sliding_window, charge: admitted, sharing: known");
    }

    @Test
    void takesDefaultsForWhatItDoesNotSay() {
        LimitRule rule = onlyRule("- {key: a, rate_limit: {unit: day, requests_per_unit: 1}}");

        assertThat(rule.limits()).extracting(Limit::options).containsExactly(LimitOptions.DEFAULT);
    }

    @Test
    void observesWithoutALimit() {
        LimitRule rule = onlyRule("- {key: a, observe: true}");

        assertThat(rule.observes()).isTrue();
        assertThat(rule.metered()).isTrue();
        assertThat(rule.unlimited()).isFalse();
        assertThat(rule.limits()).isEmpty();
        assertThat(rule.describe())
                .containsExactly(
                        "d.a: unit=UNKNOWN requests_per_unit=0, shadow_mode: false, quota_mode: false, observe: true");
    }

    @ParameterizedTest
    @CsvSource({
        "'rate_limit: {unit: day, requests_per_unit: 1}', 'unit=DAY requests_per_unit=1, shadow_mode: false, quota_mode: false'",
        "'rate_limits: [{unit: day, requests_per_unit: 1, charge: all}]', 'unit=DAY requests_per_unit=1, shadow_mode: false, quota_mode: false, charge: all'",
        "'observe: true', 'unit=UNKNOWN requests_per_unit=0, shadow_mode: false, quota_mode: false, observe: true'",
        "'limits_from: subscription', 'unit=UNKNOWN requests_per_unit=0, shadow_mode: false, quota_mode: false, limits_from: subscription'"
    })
    void readsThatHitsAreReported(String fields, String described) {
        assertThat(onlyRule("- {key: a, " + fields + "}").reported()).isFalse();

        LimitRule rule = onlyRule("- {key: a, hits: reported, " + fields + "}");

        assertThat(rule.reported()).isTrue();
        assertThat(rule.describe()).containsExactly("d.a: " + described + ", hits: reported");
    }

    @Test
    void rejectsReportedHitsWhereOnlyTheFieldsOfTheReferenceAreAllowed() {
        LimitFileOptions reference = new LimitFileOptions(false, WindowAlignment.EPOCH, false, GlobalModes.NONE);

        assertThatThrownBy(() -> parse("- {key: a, hits: reported, rate_limit: {unit: day}}", reference))
                .isInstanceOf(LimitConfigException.class)
                .hasMessageContaining("unknown key 'hits' in a descriptor (only Tollgate knows it)");
    }

    @ParameterizedTest
    @CsvSource({
        "second, 1, '', false",
        "second, 3600, '', true",
        "minute, 59, '', false",
        "minute, 60, '', true",
        "hour, 1, 'meter: none', false",
        "second, 1, 'meter: hour', true"
    })
    void metersWindowsOfAnHourOrLongerUnlessToldOtherwise(String unit, int multiplier, String meter, boolean metered) {
        LimitRule rule = onlyRule(
                "- {key: a, rate_limit: {unit: " + unit + ", unit_multiplier: " + multiplier + "}, " + meter + "}");

        assertThat(rule.metered()).isEqualTo(metered);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rate_limit: {unit: day}, rate_limits: [{unit: day}] | rate_limits: rate_limit and rate_limits do not go together",
                "rate_limits: [] | rate_limits: rate_limits has 0 entries (expected: 1 to 16)",
                "rate_limits: [{unit: day, unlimited: true}] | rate_limits[0].unlimited: an entry of rate_limits cannot be unlimited",
                "rate_limits: [day] | list of type other than map: day",
                "rate_limits: [{unit: day, windows: calendar, time_zone: Asia/Tokyo}, {unit: month}] | rate_limits[1]: limits of an hour or longer",
                "rate_limit: {unit: day, unit_multiplier: 0} | unit_multiplier: error loading config file: expected a whole number from 1 to 36500, found 0",
                "rate_limit: {unit: year, unit_multiplier: 101} | expected a whole number from 1 to 100, found 101",
                "rate_limit: {unit: day, algorithm: leaky} | algorithm: invalid algorithm 'leaky' (expected: fixed_window or sliding_window)",
                "rate_limit: {unit: day, charge: some} | charge: invalid charge 'some' (expected: all or admitted)",
                "rate_limit: {unit: day, sharing: leased} | sharing: invalid sharing 'leased' (expected: known or predicted)",
                "rate_limit: {unlimited: true, sharing: known} | sharing: should not specify sharing when unlimited",
                "rate_limit: {unlimited: true, charge: all} | charge: should not specify charge when unlimited",
                "rate_limit: {unlimited: true}, meter: hour | meter: unlimited hits are not counted",
                "rate_limit: {unit: day}, meter: minute | meter: invalid meter 'minute' (expected: hour or none)",
                "meter: hour | meter: meter has no meaning without a limit",
                "rate_limit: {unit: day}, hits: served | hits: invalid hits 'served' (expected: reported)",
                "hits: reported | hits: hits has no meaning where none are counted",
                "rate_limit: {unlimited: true}, hits: reported | hits: hits has no meaning where none are counted",
                "observe: true, meter: none | meter: observe counts for the ledger",
                "observe: true, rate_limit: {unit: day} | observe: observe counts without a limit, so it does not go with rate_limit",
                "observe: true, rate_limits: [{unit: day}] | does not go with rate_limits"
            })
    void rejectsWhatMakesNoSense(String fields, String reason) {
        assertThatThrownBy(() -> parse("- {key: a, " + fields + "}", LimitFileOptions.defaults()))
                .isInstanceOf(LimitConfigException.class)
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "unit_multiplier: 2",
                "algorithm: fixed_window",
                "charge: all",
                "sharing: known",
                "windows: epoch",
                "requests_per_unit: 4294967296"
            })
    void rejectsWhatTheReferenceRejectsWhereOnlyItsFieldsAreAllowed(String field) {
        LimitFileOptions reference = new LimitFileOptions(false, WindowAlignment.EPOCH, false, GlobalModes.NONE);
        String yaml = "- {key: a, rate_limit: {unit: day, " + field + "}}";

        assertThat(parse(yaml, LimitFileOptions.defaults()).rules()).hasSize(1);
        assertThatThrownBy(() -> parse(yaml, reference))
                .isInstanceOf(LimitConfigException.class)
                .hasMessageContaining(field.substring(0, field.indexOf(':')));
    }

    private static LimitRule onlyRule(String descriptors) {
        return parse(descriptors, LimitFileOptions.defaults()).rules().get(0);
    }

    private static LimitTable parse(String descriptors, LimitFileOptions options) {
        return LimitTable.parse("f.yaml", "domain: d\ndescriptors:\n" + descriptors.indent(2), options);
    }
}
