package io.tollgate.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import org.junit.jupiter.api.Test;

final class StandardOutputTest {

    @Test
    void takesAllOfIt() throws IOException {
        StringWriter text = new StringWriter();

        StandardOutput.write(new PrintWriter(text), StandardOutputTest::after);

        assertThat(text).hasToString("after");
    }

    @Test
    void endsAnExportThatNobodyReads() {
        PrintWriter closed = new PrintWriter(new StringWriter());
        closed.close();

        assertThatThrownBy(() -> StandardOutput.write(closed, StandardOutputTest::after))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("was closed");
    }

    private static long after(Writer out) throws IOException {
        out.write("after");
        return 1;
    }
}
