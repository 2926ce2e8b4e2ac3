package io.tollgate.gateway.decision;

import static io.tollgate.gateway.decision.DecidingGateway.descriptor;
import static io.tollgate.gateway.decision.DecidingGateway.hits;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.accounting.HitTotals;
import io.tollgate.gateway.decision.Decision.DescriptorDecision;
import io.tollgate.gateway.limits.file.GlobalModes;
import io.tollgate.model.ChargeMode;
import io.tollgate.model.Unit;
import org.junit.jupiter.api.Test;

final class OverallCodeTest {

    private static final String LIMITS = """
            descriptors:
              - key: user
                rate_limit: {unit: minute, requests_per_unit: 5}
              - key: blocked
                rate_limit: {unit: minute, requests_per_unit: 0}
              - key: shadow
                shadow_mode: true
                rate_limit: {unit: minute, requests_per_unit: 0}
              - key: spent
                quota_mode: true
                rate_limit: {unit: minute, requests_per_unit: 0}
              - key: full
                quota_mode: true
                rate_limit: {unit: minute, requests_per_unit: 9}
              - key: spentshadow
                quota_mode: true
                shadow_mode: true
                rate_limit: {unit: minute, requests_per_unit: 0}
              - key: free
                rate_limit: {unlimited: true}
              - key: bronze
                rate_limit: {unit: minute, requests_per_unit: 0, name: bronze}
              - key: gold
                rate_limit: {unit: minute, requests_per_unit: 9, name: gold, replaces: [{name: bronze}]}
              - key: goldless
                rate_limit: {unlimited: true, replaces: [{name: bronze}, {name: gold}]}
            """;

    private final DecidingGateway gateway = new DecidingGateway(LIMITS);

    private static boolean isRejected(DecidingGateway gateway, String... keys) {
        RateLimitQuery.Descriptor[] descriptors = new RateLimitQuery.Descriptor[keys.length];
        for (int i = 0; i < keys.length; i++) {
            descriptors[i] = descriptor(keys[i], "v");
        }
        return gateway.ask(descriptors).overLimit();
    }

    private boolean isRejected(String... keys) {
        return isRejected(gateway, keys);
    }

    @Test
    void readsOkWithNothingRemainingWhereARuleInShadowModeIsOver() {
        Decision answer = gateway.ask(hits(3, "shadow", "v"));

        assertThat(answer.overLimit()).isFalse();
        assertThat(answer.descriptors().get(0))
                .returns(false, DescriptorDecision::overLimit)
                .returns(0L, DescriptorDecision::remaining);
        assertThat(answer.descriptors().get(0).limit()).isNotNull();
        assertThat(gateway.own(Unit.MINUTE, descriptor("shadow", "v"))).isEqualTo(new HitTotals(3, 0, 0, 0, 3));
    }

    @Test
    void rejectsOnlyIfAllDescriptorsInQuotaModeAreOver() {
        assertThat(isRejected("spent", "full")).isFalse();
        assertThat(isRejected("spent", "spent")).isTrue();
        assertThat(isRejected("spent")).isTrue();
    }

    @Test
    void isNotRescuedByWhatHasNoQuotaMode() {
        assertThat(isRejected("spent", "nobody")).isTrue();
        assertThat(isRejected("spent", "free")).isTrue();
        assertThat(isRejected("spent", "user")).isTrue();
        assertThat(isRejected("full", "blocked")).isTrue();
    }

    @Test
    void isRescuedByARuleThatIsInQuotaModeAndInShadowMode() {
        assertThat(isRejected("spent", "spentshadow")).isFalse();
    }

    @Test
    void saysOverLimitOfADescriptorInQuotaModeThatWasSpared() {
        Decision answer = gateway.ask(descriptor("spent", "v"), descriptor("full", "v"));

        assertThat(answer.descriptors())
                .extracting(DescriptorDecision::overLimit)
                .containsExactly(true, false);
        assertThat(gateway.own(Unit.MINUTE, descriptor("spent", "v"))).isEqualTo(new HitTotals(1, 0, 0, 0, 0));
    }

    @Test
    void rejectsNothingInGlobalShadowModeButKeepsTheStatuses() {
        DecidingGateway shadowing = new DecidingGateway(LIMITS, new GlobalModes(true, false, ChargeMode.ALL, null));

        Decision answer = shadowing.ask(descriptor("blocked", "v"), descriptor("user", "v"));

        assertThat(answer.overLimit()).isFalse();
        assertThat(answer.descriptors())
                .extracting(DescriptorDecision::overLimit)
                .containsExactly(true, false);
        assertThat(shadowing.own(Unit.MINUTE, descriptor("blocked", "v"))).isEqualTo(new HitTotals(1, 0, 0, 0, 1));
        assertThat(shadowing.own(Unit.MINUTE, descriptor("user", "v"))).isEqualTo(new HitTotals(1, 0, 0, 0, 0));
    }

    @Test
    void takesEveryRuleAndEveryUnmatchedDescriptorAsAQuotaMemberInGlobalQuotaMode() {
        DecidingGateway quotas = new DecidingGateway(LIMITS, new GlobalModes(false, true, ChargeMode.ALL, null));

        assertThat(isRejected(quotas, "blocked", "user")).isFalse();
        assertThat(isRejected(quotas, "blocked", "nobody")).isFalse();
        assertThat(isRejected(quotas, "bronze", "blocked", "goldless")).isFalse();
        assertThat(isRejected(quotas, "blocked", "free")).isTrue();
        assertThat(isRejected(quotas, "blocked", "blocked")).isTrue();
    }

    @Test
    void dropsAReplacedLimitWithinTheRequestOnly() {
        Decision answer = gateway.ask(descriptor("bronze", "v"), descriptor("gold", "v"));

        assertThat(answer.overLimit()).isFalse();
        assertThat(answer.descriptors().get(0)).isEqualTo(DescriptorDecision.NO_LIMIT);
        assertThat(isRejected("bronze")).isTrue();
    }

    @Test
    void isReplacedByARuleThatIsItselfReplacedAndByAnUnlimitedOne() {
        Decision answer = gateway.ask(descriptor("bronze", "v"), descriptor("gold", "v"), descriptor("goldless", "v"));

        assertThat(answer.descriptors())
                .containsExactly(
                        DescriptorDecision.NO_LIMIT, DescriptorDecision.NO_LIMIT, DescriptorDecision.UNLIMITED);
        assertThat(gateway.counters.size()).isZero();
    }

    @Test
    void tellsAdmittedFromDeniedHereAndDeniedElsewhere() {
        isRejected("blocked", "user", "shadow");
        isRejected("user", "shadow");

        assertThat(gateway.own(Unit.MINUTE, descriptor("blocked", "v"))).isEqualTo(new HitTotals(0, 1, 0, 0, 0));
        assertThat(gateway.own(Unit.MINUTE, descriptor("user", "v"))).isEqualTo(new HitTotals(1, 0, 1, 0, 0));
        assertThat(gateway.own(Unit.MINUTE, descriptor("shadow", "v"))).isEqualTo(new HitTotals(1, 0, 1, 0, 1));
    }
}
