package io.tollgate.gateway.decision;

import static io.tollgate.gateway.decision.DecidingGateway.descriptor;
import static io.tollgate.gateway.decision.DecidingGateway.givenBack;
import static io.tollgate.gateway.decision.DecidingGateway.hits;
import static io.tollgate.gateway.decision.DecidingGateway.override;
import static io.tollgate.gateway.decision.DecidingGateway.reported;
import static io.tollgate.gateway.decision.DecidingGateway.sender;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.accounting.HitTotals;
import io.tollgate.accounting.KnownUsage;
import io.tollgate.gateway.decision.Decision.DescriptorDecision;
import io.tollgate.gateway.limits.file.GlobalModes;
import io.tollgate.model.ChargeMode;
import io.tollgate.model.Unit;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hits that are told after they were served, {@code hits: reported}. */
final class ReportedHitsTest {

    private static final String LIMITS = """
            descriptors:
              - {key: tokens, hits: reported, rate_limit: {unit: hour, requests_per_unit: 100}}
              - {key: requests, rate_limit: {unit: hour, requests_per_unit: 100}}
              - {key: blocked, rate_limit: {unit: hour, requests_per_unit: 0}}
              - {key: blockedTokens, hits: reported, rate_limit: {unit: hour, requests_per_unit: 0}}
              - {key: tried, hits: reported, shadow_mode: true, rate_limit: {unit: hour, requests_per_unit: 100}}
              - {key: quota, hits: reported, quota_mode: true, rate_limit: {unit: hour, requests_per_unit: 100}}
              - {key: seen, hits: reported, observe: true}
              - key: sliding
                hits: reported
                rate_limit: {unit: minute, requests_per_unit: 10, algorithm: sliding_window}
              - key: predicted
                hits: reported
                rate_limit: {unit: second, requests_per_unit: 1000}
              - key: plan
                hits: reported
                rate_limits:
                  - {name: burst, unit: minute, requests_per_unit: 10, charge: admitted}
                  - {name: month, unit: month, requests_per_unit: 100, charge: admitted}
            """;

    private final DecidingGateway gateway = new DecidingGateway(LIMITS);

    private static DecidingGateway gateway(ChargeMode mode) {
        return new DecidingGateway(LIMITS, new GlobalModes(false, false, mode, null));
    }

    private static HitTotals admitted(long hits) {
        return new HitTotals(hits, 0, 0, 0, 0);
    }

    @ParameterizedTest
    @EnumSource(ChargeMode.class)
    void areAdmittedAcrossTheLimitThoughTheAnswerSaysOverLimit(ChargeMode mode) {
        DecidingGateway asked = gateway(mode);
        assertThat(asked.ask(hits(90, "tokens", "x")).overLimit()).isFalse();

        Decision answer = asked.ask(hits(40, "tokens", "x"));

        assertThat(answer.overLimit()).isTrue();
        assertThat(answer.descriptors().get(0))
                .returns(true, DescriptorDecision::overLimit)
                .returns(0L, DescriptorDecision::remaining);
        assertThat(asked.own(Unit.HOUR, descriptor("tokens", "x"))).isEqualTo(admitted(130));
        assertThat(asked.ask(hits(0, "tokens", "x")).overLimit()).isTrue();
        assertThat(asked.ask(hits(7, "tokens", "x")).overLimit()).isTrue();
        assertThat(asked.own(Unit.HOUR, descriptor("tokens", "x"))).isEqualTo(admitted(137));
        assertThat(asked.window(Unit.HOUR, descriptor("tokens", "x")).used(mode))
                .isEqualTo(137);
    }

    @ParameterizedTest
    @EnumSource(ChargeMode.class)
    void areDeniedAcrossTheLimitWhereTheRuleDoesNotSaySo(ChargeMode mode) {
        DecidingGateway asked = gateway(mode);
        asked.ask(hits(90, "requests", "x"));

        assertThat(asked.ask(hits(40, "requests", "x")).overLimit()).isTrue();

        assertThat(asked.own(Unit.HOUR, descriptor("requests", "x"))).isEqualTo(new HitTotals(90, 40, 0, 0, 0));
    }

    @ParameterizedTest
    @EnumSource(ChargeMode.class)
    void noneAsksWhetherAnythingRemains(ChargeMode mode) {
        DecidingGateway asked = gateway(mode);
        assertThat(asked.askOne(hits(0, "tokens", "x")))
                .returns(false, DescriptorDecision::overLimit)
                .returns(100L, DescriptorDecision::remaining);
        assertThat(asked.ask(hits(99, "tokens", "x")).overLimit()).isFalse();
        assertThat(asked.askOne(hits(0, "tokens", "x")))
                .returns(false, DescriptorDecision::overLimit)
                .returns(1L, DescriptorDecision::remaining);

        assertThat(asked.ask(hits(1, "tokens", "x")).overLimit()).isFalse();

        assertThat(asked.askOne(hits(0, "tokens", "x")))
                .returns(true, DescriptorDecision::overLimit)
                .returns(0L, DescriptorDecision::remaining);
        assertThat(asked.ask(hits(0, "blockedTokens", "x")).overLimit()).isTrue();
        assertThat(asked.own(Unit.HOUR, descriptor("tokens", "x"))).isEqualTo(admitted(100));
    }

    @Test
    void noneIsAdmittedAtTheLimitWhereTheRuleDoesNotSaySo() {
        gateway.ask(hits(100, "requests", "x"));

        assertThat(gateway.ask(hits(0, "requests", "x")).overLimit()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(ChargeMode.class)
    void areAdmittedThoughAnotherDescriptorDeniesTheRequest(ChargeMode mode) {
        DecidingGateway asked = gateway(mode);

        Decision answer = asked.ask(hits(5, "tokens", "x"), descriptor("blocked", "x"), descriptor("requests", "x"));

        assertThat(answer.overLimit()).isTrue();
        assertThat(answer.descriptors())
                .extracting(DescriptorDecision::overLimit)
                .containsExactly(false, true, false);
        assertThat(answer.descriptors().get(0).remaining()).isEqualTo(95);
        assertThat(asked.own(Unit.HOUR, descriptor("tokens", "x"))).isEqualTo(admitted(5));
        assertThat(asked.own(Unit.HOUR, descriptor("requests", "x"))).isEqualTo(new HitTotals(0, 0, 1, 0, 0));
    }

    @Test
    void aLookThatIsDeniedDeniesTheRequest() {
        gateway.ask(hits(100, "tokens", "x"));

        assertThat(gateway.ask(hits(0, "tokens", "x"), descriptor("requests", "x"))
                        .overLimit())
                .isTrue();

        assertThat(gateway.own(Unit.HOUR, descriptor("requests", "x"))).isEqualTo(new HitTotals(0, 0, 1, 0, 0));
    }

    @Test
    void eachDescriptorSeesWhatThoseBeforeItReported() {
        Decision answer = gateway.ask(hits(100, "tokens", "x"), hits(0, "tokens", "x"));

        assertThat(answer.descriptors())
                .extracting(DescriptorDecision::overLimit)
                .containsExactly(false, true);
    }

    @Test
    void useUpAllLimitsOfADescriptorThoughOneOfThemIsOver() {
        gateway.ask(hits(8, "plan", "x"));

        assertThat(gateway.ask(hits(5, "plan", "x")).overLimit()).isTrue();
        gateway.advanceMillis(60_000);

        assertThat(gateway.askOne(hits(0, "plan", "x")).remaining()).isEqualTo(10);
        assertThat(gateway.own(Unit.MONTH, descriptor("plan", "x"))).isEqualTo(admitted(13));
        gateway.ask(hits(87, "plan", "x"));
        gateway.advanceMillis(60_000);
        assertThat(gateway.ask(hits(0, "plan", "x")).overLimit())
                .as("the month is used up")
                .isTrue();
    }

    @Test
    void areMarkedByALimitInShadowModeWhichDeniesNoLook() {
        gateway.ask(hits(100, "tried", "x"));
        assertThat(gateway.ask(hits(0, "tried", "x")).overLimit()).isFalse();

        assertThat(gateway.ask(hits(5, "tried", "x")).overLimit()).isFalse();

        assertThat(gateway.own(Unit.HOUR, descriptor("tried", "x"))).isEqualTo(new HitTotals(105, 0, 0, 0, 5));
    }

    @Test
    void areMarkedWhereTheWholeGatewayIsInShadowMode() {
        DecidingGateway shadowed = new DecidingGateway(LIMITS, new GlobalModes(true, false, ChargeMode.ALL, null));

        assertThat(shadowed.ask(hits(105, "tokens", "x")).overLimit()).isFalse();
        assertThat(shadowed.ask(hits(0, "tokens", "x")).overLimit()).isFalse();

        assertThat(shadowed.own(Unit.HOUR, descriptor("tokens", "x"))).isEqualTo(new HitTotals(105, 0, 0, 0, 105));
    }

    @Test
    void inQuotaModeDenyOnlyWhereAllAreOver() {
        gateway.ask(hits(100, "quota", "x"));

        assertThat(gateway.ask(hits(0, "quota", "x"), hits(0, "quota", "y")).overLimit())
                .isFalse();
        assertThat(gateway.ask(hits(0, "quota", "x")).overLimit()).isTrue();
    }

    @Test
    void canBeGivenBack() {
        gateway.ask(hits(104, "tokens", "x"));

        assertThat(gateway.ask(givenBack(5, "tokens", "x")).overLimit()).isFalse();

        assertThat(gateway.askOne(hits(0, "tokens", "x")).remaining()).isEqualTo(1);
        assertThat(gateway.own(Unit.HOUR, descriptor("tokens", "x"))).isEqualTo(new HitTotals(104, 0, 0, 5, 0));
    }

    @Test
    void areAdmittedWhereTheyAreOnlyObserved() {
        assertThat(gateway.ask(hits(5, "seen", "x"), descriptor("blocked", "x")).overLimit())
                .isTrue();
        assertThat(gateway.ask(hits(0, "seen", "x")).overLimit()).isFalse();

        assertThat(gateway.own(Unit.HOUR, descriptor("seen", "x"))).isEqualTo(admitted(5));
    }

    @Test
    void aLimitInTheRequestHasTheHitsThatItAsksFor() {
        gateway.ask(override(0, Unit.HOUR, "tokens", "x"));

        assertThat(gateway.own(Unit.HOUR, descriptor("tokens", "x"))).isEqualTo(new HitTotals(0, 1, 0, 0, 0));
    }

    @ParameterizedTest
    @EnumSource(ChargeMode.class)
    void aQueryMayReportWhateverTheRuleSays(ChargeMode mode) {
        DecidingGateway asked = gateway(mode);
        asked.ask(reported(100, "requests", "x"));

        assertThat(asked.ask(reported(0, "requests", "x")).overLimit()).isTrue();
        assertThat(asked.ask(reported(5, "requests", "x")).overLimit()).isTrue();

        assertThat(asked.own(Unit.HOUR, descriptor("requests", "x"))).isEqualTo(admitted(105));
    }

    @Test
    void aLookCountsWhatOthersReportedAndWillHaveReported() {
        gateway.setClock("2026-03-10T10:20:30Z");
        gateway.ask(hits(1, "predicted", "x"));
        CounterWindow window = gateway.window(Unit.SECOND, descriptor("predicted", "x"));
        for (int tens = 1; tens <= 30; tens++) {
            gateway.advanceMillis(10);
            window.follow(
                    new KnownUsage(window.window(), HitTotals.ZERO, Map.of(sender(2), admitted(tens * 30L))),
                    gateway.nowMillis(),
                    0);
        }
        assertThat(gateway.askOne(hits(0, "predicted", "x")).remaining()).isEqualTo(99);

        gateway.advanceMillis(33);

        assertThat(gateway.ask(hits(0, "predicted", "x")).overLimit()).isTrue();
    }

    @Test
    void aLookAtASlidingLimitCountsTheWindowBefore() {
        gateway.setClock("2026-03-10T10:00:59Z");
        gateway.ask(hits(14, "sliding", "x"));
        assertThat(gateway.own(Unit.MINUTE, descriptor("sliding", "x"))).isEqualTo(admitted(14));

        gateway.setClock("2026-03-10T10:01:15Z");
        assertThat(gateway.askOne(hits(0, "sliding", "x")))
                .returns(true, DescriptorDecision::overLimit)
                .returns(7L, DescriptorDecision::resetSeconds);
        gateway.setClock("2026-03-10T10:01:18Z");
        assertThat(gateway.askOne(hits(0, "sliding", "x")))
                .returns(false, DescriptorDecision::overLimit)
                .returns(1L, DescriptorDecision::remaining);
    }

    /** The model adds up what was reported, minute by minute. */
    @ParameterizedTest(name = "{0}, seed {1}")
    @CsvSource({"ALL, 1", "ALL, 2", "UNLESS_DENIED_ELSEWHERE, 3", "ADMITTED, 4", "ADMITTED, 5"})
    void ofASlidingLimitAreJudgedAsByANaiveModel(ChargeMode mode, long seed) {
        Random random = new Random(seed);
        DecidingGateway asked = gateway(mode);
        asked.setClock("2026-03-10T10:00:00Z");
        long before = 0;
        long here = 0;
        long minute = asked.nowMillis() / 60_000;
        for (int i = 0; i < 2_000; i++) {
            asked.advanceMillis(random.nextInt(random.nextInt(50) == 0 ? 100_000 : 6_000));
            long now = asked.nowMillis();
            if (now / 60_000 != minute) {
                before = now / 60_000 == minute + 1 ? here : 0;
                here = 0;
                minute = now / 60_000;
            }
            long hits = random.nextInt(3) == 0 ? random.nextInt(5) : 0;
            long faded = (long) (before * ((60_000 - now % 60_000) / 60_000.0));
            boolean denies = random.nextInt(3) == 0;
            here += hits;
            boolean over = hits == 0 ? faded + here >= 10 : faded + here > 10;

            Decision answer = denies
                    ? asked.ask(hits(hits, "sliding", "v"), descriptor("blocked", "v"))
                    : asked.ask(hits(hits, "sliding", "v"));

            assertThat(answer.descriptors().get(0))
                    .as("request %d", i)
                    .returns(over, DescriptorDecision::overLimit)
                    .returns(over ? 0 : 10 - faded - here, DescriptorDecision::remaining);
            assertThat(answer.overLimit()).isEqualTo(over || denies);
        }
        assertThat(asked.own(Unit.MINUTE, descriptor("sliding", "v"))).isEqualTo(admitted(here));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void acrossTheLimitAreToldAtOnceWhereTheyMakeTheChange(int live) {
        gateway.liveGateways = live;
        gateway.ask(hits(90, "tokens", "x"));
        gateway.observer.take();

        gateway.ask(hits(40, "tokens", "x"));
        gateway.ask(hits(40, "tokens", "x"));

        assertThat(gateway.observer.take())
                .extracting(RecordingObserver.Move::urgent)
                .containsExactly(true, false);
    }
}
