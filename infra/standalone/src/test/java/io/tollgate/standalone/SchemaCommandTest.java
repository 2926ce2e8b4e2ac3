package io.tollgate.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class SchemaCommandTest {

    @Test
    void printsTheSchemasAsTheyAre() throws IOException {
        assertThat(Run.of("schema")).isEqualTo(new Run(ExitCode.OK, file("limits"), ""));
        assertThat(Run.of("schema", "limits")).isEqualTo(new Run(ExitCode.OK, file("limits"), ""));
        assertThat(Run.of("schema", "resources")).isEqualTo(new Run(ExitCode.OK, file("resources"), ""));
    }

    @Test
    void saysWhichSchemasThereAre() {
        Run run = Run.of("schema", "pods");

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("OF: 'pods' (expected: limits or resources)");
    }

    private static String file(String name) throws IOException {
        return Files.readString(Path.of("..", "..", "schemas", name + ".schema.json"));
    }
}
