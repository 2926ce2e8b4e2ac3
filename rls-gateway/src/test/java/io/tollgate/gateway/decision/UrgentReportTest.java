package io.tollgate.gateway.decision;

import static io.tollgate.gateway.decision.DecidingGateway.descriptor;
import static io.tollgate.gateway.decision.DecidingGateway.givenBack;
import static io.tollgate.gateway.decision.DecidingGateway.hits;
import static io.tollgate.gateway.decision.DecidingGateway.override;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.gateway.decision.RecordingObserver.Move;
import io.tollgate.model.Unit;
import java.util.List;
import org.junit.jupiter.api.Test;

final class UrgentReportTest {

    private final DecidingGateway gateway = new DecidingGateway("""
            descriptors:
              - key: plan
                rate_limit: {unit: day, requests_per_unit: 10000}
              - key: both
                rate_limits:
                  - {name: burst, unit: second, requests_per_unit: 100}
                  - {name: plan, unit: day, requests_per_unit: 10000}
              - key: guard
                rate_limit: {unit: minute, requests_per_unit: 1000}
              - key: none
                rate_limit: {unit: minute, requests_per_unit: 0}
            """);

    /** Asks and returns what was told of the window that the limit decides by. */
    private Move move(Unit unit, RateLimitQuery.Descriptor descriptor) {
        gateway.ask(descriptor);
        CounterWindow window = gateway.window(unit, descriptor);
        return gateway.observer.take().stream()
                .filter(move -> move.window() == window)
                .reduce((first, second) -> {
                    throw new AssertionError("told twice");
                })
                .orElseThrow();
    }

    private Move plan(long hits) {
        return move(Unit.DAY, hits(hits, "plan", "a"));
    }

    private Move guard(long hits) {
        return move(Unit.MINUTE, hits(hits, "guard", "a"));
    }

    private void reportPlan() {
        CounterWindow window = gateway.window(Unit.DAY, descriptor("plan", "a"));
        window.dirty().reported(gateway.own(Unit.DAY, descriptor("plan", "a")), 0, 0);
    }

    @Test
    void tellsTheFirstMeteredHitAtOnceAndTheNextInItsTime() {
        assertThat(plan(1)).returns(true, Move::report).returns(true, Move::urgent);
        assertThat(plan(1)).returns(true, Move::report).returns(false, Move::urgent);
    }

    @Test
    void tellsTheAccountingWindowInItsTimeOnly() {
        gateway.ask(descriptor("plan", "a"));

        CounterWindow hour = gateway.window(Unit.HOUR, descriptor("plan", "a"));
        assertThat(gateway.observer.take())
                .filteredOn(move -> move.window() == hour)
                .containsExactly(new Move(hour, gateway.nowMillis(), true, false));
    }

    @Test
    void tellsACrossingAtOnceAndFurtherRejectionsInTheirTime() {
        plan(9_999);

        assertThat(plan(1)).returns(false, Move::urgent);
        assertThat(plan(1)).returns(true, Move::urgent);
        assertThat(plan(1)).returns(true, Move::report).returns(false, Move::urgent);
    }

    @Test
    void reportsTheFirstDenialOfALimitOfZeroAtOnce() {
        assertThat(move(Unit.MINUTE, descriptor("none", "a")).urgent()).isTrue();
        assertThat(move(Unit.MINUTE, descriptor("none", "a")).urgent()).isFalse();
    }

    @Test
    void hurriesNothingButTheFirstHitAndTheCrossingWithoutOtherGateways() {
        plan(1);

        assertThat(plan(9_000).urgent()).isFalse();
        assertThat(plan(999).urgent()).isFalse();
    }

    @Test
    void hurriesFromEightyPercentOnIfOthersShareTheCounter() {
        gateway.liveGateways = 2;
        plan(7_998);
        reportPlan();

        assertThat(plan(1).urgent()).isFalse();
        assertThat(plan(1).urgent()).isTrue();
    }

    @Test
    void hurriesWhenUnreportedHitsPassAHundredthOfTheGatewaysPartOfWhatRemains() {
        gateway.liveGateways = 2;
        plan(1);
        reportPlan();

        assertThat(plan(48).urgent()).isFalse();
        assertThat(plan(1).urgent()).isFalse();
        assertThat(plan(1).urgent()).isTrue();
    }

    @Test
    void doesNotReportUnmeteredHitsBelowAFifthOfTheLimit() {
        gateway.liveGateways = 2;

        assertThat(guard(199)).returns(false, Move::report).returns(false, Move::urgent);
        assertThat(guard(1)).returns(true, Move::report).returns(true, Move::urgent);
    }

    @Test
    void reportsALimitByTheSecondBesideAMeteredOneOnlyFromAFifthOfIt() {
        gateway.ask(descriptor("both", "a"));
        gateway.observer.take();
        gateway.advanceMillis(1_000);

        assertThat(move(Unit.SECOND, hits(19, "both", "a"))).returns(false, Move::report);
        assertThat(move(Unit.SECOND, descriptor("both", "a"))).returns(true, Move::report);
    }

    private Move givenBackToPlan(long hits) {
        return move(Unit.DAY, givenBack(hits, "plan", "a"));
    }

    @Test
    void tellsAtOnceWhatMakesRoomWhereLittleWasLeftOrMuchRoomIfOthersShareTheCounter() {
        gateway.liveGateways = 2;
        plan(10_000);
        reportPlan();

        assertThat(givenBackToPlan(1)).returns(true, Move::report).returns(true, Move::urgent);
        givenBackToPlan(8_000);
        reportPlan();
        assertThat(givenBackToPlan(1)).returns(true, Move::report).returns(false, Move::urgent);
        assertThat(givenBackToPlan(1_000)).returns(true, Move::report).returns(true, Move::urgent);
    }

    @Test
    void tellsWhatIsGivenBackInItsTimeWithoutOtherGateways() {
        plan(10_000);

        assertThat(givenBackToPlan(1)).returns(true, Move::report).returns(false, Move::urgent);
    }

    @Test
    void reportsWhatIsGivenBackHoweverLittleIsUsedHere() {
        gateway.liveGateways = 2;

        assertThat(move(Unit.MINUTE, givenBack(1, "guard", "a")).report()).isTrue();
    }

    @Test
    void aHitIsTheFirstOnceThoughAllBeforeItWereGivenBack() {
        assertThat(plan(1)).returns(true, Move::urgent);
        CounterWindow window = gateway.window(Unit.DAY, descriptor("plan", "a"));
        assertThat(window.dirty().claimReport(gateway.nowMillis())).isTrue();
        givenBackToPlan(1);

        assertThat(plan(1)).returns(false, Move::urgent);
    }

    @Test
    void reportsALimitInARequestFromItsFirstHitUnlessItIsByTheSecond() {
        assertThat(move(Unit.MINUTE, override(1_000, Unit.MINUTE, "plan", "a")).report())
                .isTrue();
        assertThat(move(Unit.SECOND, override(1_000, Unit.SECOND, "plan", "a")).report())
                .isFalse();
    }

    @Test
    void reportsAWindowThatWasReportedOnceWhateverTheLimitOfTheNextHit() {
        CounterWindow window =
                move(Unit.MINUTE, override(5, Unit.MINUTE, "guard", "a")).window();
        window.dirty().claimReport(gateway.nowMillis());

        assertThat(guard(1)).returns(window, Move::window).returns(true, Move::report);
    }

    @Test
    void tellsAtOnceThatALimitInARequestDecidesByAnHourThatWasOnlyAccounted() {
        plan(3);
        gateway.observer.take();

        assertThat(move(Unit.HOUR, override(1_000, Unit.HOUR, "plan", "a"))).returns(true, Move::urgent);
        assertThat(move(Unit.HOUR, override(1_000, Unit.HOUR, "plan", "a"))).returns(false, Move::urgent);
    }

    @Test
    void saysNothingOfALook() {
        gateway.ask(hits(0, "plan", "a"));

        assertThat(gateway.observer.take()).isEqualTo(List.of());
    }
}
