package io.tollgate.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tollgate.streams.topology.UsageTopology;
import io.tollgate.streams.topology.UsageTopologyConfig;
import io.tollgate.streams.window.UsageMeters;
import io.tollgate.topic.Topics;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class TopologyDescriptionTest {

    /** Names of stores are names of changelogs: a change here decides on state that is deployed. */
    @Test
    void looksAsReviewed() throws IOException {
        UsageTopologyConfig config = new UsageTopologyConfig(
                new Topics(Topics.DEFAULT_PREFIX),
                Duration.ofMillis(10),
                Duration.ofSeconds(1),
                new UsageMeters(new SimpleMeterRegistry()));

        try (InputStream reviewed = getClass().getResourceAsStream("/usage-topology.txt")) {
            assertThat(UsageTopology.build(config).describe().toString().strip())
                    .isEqualTo(new String(reviewed.readAllBytes(), UTF_8).strip());
        }
    }
}
