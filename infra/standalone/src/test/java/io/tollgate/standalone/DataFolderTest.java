package io.tollgate.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataFolderTest {

    @TempDir
    private Path folder;

    @Test
    void makesTheFolderAndTakesItUntilItIsClosed() {
        Path path = folder.resolve("a").resolve("b");
        try (DataFolder data = DataFolder.open(path)) {
            assertThat(data.path()).isEqualTo(path).isDirectory();

            assertThatThrownBy(() -> DataFolder.open(path))
                    .isInstanceOf(CannotStartException.class)
                    .hasMessageContaining(path.toString())
                    .hasMessageContaining("pid " + ProcessHandle.current().pid())
                    .hasMessageContaining("--data");
        }

        try (DataFolder again = DataFolder.open(path)) {
            assertThat(again.path()).isEqualTo(path);
        }
    }

    @Test
    void saysThatAFolderCannotBeWritten() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThatThrownBy(() -> DataFolder.open(file))
                .isInstanceOf(CannotStartException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("cannot be written")
                .hasMessageContaining("--data");
    }
}
