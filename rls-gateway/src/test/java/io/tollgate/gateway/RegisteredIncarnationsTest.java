package io.tollgate.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.accounting.Incarnation;
import io.tollgate.gateway.journal.OwnTotalsStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a gateway without Kafka and without a request leaves in its data folder. */
final class RegisteredIncarnationsTest {

    private static final Instant NOW = Instant.parse("2026-02-03T10:00:00Z");

    @TempDir
    Path folder;

    @Test
    void everyStartIsRegisteredThoughItCountedNothing() throws IOException {
        Files.createDirectory(folder.resolve("limits"));
        Files.writeString(folder.resolve("limits").resolve("shop.yaml"), "domain: shop\n");

        startAndStop(NOW);
        startAndStop(NOW.plusSeconds(60));

        try (OwnTotalsStore own = new OwnTotalsStore(folder.resolve("data").resolve("own-totals"))) {
            assertThat(own.starts().earlier())
                    .extracting(Incarnation::startedAtMillis)
                    .containsExactly(NOW.plusSeconds(60).toEpochMilli(), NOW.toEpochMilli());
        }
    }

    @Test
    void aStartThatFailsIsNotRegisteredAndSaysWhatIsWrongWithTheFolder() throws IOException {
        Files.createDirectory(folder.resolve("limits"));
        Files.writeString(folder.resolve("limits").resolve("shop.yaml"), "domain: shop\n");
        Path data = Files.createDirectory(folder.resolve("data"));
        Path notAFolder = Files.createFile(data.resolve("usage"));

        assertThatThrownBy(() -> startAndStop(NOW))
                .isInstanceOf(GatewayStartException.class)
                .hasMessageContainingAll("usage: could not open", notAFolder.toString());

        Files.delete(notAFolder);
        startAndStop(NOW.plusSeconds(60));
        try (OwnTotalsStore own = new OwnTotalsStore(data.resolve("own-totals"))) {
            assertThat(own.starts().earlier()).hasSize(1);
        }
    }

    private void startAndStop(Instant at) {
        Gateway.start(LoneGateway.config(folder, Map.of()), InstantSource.fixed(at))
                .close();
    }
}
