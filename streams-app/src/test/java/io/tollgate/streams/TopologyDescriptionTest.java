package io.tollgate.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tollgate.streams.ledger.LedgerMeters;
import io.tollgate.streams.ledger.LedgerSettings;
import io.tollgate.streams.ledger.LedgerTopology;
import io.tollgate.streams.usage.UsageMeters;
import io.tollgate.streams.usage.UsageTopology;
import io.tollgate.streams.usage.UsageTopologyConfig;
import io.tollgate.topic.Topics;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.apache.kafka.streams.Topology;
import org.junit.jupiter.api.Test;

final class TopologyDescriptionTest {

    private static final String PREFIX = Topics.DEFAULT_PREFIX;

    /** Names of stores are names of changelogs: a change here decides on state that is deployed. */
    @Test
    void usageLooksAsReviewed() throws IOException {
        UsageTopologyConfig config = new UsageTopologyConfig(
                new Topics(PREFIX),
                Duration.ofMillis(10),
                Duration.ofSeconds(1),
                new UsageMeters(new SimpleMeterRegistry()));

        assertThat(UsageTopology.build(config).describe().toString().strip())
                .isEqualTo(reviewed("/usage-topology.txt"));
    }

    @Test
    void theLedgerLooksAsReviewed() throws IOException {
        LedgerSettings settings = new LedgerSettings(Duration.ofMinutes(15), Duration.ofDays(35));
        Topology ledger = LedgerTopology.build(
                new Topics(PREFIX), settings, new LedgerMeters(new SimpleMeterRegistry()), new HeapSubscribers());

        assertThat(ledger.describe().toString().strip()).isEqualTo(reviewed("/ledger-topology.txt"));
    }

    private String reviewed(String resource) throws IOException {
        try (InputStream reviewed = getClass().getResourceAsStream(resource)) {
            return new String(reviewed.readAllBytes(), UTF_8).strip();
        }
    }
}
