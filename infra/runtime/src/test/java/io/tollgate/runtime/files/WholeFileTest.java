package io.tollgate.runtime.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WholeFileTest {

    @TempDir
    private Path folder;

    private Path file = Path.of("");

    @BeforeEach
    void nameFile() {
        file = folder.resolve("march.csv");
    }

    @Test
    void appearsOnceItIsComplete() throws IOException {
        long rows = WholeFile.write(file, out -> {
            out.write("ä\r\n");
            assertThat(file).doesNotExist();
            return 1;
        });

        assertThat(rows).isEqualTo(1);
        assertThat(file).hasContent("ä\r\n");
        assertThat(folder).isDirectoryContaining(file::equals).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void keepsWhatWasThereAndNoPartWhenItFails() throws IOException {
        Files.writeString(file, "before");

        assertThatThrownBy(() -> WholeFile.write(file, out -> {
                    out.write("half");
                    throw new IOException("disk full");
                }))
                .hasMessage("disk full");

        assertThat(file).hasContent("before");
        assertThat(folder.toFile().list()).containsExactly("march.csv");
    }

    @Test
    void replacesTheFileThatALinkLeadsTo() throws IOException {
        Path target = Files.writeString(folder.resolve("target.csv"), "before");
        Files.createSymbolicLink(file, target);

        WholeFile.write(file, WholeFileTest::after);

        assertThat(file).isSymbolicLink();
        assertThat(target).hasContent("after");
    }

    @Test
    void takesATextAtOnce() throws IOException {
        WholeFile.write(file, "all of it");

        assertThat(file).hasContent("all of it");
    }

    private static long after(Writer out) throws IOException {
        out.write("after");
        return 1;
    }
}
