package io.tollgate.it;

import static org.assertj.core.api.Assertions.assertThat;

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

    private static void awaitRemaining(GatewayProcess gateway, int expected) {
        Awaitility.await("what the other gateway counted")
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> assertThat(gateway.client().remaining("acme"))
                        .as(gateway.output())
                        .isEqualTo(expected));
    }
}
