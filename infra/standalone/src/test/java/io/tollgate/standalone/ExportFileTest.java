package io.tollgate.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExportFileTest {

    @TempDir
    private Path folder;

    private Path file = Path.of("");

    @BeforeEach
    void nameFile() {
        file = folder.resolve("march.csv");
    }

    @Test
    void appearsOnceItIsComplete() throws IOException {
        long rows = ExportFile.write(file, out -> {
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

        assertThatThrownBy(() -> ExportFile.write(file, out -> {
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

        ExportFile.write(file, ExportFileTest::after);

        assertThat(file).isSymbolicLink();
        assertThat(target).hasContent("after");
    }

    @Test
    void theStandardOutputTakesAllOfIt() throws IOException {
        StringWriter text = new StringWriter();

        StandardOutput.write(new PrintWriter(text), ExportFileTest::after);

        assertThat(text).hasToString("after");
    }

    @Test
    void theStandardOutputEndsAnExportThatNobodyReads() {
        PrintWriter closed = new PrintWriter(new StringWriter());
        closed.close();

        assertThatThrownBy(() -> StandardOutput.write(closed, ExportFileTest::after))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("was closed");
    }

    private static long after(Writer out) throws IOException {
        out.write("after");
        return 1;
    }
}
