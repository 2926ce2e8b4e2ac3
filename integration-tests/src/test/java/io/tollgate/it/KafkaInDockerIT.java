package io.tollgate.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;

/** Runs where a Docker engine is and has the image, or may pull it; is skipped elsewhere. */
final class KafkaInDockerIT {

    @TempDir
    private Path folder;

    @Test
    void twoGatewaysShareUsageThroughTheBrokerOfAContainer() {
        assumeTrue(
                DockerClientFactory.instance().isDockerAvailable(),
                "no Docker engine answers: the test with Kafka in a container is skipped");
        try (Installation installation = Installation.start(folder, startOrSkip(DockerKafka.image()))) {
            GatewayProcess one = installation.gateway(10, "day");
            GatewayProcess other = installation.gateway(10, "day");

            assertThat(one.client().hits("acme", 6)).isEqualTo(6);

            Awaitility.await("what the other gateway counted")
                    .atMost(Duration.ofSeconds(20))
                    .untilAsserted(
                            () -> assertThat(other.client().remaining("acme")).isEqualTo(4));
        }
    }

    private static KafkaBroker startOrSkip(String image) {
        try {
            DockerClientFactory.instance().client().inspectImageCmd(image).exec();
        } catch (RuntimeException e) {
            assumeTrue(
                    false,
                    "the Docker engine has no image " + image + ": pull it, or name another with TOLLGATE_KAFKA_IMAGE ("
                            + e.getMessage() + ")");
        }
        return DockerKafka.start(image);
    }
}
