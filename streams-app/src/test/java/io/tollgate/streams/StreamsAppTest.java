package io.tollgate.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StreamsAppTest {

    @TempDir
    Path folder;

    private StreamsAppConfig config(String bootstrapServers) {
        return StreamsAppConfig.of(Map.of(
                "data.dir", folder.toString(), "bootstrap.servers", bootstrapServers, "startup.timeout.ms", "300"));
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void saysWhichKafkaItCannotReachAndGivesTheFolderBack() throws IOException {
        String nowhere = "127.0.0.1:" + closedPort();

        assertThatThrownBy(() -> StreamsApp.start(config(nowhere)))
                .isInstanceOf(StreamsStartException.class)
                .hasMessageContaining("cannot reach Kafka at " + nowhere + " within 0.3 s: ");
        assertThatCode(() -> DataFolder.take(folder).close()).doesNotThrowAnyException();
    }

    @Test
    void rejectsAFolderThatAnotherOneHolds() {
        try (DataFolder held = DataFolder.take(folder)) {
            assertThat(held.state()).hasParentRaw(folder);
            assertThatThrownBy(() -> StreamsApp.start(config("127.0.0.1:1")))
                    .isInstanceOf(StreamsStartException.class)
                    .hasMessageContaining("in use by another streams app");
        }
    }

    @Test
    void rejectsAFolderThatCannotBeWritten() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThatThrownBy(() -> DataFolder.take(file.resolve("below")))
                .isInstanceOf(StreamsStartException.class)
                .hasMessageContaining("cannot be written");
    }
}
