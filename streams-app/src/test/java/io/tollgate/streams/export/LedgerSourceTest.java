package io.tollgate.streams.export;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.topic.Topics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class LedgerSourceTest {

    private static final ExportRequest REQUEST = new ExportRequest(
            Instant.parse("2026-03-01T00:00:00Z"), Instant.parse("2026-04-01T00:00:00Z"), ExportFormat.CSV, null);
    private static final Duration TIMEOUT = Duration.ofMillis(300);

    @Test
    void saysWhichKafkaItCannotReach() throws IOException {
        String nowhere;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nowhere = "127.0.0.1:" + closed.getLocalPort();
        }

        assertNoAnswer(nowhere);
    }

    @Test
    void givesUpABrokerThatTakesConnectionsAndSaysNothing() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertNoAnswer("127.0.0.1:" + silent.getLocalPort());
        }
    }

    @Test
    void saysWhichAddressMakesNoSense() {
        LedgerSource source = LedgerSource.kafka("localhost", new Topics("tollgate."), TIMEOUT);

        assertThatThrownBy(() -> LedgerExport.open(source, REQUEST))
                .isInstanceOf(LedgerUnavailableException.class)
                .hasMessageContaining("in Kafka at localhost: Invalid url in bootstrap.servers: localhost");
    }

    private static void assertNoAnswer(String bootstrapServers) {
        LedgerSource source = LedgerSource.kafka(bootstrapServers, new Topics("tollgate."), TIMEOUT);

        assertThatThrownBy(() -> LedgerExport.open(source, REQUEST))
                .isInstanceOf(LedgerUnavailableException.class)
                .hasMessage("cannot read tollgate.ledger: no answer from Kafka at " + bootstrapServers
                        + " within 0.3 s; start it, or set bootstrap.servers");
    }
}
