package io.tollgate.gateway.decision;

import static io.tollgate.gateway.decision.DecidingGateway.descriptor;
import static io.tollgate.gateway.decision.DecidingGateway.hits;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.accounting.HitTotals;
import io.tollgate.gateway.limits.file.GlobalModes;
import io.tollgate.model.ChargeMode;
import io.tollgate.model.Unit;
import org.junit.jupiter.api.Test;

/** {@code charge: admitted}, and what {@code STOP_CACHE_KEY_INCREMENT_WHEN_OVERLIMIT} asks for. */
final class ChargeModesTest {

    private static final String LIMITS = """
            descriptors:
              - {key: small, rate_limit: {unit: day, requests_per_unit: 2}}
              - {key: big, rate_limit: {unit: day, requests_per_unit: 10}}
              - {key: shadow, shadow_mode: true, rate_limit: {unit: day, requests_per_unit: 0}}
            """;

    private static final String ADMITTED = LIMITS.replace("unit: day", "unit: day, charge: admitted");

    @Test
    void rejectedHitsUseUpNothingWhereOnlyAdmittedOnesAreCharged() {
        DecidingGateway gateway = new DecidingGateway(ADMITTED);

        assertThat(gateway.ask(hits(3, "small", "a")).overLimit()).isTrue();
        assertThat(gateway.ask(hits(2, "small", "a")).overLimit()).isFalse();
        assertThat(gateway.ask(descriptor("small", "a")).overLimit()).isTrue();
        assertThat(gateway.askOne(hits(0, "small", "a")))
                .returns(false, Decision.DescriptorDecision::overLimit)
                .returns(0L, Decision.DescriptorDecision::remaining);
        assertThat(gateway.own(Unit.DAY, descriptor("small", "a"))).isEqualTo(new HitTotals(2, 4, 0, 0, 0));
    }

    @Test
    void aRequestThatIsRejectedChargesNoneOfItsCounters() {
        DecidingGateway gateway = new DecidingGateway(ADMITTED);
        gateway.ask(hits(2, "small", "a"));

        Decision rejected = gateway.ask(descriptor("big", "a"), descriptor("small", "a"));

        assertThat(rejected.overLimit()).isTrue();
        assertThat(rejected.descriptors())
                .extracting(Decision.DescriptorDecision::remaining)
                .containsExactly(10L, 0L);
        assertThat(gateway.askOne(hits(0, "big", "a")).remaining()).isEqualTo(10);
        assertThat(gateway.own(Unit.DAY, descriptor("big", "a"))).isEqualTo(new HitTotals(0, 0, 1, 0, 0));
    }

    @Test
    void theSameCounterTwiceInARequestIsJudgedAfterItself() {
        DecidingGateway gateway = new DecidingGateway(ADMITTED);

        assertThat(gateway.ask(hits(2, "small", "a"), hits(1, "small", "a")).overLimit())
                .isTrue();
        assertThat(gateway.ask(hits(1, "small", "a"), hits(1, "small", "a")).overLimit())
                .isFalse();
        assertThat(gateway.askOne(hits(0, "small", "a")).remaining()).isZero();
    }

    @Test
    void aShadowLimitThatIsOverRejectsAndBlocksNothing() {
        DecidingGateway gateway = new DecidingGateway(ADMITTED);

        assertThat(gateway.ask(descriptor("shadow", "a"), descriptor("big", "a"))
                        .overLimit())
                .isFalse();
        assertThat(gateway.askOne(hits(0, "big", "a")).remaining()).isEqualTo(9);
        assertThat(gateway.own(Unit.DAY, descriptor("shadow", "a"))).isEqualTo(new HitTotals(1, 0, 0, 0, 1));
    }

    @Test
    void withStoppedIncrementsOnlyTheDescriptorsThatAreOverAreCharged() {
        DecidingGateway gateway =
                new DecidingGateway(LIMITS, new GlobalModes(false, false, ChargeMode.UNLESS_DENIED_ELSEWHERE, null));
        gateway.ask(hits(2, "small", "a"), descriptor("big", "a"));

        Decision rejected = gateway.ask(descriptor("small", "a"), hits(3, "big", "a"));

        assertThat(rejected.overLimit()).isTrue();
        assertThat(rejected.descriptors())
                .extracting(Decision.DescriptorDecision::remaining)
                .containsExactly(0L, 9L);
        assertThat(gateway.askOne(hits(0, "big", "a")).remaining()).isEqualTo(9);
        gateway.reload(LIMITS.replace("requests_per_unit: 2", "requests_per_unit: 5"));
        assertThat(gateway.askOne(hits(0, "small", "a")).remaining()).isEqualTo(2);
    }

    @Test
    void aChangeOfChargeHoldsForHitsThatWereCountedBefore() {
        DecidingGateway gateway = new DecidingGateway(LIMITS);
        gateway.ask(hits(9, "small", "a"));
        gateway.ask(hits(1, "small", "a"));
        assertThat(gateway.ask(descriptor("small", "a")).overLimit()).isTrue();

        gateway.reload(ADMITTED);

        assertThat(gateway.askOne(descriptor("small", "a")).remaining()).isEqualTo(1);
        gateway.reload(LIMITS);
        assertThat(gateway.ask(hits(0, "small", "a")).overLimit()).isTrue();
    }

    @Test
    void globalShadowModeAdmitsAndChargesWhatIsOver() {
        DecidingGateway gateway = new DecidingGateway(ADMITTED, new GlobalModes(true, false, ChargeMode.ALL, null));

        assertThat(gateway.ask(hits(5, "small", "a")).overLimit()).isFalse();

        assertThat(gateway.own(Unit.DAY, descriptor("small", "a"))).isEqualTo(new HitTotals(5, 0, 0, 0, 5));
        assertThat(gateway.askOne(hits(0, "small", "a")).overLimit()).isTrue();
    }

    @Test
    void severalLimitsOnOneDescriptorAreChargedTogetherOrNotAtAll() {
        DecidingGateway gateway = new DecidingGateway("""
                descriptors:
                  - key: customer
                    rate_limits:
                      - {name: burst, unit: second, requests_per_unit: 2, charge: admitted}
                      - {name: plan, unit: day, requests_per_unit: 3, charge: admitted}
                """);

        assertThat(gateway.askOne(hits(2, "customer", "a")))
                .returns(0L, Decision.DescriptorDecision::remaining)
                .returns(
                        "burst",
                        answer -> String.valueOf(
                                answer.limit() == null ? "" : answer.limit().name()));
        assertThat(gateway.ask(descriptor("customer", "a")).overLimit()).isTrue();
        gateway.advanceMillis(1_000);
        assertThat(gateway.ask(descriptor("customer", "a")).overLimit()).isFalse();
        Decision.DescriptorDecision spent = gateway.askOne(descriptor("customer", "a"));
        assertThat(spent.overLimit()).isTrue();
        assertThat(spent.limit()).returns("plan", limit -> limit == null ? "" : limit.name());
        assertThat(gateway.own(Unit.DAY, descriptor("customer", "a"))).isEqualTo(new HitTotals(3, 2, 0, 0, 0));
    }
}
