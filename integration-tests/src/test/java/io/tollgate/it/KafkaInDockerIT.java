package io.tollgate.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.dockerclient.DockerClientProviderStrategy;
import org.testcontainers.dockerclient.TransportConfig;

/** Runs where a Docker engine is and has the image; is skipped elsewhere, without a pull. */
final class KafkaInDockerIT {

    @TempDir
    private Path folder;

    @Test
    void twoGatewaysShareUsageThroughTheBrokerOfAContainer() {
        String image = DockerKafka.image();
        assumeImageIsThere(image);

        try (Installation installation = Installation.start(folder, DockerKafka.start(image))) {
            GatewayProcess one = installation.gateway(10, "day");
            GatewayProcess other = installation.gateway(10, "day");

            assertThat(one.client().hits("acme", 6)).isEqualTo(6);

            Awaitility.await("what the other gateway counted")
                    .atMost(Duration.ofSeconds(20))
                    .untilAsserted(
                            () -> assertThat(other.client().remaining("acme")).isEqualTo(4));
        }
    }

    // asks the engine itself: Testcontainers pulls its helper images before it answers, for minutes where it cannot
    private static void assumeImageIsThere(String image) {
        try (DockerClient engine = DockerClientProviderStrategy.getClientForConfig(transportOrSkip())) {
            engine.inspectImageCmd(image).exec();
        } catch (NotFoundException e) {
            abort("the Docker engine has no image " + image
                    + ": pull it, or name another with TOLLGATE_KAFKA_IMAGE; the test is skipped");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the connection to the Docker engine", e);
        }
    }

    private static TransportConfig transportOrSkip() {
        try {
            return DockerClientFactory.instance().getTransportConfig();
        } catch (IllegalStateException e) {
            return abort(
                    "no Docker engine answers: the test with Kafka in a container is skipped (" + e.getMessage() + ")");
        }
    }
}
