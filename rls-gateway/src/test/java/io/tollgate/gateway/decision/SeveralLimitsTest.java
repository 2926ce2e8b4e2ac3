package io.tollgate.gateway.decision;

import static io.tollgate.gateway.decision.DecidingGateway.descriptor;
import static io.tollgate.gateway.decision.DecidingGateway.hits;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.accounting.HitTotals;
import io.tollgate.model.ChargeMode;
import io.tollgate.model.Limit;
import io.tollgate.model.Unit;
import org.junit.jupiter.api.Test;

final class SeveralLimitsTest {

    private static final String LIMITS = """
            descriptors:
              - key: customer
                rate_limits:
                  - {name: burst, unit: second, requests_per_unit: 3}
                  - {name: plan, unit: day, requests_per_unit: 5}
                  - {name: candidate, unit: second, requests_per_unit: 1, shadow_mode: true}
              - key: other
                rate_limit: {name: solo, unit: day, requests_per_unit: 9, replaces: [{name: burst}]}
              - key: watched
                observe: true
            """;

    private final DecidingGateway gateway = new DecidingGateway(LIMITS);

    @Test
    void showsTheLimitWithTheLeastRemaining() {
        assertThat(gateway.askOne(descriptor("customer", "a")))
                .returns(2L, Decision.DescriptorDecision::remaining)
                .extracting(Decision.DescriptorDecision::limit)
                .extracting(Limit::name)
                .isEqualTo("burst");
    }

    @Test
    void rejectsWhenOneOfThemIsOverAndShowsThatOne() {
        gateway.ask(hits(3, "customer", "a"));
        gateway.advanceMillis(1_000);

        assertThat(gateway.askOne(hits(3, "customer", "a")))
                .returns(true, Decision.DescriptorDecision::overLimit)
                .returns(0L, Decision.DescriptorDecision::remaining)
                .extracting(Decision.DescriptorDecision::limit)
                .extracting(Limit::name)
                .isEqualTo("plan");
    }

    @Test
    void countsAWindowOnceThoughTwoLimitsShareIt() {
        gateway.ask(hits(2, "customer", "a"));

        assertThat(gateway.own(Unit.SECOND, descriptor("customer", "a")).net(ChargeMode.ALL))
                .isEqualTo(2);
        assertThat(gateway.own(Unit.DAY, descriptor("customer", "a"))).isEqualTo(new HitTotals(2, 0, 0, 0, 0));
    }

    @Test
    void aLimitInShadowModeMarksWhatItWouldHaveRejectedInItsWindowAndTheLedgers() {
        assertThat(gateway.ask(hits(2, "customer", "a")).overLimit()).isFalse();

        assertThat(gateway.own(Unit.SECOND, descriptor("customer", "a"))).isEqualTo(new HitTotals(2, 0, 0, 0, 2));
        assertThat(gateway.own(Unit.HOUR, descriptor("customer", "a"))).isEqualTo(new HitTotals(2, 0, 0, 0, 2));
    }

    @Test
    void replacesOnlyTheLimitThatIsNamed() {
        Decision answer = gateway.ask(hits(4, "customer", "a"), descriptor("other", "a"));

        assertThat(answer.overLimit()).isFalse();
        assertThat(answer.descriptors().get(0).limit()).extracting(Limit::name).isEqualTo("plan");
    }

    @Test
    void observedHitsAreCountedForTheLedgerAndNeverRejected() {
        Decision.DescriptorDecision answer = gateway.askOne(hits(1_000_000, "watched", "a"));

        assertThat(answer).isEqualTo(Decision.DescriptorDecision.UNLIMITED);
        assertThat(gateway.own(Unit.HOUR, descriptor("watched", "a"))).isEqualTo(new HitTotals(1_000_000, 0, 0, 0, 0));
    }

    @Test
    void windowsOfSeveralUnitsAreAsLongAsTheMultiplierSays() {
        gateway.reload("descriptors: [{key: k, rate_limit: {unit: minute, unit_multiplier: 5, requests_per_unit: 2}}]");
        gateway.setClock("2026-03-10T10:04:59Z");
        assertThat(gateway.askOne(hits(2, "k", "v"))).returns(1L, Decision.DescriptorDecision::resetSeconds);
        gateway.setClock("2026-03-10T10:05:00Z");
        assertThat(gateway.askOne(hits(2, "k", "v")))
                .returns(false, Decision.DescriptorDecision::overLimit)
                .returns(300L, Decision.DescriptorDecision::resetSeconds);
        gateway.setClock("2026-03-10T10:09:59Z");
        assertThat(gateway.ask(descriptor("k", "v")).overLimit()).isTrue();
    }

    @Test
    void countsBeyondThirtyTwoBits() {
        gateway.reload("descriptors: [{key: k, rate_limit: {unit: day, requests_per_unit: 20000000000}}]");

        assertThat(gateway.askOne(hits(15_000_000_000L, "k", "v")).remaining()).isEqualTo(5_000_000_000L);
        assertThat(gateway.ask(hits(5_000_000_001L, "k", "v")).overLimit()).isTrue();
    }
}
