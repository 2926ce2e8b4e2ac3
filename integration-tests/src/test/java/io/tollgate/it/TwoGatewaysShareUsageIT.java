package io.tollgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.envoy.extensions.common.ratelimit.v3.RateLimitDescriptor;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitRequest;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitResponse.Code;
import io.tollgate.envoy.type.v3.RateLimitUnit;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TwoGatewaysShareUsageIT {

    @TempDir
    private Path folder;

    @Test
    void eachGatewayCountsTheHitsOfTheOther() {
        try (Installation installation = Installation.start(folder, EmbeddedKafka.start(folder.resolve("kafka")))) {
            GatewayProcess one = installation.gateway(100, "day");
            GatewayProcess other = installation.gateway(100, "day");

            assertThat(one.client().hits("acme", 60)).isEqualTo(60);
            awaitRemaining(other, 40);
            assertThat(other.client().hits("acme", 60)).isEqualTo(40);

            awaitRemaining(one, 0);
            assertThat(one.client().hit("acme")).isFalse();
            assertThat(one.client().remaining("globex")).isEqualTo(100);
        }
    }

    @Test
    void eachGatewayDeniesByItsOwnLimit() {
        try (Installation installation = Installation.start(folder, EmbeddedKafka.start(folder.resolve("kafka")))) {
            GatewayProcess strict = installation.gateway(10, "day");
            GatewayProcess generous = installation.gateway(50, "day");

            assertThat(strict.client().hits("acme", 12)).isEqualTo(10);

            // hits that were denied use up the window too, as in the reference
            awaitRemaining(generous, 38);
            assertThat(generous.client().hit("acme")).isTrue();
            assertThat(strict.client().hit("acme")).isFalse();
        }
    }

    /** The hour in which the ledger counts the hits of a daily limit is also that of a limit in a request. */
    @Test
    void eachGatewayJudgesALimitInARequestByTheSameNumbersWhoeverSawItFirst() {
        awaitAnHourWithTimeLeft();
        try (Installation installation = Installation.start(folder, EmbeddedKafka.start(folder.resolve("kafka")))) {
            GatewayProcess one = installation.gateway(100, "day");
            GatewayProcess other = installation.gateway(100, "day");
            assertThat(one.client().hits("acme", 4)).isEqualTo(4);
            assertThat(other.client().hits("acme", 3)).isEqualTo(3);
            awaitRemaining(one, 93);
            awaitRemaining(other, 93);

            assertThat(other.client().send(ofTenAnHour("acme")).getOverallCode())
                    .isEqualTo(Code.OK);

            awaitRemaining(other, Rls.look(ofTenAnHour("acme").toBuilder()), 2);
            awaitRemaining(one, Rls.look(ofTenAnHour("acme").toBuilder()), 2);
            assertThat(one.client().hits("acme", 1)).isEqualTo(1);
            awaitRemaining(other, Rls.look(ofTenAnHour("acme").toBuilder()), 1);
            assertThat(other.client().send(ofTenAnHour("acme")).getOverallCode())
                    .isEqualTo(Code.OK);
            awaitRemaining(one, Rls.look(ofTenAnHour("acme").toBuilder()), 0);
            assertThat(one.client().send(ofTenAnHour("acme")).getOverallCode()).isEqualTo(Code.OVER_LIMIT);
            assertThat(other.client().send(ofTenAnHour("acme")).getOverallCode())
                    .isEqualTo(Code.OVER_LIMIT);
        }
    }

    private static RateLimitRequest ofTenAnHour(String customer) {
        RateLimitRequest.Builder request = Rls.request(customer);
        request.getDescriptorsBuilder(0)
                .setLimit(RateLimitDescriptor.RateLimitOverride.newBuilder()
                        .setRequestsPerUnit(10)
                        .setUnit(RateLimitUnit.HOUR));
        return request.build();
    }

    private static void awaitAnHourWithTimeLeft() {
        long hourMillis = Duration.ofHours(1).toMillis();
        Awaitility.await("an hour that does not end within this test")
                .atMost(Duration.ofMinutes(4))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> hourMillis - System.currentTimeMillis() % hourMillis
                        > Duration.ofMinutes(3).toMillis());
    }

    private static void awaitRemaining(GatewayProcess gateway, RateLimitRequest look, int expected) {
        Awaitility.await("what the other gateway counted")
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> assertThat(
                                gateway.client().send(look).getStatuses(0).getLimitRemaining())
                        .as(gateway.output())
                        .isEqualTo(expected));
    }

    @Test
    void whatOneGatewayGivesBackMakesRoomAtTheOtherAndSurvivesAKill() {
        try (Installation installation = Installation.start(folder, EmbeddedKafka.start(folder.resolve("kafka")))) {
            GatewayProcess one = installation.gateway(100, "day");
            GatewayProcess other = installation.gateway(100, "day");
            assertThat(one.client().remainingAfter("acme", 100)).isZero();
            awaitRemaining(other, 0);

            assertThat(other.client().remainingAfterGivingBack("acme", 5)).isEqualTo(5);
            other.kill();
            other.restart();
            other.awaitReady();

            assertThat(other.client().remaining("acme")).isEqualTo(5);
            awaitRemaining(one, 5);
            assertThat(one.client().hits("acme", 6)).isEqualTo(5);
        }
    }

    private static void awaitRemaining(GatewayProcess gateway, int expected) {
        Awaitility.await("what the other gateway counted")
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> assertThat(gateway.client().remaining("acme"))
                        .as(gateway.output())
                        .isEqualTo(expected));
    }
}
