package io.tollgate.gateway.decision;

import static io.tollgate.gateway.decision.DecidingGateway.descriptor;
import static io.tollgate.gateway.decision.DecidingGateway.givenBack;
import static io.tollgate.gateway.decision.DecidingGateway.hits;
import static io.tollgate.gateway.decision.DecidingGateway.sender;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.accounting.HitTotals;
import io.tollgate.accounting.KnownUsage;
import io.tollgate.gateway.decision.Decision.DescriptorDecision;
import io.tollgate.gateway.limits.file.GlobalModes;
import io.tollgate.model.ChargeMode;
import io.tollgate.model.MostHits;
import io.tollgate.model.Unit;
import io.tollgate.model.Window;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Hits that requests give back, {@code is_negative_hits}. */
final class RefundTest {

    private static final String LIMITS = """
            descriptors:
              - {key: hundred, rate_limit: {unit: hour, requests_per_unit: 100}}
              - {key: ten, rate_limit: {unit: minute, requests_per_unit: 10}}
              - {key: blocked, rate_limit: {unit: minute, requests_per_unit: 0}}
              - {key: tried, shadow_mode: true, rate_limit: {unit: minute, requests_per_unit: 10}}
              - {key: quota, quota_mode: true, rate_limit: {unit: minute, requests_per_unit: 2}}
              - {key: free, rate_limit: {unlimited: true}}
              - {key: seen, observe: true}
              - {key: wide, rate_limit: {unit: hour, requests_per_unit: 9223372036854775807}}
              - {key: sliding, rate_limit: {unit: minute, requests_per_unit: 10, algorithm: sliding_window}}
              - key: plan
                rate_limits:
                  - {name: burst, unit: second, requests_per_unit: 10}
                  - {name: month, unit: month, requests_per_unit: 100}
              - {key: better, rate_limit: {unit: minute, requests_per_unit: 50, replaces: [{name: burst}]}}
            """;

    private final DecidingGateway gateway = new DecidingGateway(LIMITS);

    private static DecidingGateway gateway(ChargeMode mode) {
        return new DecidingGateway(LIMITS, new GlobalModes(false, false, mode, null));
    }

    @ParameterizedTest
    @EnumSource(ChargeMode.class)
    void lowersWhatIsUsedAndIsCountedAsGivenBack(ChargeMode mode) {
        DecidingGateway asked = gateway(mode);

        assertThat(asked.askOne(hits(8, "hundred", "x")).remaining()).isEqualTo(92);
        assertThat(asked.askOne(givenBack(5, "hundred", "x")))
                .returns(false, DescriptorDecision::overLimit)
                .returns(97L, DescriptorDecision::remaining);

        assertThat(asked.askOne(hits(0, "hundred", "x")).remaining()).isEqualTo(97);
        assertThat(asked.own(Unit.HOUR, descriptor("hundred", "x"))).isEqualTo(new HitTotals(8, 0, 0, 5, 0));
    }

    @ParameterizedTest
    @EnumSource(ChargeMode.class)
    void makesRoomAtACounterThatIsUsedUp(ChargeMode mode) {
        DecidingGateway asked = gateway(mode);
        asked.ask(hits(10, "ten", "x"));

        assertThat(asked.askOne(givenBack(4, "ten", "x")).remaining()).isEqualTo(4);

        assertThat(asked.ask(hits(4, "ten", "x")).overLimit()).isFalse();
        assertThat(asked.ask(hits(1, "ten", "x")).overLimit()).isTrue();
    }

    @Test
    void isAdmittedAtACounterThatStaysOverAndLeavesNothingRemaining() {
        gateway.ask(hits(15, "ten", "x"));

        Decision answer = gateway.ask(givenBack(3, "ten", "x"));

        assertThat(answer.overLimit()).isFalse();
        assertThat(answer.descriptors().get(0))
                .returns(false, DescriptorDecision::overLimit)
                .returns(0L, DescriptorDecision::remaining);
        assertThat(gateway.askOne(givenBack(3, "ten", "x")).remaining()).isEqualTo(1);
        assertThat(gateway.ask(descriptor("ten", "x")).overLimit()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(ChargeMode.class)
    void leavesNoMoreThanTheLimitHoweverMuchIsGivenBack(ChargeMode mode) {
        DecidingGateway asked = gateway(mode);
        asked.ask(hits(3, "ten", "x"));

        assertThat(asked.askOne(givenBack(8, "ten", "x")).remaining()).isEqualTo(10);

        assertThat(asked.window(Unit.MINUTE, descriptor("ten", "x")).used(mode)).isZero();
        assertThat(asked.own(Unit.MINUTE, descriptor("ten", "x"))).isEqualTo(new HitTotals(3, 0, 0, 8, 0));
        assertThat(asked.askOne(hits(6, "ten", "x")).remaining()).isEqualTo(4);
        assertThat(asked.ask(hits(5, "ten", "x")).overLimit()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(ChargeMode.class)
    void makesUpForHitsOfOthersThatAreHeardOfLater(ChargeMode mode) {
        DecidingGateway asked = gateway(mode);
        asked.ask(givenBack(5, "ten", "x"));
        assertThat(asked.askOne(hits(6, "ten", "x")).remaining()).isEqualTo(4);
        CounterWindow window = asked.window(Unit.MINUTE, descriptor("ten", "x"));

        window.others()
                .learn(new KnownUsage(
                        window.window(), HitTotals.ZERO, Map.of(sender(2), new HitTotals(8, 0, 0, 0, 0))));

        assertThat(asked.askOne(hits(0, "ten", "x")).remaining()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(ChargeMode.class)
    void countsWhateverBecomesOfTheRequestAndLeavesTheOtherVerdictsAsTheyAre(ChargeMode mode) {
        DecidingGateway asked = gateway(mode);
        asked.ask(hits(8, "ten", "x"));

        Decision answer = asked.ask(givenBack(5, "ten", "x"), descriptor("blocked", "x"), descriptor("hundred", "x"));

        assertThat(answer.overLimit()).isTrue();
        assertThat(answer.descriptors())
                .extracting(DescriptorDecision::overLimit)
                .containsExactly(false, true, false);
        assertThat(answer.descriptors().get(0).remaining()).isEqualTo(7);
        assertThat(asked.own(Unit.MINUTE, descriptor("ten", "x"))).isEqualTo(new HitTotals(8, 0, 0, 5, 0));
        assertThat(asked.own(Unit.HOUR, descriptor("hundred", "x"))).isEqualTo(new HitTotals(0, 0, 1, 0, 0));
    }

    @ParameterizedTest
    @EnumSource(ChargeMode.class)
    void isSeenByTheDescriptorsThatFollowItNotByThoseBefore(ChargeMode mode) {
        DecidingGateway asked = gateway(mode);
        asked.ask(hits(8, "ten", "x"));

        assertThat(asked.ask(givenBack(5, "ten", "x"), hits(7, "ten", "x")).descriptors())
                .extracting(DescriptorDecision::remaining)
                .containsExactly(7L, 0L);
        Decision tooLate = asked.ask(hits(1, "ten", "x"), givenBack(5, "ten", "x"));

        assertThat(tooLate.descriptors())
                .extracting(DescriptorDecision::overLimit)
                .containsExactly(true, false);
        long charged = mode == ChargeMode.ADMITTED ? 0 : 1;
        assertThat(tooLate.descriptors().get(1).remaining()).isEqualTo(5 - charged);
        assertThat(asked.askOne(hits(0, "ten", "x")).remaining()).isEqualTo(5 - charged);
    }

    @Test
    void lowersTheWindowOfEachLimitAndTheOneThatTheLedgerHolds() {
        gateway.ask(hits(8, "plan", "x"));

        gateway.ask(givenBack(5, "plan", "x"));

        for (Unit unit : new Unit[] {Unit.SECOND, Unit.HOUR, Unit.MONTH}) {
            assertThat(gateway.own(unit, descriptor("plan", "x"))).isEqualTo(new HitTotals(8, 0, 0, 5, 0));
        }
        assertThat(gateway.askOne(hits(0, "plan", "x")).remaining()).isEqualTo(7);
    }

    @Test
    void lowersTheWindowsOfTheMomentItComesIn() {
        gateway.ask(hits(8, "plan", "x"));
        gateway.advanceMillis(1_000);

        assertThat(gateway.askOne(givenBack(5, "plan", "x")).remaining()).isEqualTo(10);

        assertThat(gateway.own(Unit.SECOND, descriptor("plan", "x"))).isEqualTo(new HitTotals(0, 0, 0, 5, 0));
        assertThat(gateway.own(Unit.MONTH, descriptor("plan", "x"))).isEqualTo(new HitTotals(8, 0, 0, 5, 0));
    }

    @Test
    void givesNothingBackToALimitThatIsReplacedInTheRequest() {
        gateway.ask(hits(8, "plan", "x"));

        gateway.ask(givenBack(5, "plan", "x"), givenBack(5, "better", "x"));

        assertThat(gateway.own(Unit.SECOND, descriptor("plan", "x"))).isEqualTo(new HitTotals(8, 0, 0, 0, 0));
        assertThat(gateway.own(Unit.MONTH, descriptor("plan", "x"))).isEqualTo(new HitTotals(8, 0, 0, 5, 0));
    }

    @Test
    void lowersWhatALimitInShadowModeWouldDenyBy() {
        gateway.ask(hits(12, "tried", "x"));
        gateway.ask(givenBack(5, "tried", "x"));
        gateway.ask(hits(3, "tried", "x"));

        assertThat(gateway.own(Unit.MINUTE, descriptor("tried", "x"))).isEqualTo(new HitTotals(15, 0, 0, 5, 12));
    }

    @Test
    void hasNoSayWhereAllInQuotaModeMustBeOver() {
        Decision answer = gateway.ask(hits(3, "quota", "x"), givenBack(1, "quota", "y"));

        assertThat(answer.overLimit()).isTrue();
        DecidingGateway allInQuotaMode =
                new DecidingGateway(LIMITS, new GlobalModes(false, true, ChargeMode.ALL, null));
        assertThat(allInQuotaMode
                        .ask(hits(11, "ten", "x"), givenBack(1, "nobody", "y"))
                        .overLimit())
                .isTrue();
        assertThat(allInQuotaMode.ask(givenBack(1, "ten", "x")).overLimit()).isFalse();
    }

    @Test
    void saysOfRulesThatCountNothingWhatTheySayAsEver() {
        assertThat(gateway.ask(givenBack(5, "free", "x"), givenBack(5, "nobody", "x"))
                        .descriptors())
                .containsExactly(DescriptorDecision.UNLIMITED, DescriptorDecision.NO_LIMIT);
        assertThat(gateway.counters.size()).isZero();
    }

    @Test
    void isCountedWhereHitsAreOnlyObserved() {
        gateway.ask(hits(8, "seen", "x"));

        assertThat(gateway.askOne(givenBack(5, "seen", "x"))).isEqualTo(DescriptorDecision.UNLIMITED);

        assertThat(gateway.own(Unit.HOUR, descriptor("seen", "x"))).isEqualTo(new HitTotals(8, 0, 0, 5, 0));
    }

    @Test
    void onlyLooksWithZeroHitsAndIsNeverOver() {
        gateway.ask(hits(11, "ten", "x"));

        assertThat(gateway.ask(givenBack(0, "ten", "x")).overLimit()).isFalse();
        assertThat(gateway.ask(hits(0, "ten", "x")).overLimit()).isTrue();
        assertThat(gateway.own(Unit.MINUTE, descriptor("ten", "x"))).isEqualTo(new HitTotals(0, 11, 0, 0, 0));
    }

    @Test
    void lowersThisWindowOfASlidingLimitByItself() {
        gateway.setClock("2026-03-10T10:00:30Z");
        gateway.ask(hits(4, "sliding", "x"));
        gateway.setClock("2026-03-10T10:01:30Z");
        gateway.ask(hits(6, "sliding", "x"));

        assertThat(gateway.askOne(givenBack(5, "sliding", "x")).remaining()).isEqualTo(10 - 2 - 1);
        assertThat(gateway.askOne(givenBack(5, "sliding", "x")).remaining()).isEqualTo(10 - 2);
        gateway.setClock("2026-03-10T10:02:00Z");
        assertThat(gateway.askOne(hits(0, "sliding", "x")).remaining()).isEqualTo(10);
    }

    @ParameterizedTest
    @EnumSource(ChargeMode.class)
    void aWindowTakesNoMoreThanCanBeAccountedAddedAndGivenBackEachForItself(ChargeMode mode) {
        DecidingGateway asked = gateway(mode);
        long most = MostHits.IN_A_WINDOW / MostHits.AT_ONCE;
        for (int i = 0; i < most; i++) {
            asked.ask(givenBack(MostHits.AT_ONCE, "wide", "x"));
        }
        assertThatThrownBy(() -> asked.ask(givenBack(1, "wide", "x"))).isInstanceOf(TooManyHitsException.class);
        for (int i = 0; i < most; i++) {
            asked.ask(hits(MostHits.AT_ONCE, "wide", "x"));
        }
        assertThatThrownBy(() -> asked.ask(hits(1, "wide", "x"))).isInstanceOf(TooManyHitsException.class);

        assertThat(asked.own(Unit.HOUR, descriptor("wide", "x")))
                .isEqualTo(new HitTotals(MostHits.IN_A_WINDOW, 0, 0, MostHits.IN_A_WINDOW, 0));
        assertThat(asked.askOne(hits(0, "wide", "x")).remaining()).isEqualTo(Long.MAX_VALUE - MostHits.IN_A_WINDOW);
        assertThatThrownBy(() -> givenBack(MostHits.AT_ONCE + 1, "wide", "x"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @EnumSource(ChargeMode.class)
    void theLargestLimitStaysOneHoweverMuchOthersGaveBack(ChargeMode mode) {
        DecidingGateway asked = gateway(mode);
        asked.ask(descriptor("wide", "x"));
        CounterWindow window = asked.window(Unit.HOUR, descriptor("wide", "x"));
        window.others().learn(new KnownUsage(window.window(), new HitTotals(0, 0, 0, Long.MAX_VALUE, 0), Map.of()));

        assertThat(asked.ask(hits(5, "wide", "x")).overLimit()).isFalse();
    }

    @Test
    void aWindowOfWhichMoreWasGivenBackThanUsedIsNoClosedOne() {
        gateway.ask(descriptor("ten", "x"));
        Counter counter = gateway.counter(descriptor("ten", "x"));
        CounterWindow resumed = new CounterWindow(
                counter,
                new Window(0, 60_000),
                gateway.window(Unit.MINUTE, descriptor("ten", "x")).sender(),
                Forecast.NONE);
        resumed.resume(new HeapOwnTotals(new HitTotals(0, 0, 0, 5, 0), false));

        assertThat(resumed.reserve(0)).isEqualTo(-5);
        assertThat(resumed.ownTotals()).isEqualTo(new HitTotals(0, 0, 0, 5, 0));
        assertThat(resumed.usedHits(ChargeMode.ADMITTED).get()).isEqualTo(-5);
        assertThat(resumed.close()).isTrue();
        assertThat(CounterWindow.isClosed(resumed.reserve(0))).isTrue();
        resumed.reopen();
        assertThat(resumed.reserve(0)).isEqualTo(-5);
    }

    @Test
    void aWindowDoesNotCloseOverHitsThatWhatIsGivenBackBalances() {
        gateway.ask(descriptor("ten", "x"));
        CounterWindow window = gateway.window(Unit.MINUTE, descriptor("ten", "x"));
        window.reserve(8);
        window.reserve(-8);

        assertThat(window.close()).isFalse();

        window.settle(HitOutcome.GIVEN_BACK, 8, 0, 0);
        assertThat(window.close()).isFalse();
        window.settle(HitOutcome.ADMITTED, 8, 0, 0);
        assertThat(window.close()).isTrue();
        window.reserve(-3);
        window.unreserve(-3);
        window.reopen();
        assertThat(window.reserve(0)).isEqualTo(1);
        assertThat(window.close()).isTrue();
    }
}
