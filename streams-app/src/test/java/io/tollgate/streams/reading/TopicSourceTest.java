package io.tollgate.streams.reading;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.runtime.kafka.KafkaClientConfig;
import io.tollgate.topic.Topics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class TopicSourceTest {

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
        TopicSource source = TopicSource.ledger(KafkaClientConfig.of("localhost"), new Topics("tollgate."), TIMEOUT);

        assertThatThrownBy(() -> ask(source))
                .isInstanceOf(TopicUnavailableException.class)
                .hasMessageContaining("in Kafka at localhost: Invalid url in bootstrap.servers: localhost");
    }

    private static void assertNoAnswer(String bootstrapServers) {
        TopicSource source =
                TopicSource.ledger(KafkaClientConfig.of(bootstrapServers), new Topics("tollgate."), TIMEOUT);

        assertThatThrownBy(() -> ask(source))
                .isInstanceOf(TopicUnavailableException.class)
                .hasMessage("cannot read tollgate.ledger: no answer from Kafka at " + bootstrapServers
                        + " within 0.3 s; start it, or set bootstrap.servers");
    }

    private static void ask(TopicSource source) {
        try (TopicReader reader = new TopicReader(source)) {
            reader.since(Instant.EPOCH);
        }
    }
}
