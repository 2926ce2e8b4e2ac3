package io.tollgate.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataFolderTest {

    @TempDir
    private Path temp = Path.of("");

    @Test
    void isHeldByOneGatewayUntilItIsClosed() {
        Path path = temp.resolve("deep/data");
        try (DataFolder first = DataFolder.take(path)) {
            assertThat(first.journal()).startsWithRaw(path);
            assertThatThrownBy(() -> DataFolder.take(path))
                    .isInstanceOf(GatewayStartException.class)
                    .hasMessageContainingAll("data.dir", path.toString(), "in use by another gateway");
        }

        DataFolder.take(path).close();
    }

    @Test
    void rejectsAPathThatCannotBeWritten() throws IOException {
        Path file = Files.createFile(temp.resolve("file"));

        assertThatThrownBy(() -> DataFolder.take(file.resolve("data")))
                .isInstanceOf(GatewayStartException.class)
                .hasMessageContainingAll("data.dir", "cannot be written", "make it a folder");
    }

    @Test
    void keepsTheGatewayIdItMadeTheFirstTime() {
        UUID id;
        try (DataFolder folder = DataFolder.take(temp)) {
            id = folder.gatewayId();
        }

        try (DataFolder again = DataFolder.take(temp)) {
            assertThat(again.gatewayId()).isEqualTo(id);
        }
    }

    @Test
    void saysWhichFileDoesNotHoldAnId() throws IOException {
        Files.writeString(temp.resolve("gateway-id"), "nonsense");

        try (DataFolder folder = DataFolder.take(temp)) {
            assertThatThrownBy(folder::gatewayId)
                    .isInstanceOf(GatewayStartException.class)
                    .hasMessageContainingAll("gateway-id", "remove it");
        }
    }
}
