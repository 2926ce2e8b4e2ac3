package io.tollgate.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of an installation whose topics somebody deletes while it runs. */
final class DeletedTopicIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int LIMIT = 100;
    private static final int CANNOT_GO_ON = 3;

    @TempDir
    private Path folder;

    @Test
    void theGatewayMakesThemAnewAndTheStreamsAppEndsToBeStartedAgain() throws Exception {
        EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"));
        try (Installation installation = Installation.start(folder, kafka);
                Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            GatewayProcess gateway = installation.gateway(LIMIT, "day");
            assertThat(gateway.client().hits("acme", 10)).isEqualTo(10);

            admin.deleteTopics(List.of("it.hits", "it.usage")).all().get();

            assertThat(installation.streams().awaitExit()).isEqualTo(CANNOT_GO_ON);
            assertThat(installation.streams().output()).contains("was deleted", "start again");
            gateway.awaitOutput("was deleted");
            await().atMost(SOON)
                    .ignoreExceptions()
                    .untilAsserted(() ->
                            assertThat(admin.listTopics().names().get()).containsAll(Set.of("it.hits", "it.usage")));
            assertThat(gateway.client().hits("acme", 5)).isEqualTo(5);
            installation.streams().restart();
            GatewayProcess other = installation.gateway(LIMIT, "day");
            await().atMost(SOON)
                    .untilAsserted(
                            () -> assertThat(other.client().remaining("acme")).isEqualTo(LIMIT - 15));
        }
    }
}
