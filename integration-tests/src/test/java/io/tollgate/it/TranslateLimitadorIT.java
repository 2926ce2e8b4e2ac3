package io.tollgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Limits of Limitador and of Kuadrant, translated by the command, in a real Envoy with a gateway behind it. */
final class TranslateLimitadorIT {

    private static final String LIMITADOR = "limitador";
    private static final String TOYSTORE = "api.toystore.com";

    @TempDir
    private Path folder;

    @Test
    void allLimitsOfAPolicyThatApplyCountWhatTheyAllAdmit() {
        Path source = MovedInstallation.examples(LIMITADOR)
                .resolve("kuadrant-toystore")
                .resolve("source.yaml");

        try (MovedInstallation moved = new MovedInstallation(folder, LIMITADOR, List.of(source))) {
            assertThat(moved.statuses(4, TOYSTORE, "/", "x-user: ann"))
                    .as("three for each user")
                    .containsExactly(200, 200, 200, 429);
            assertThat(moved.statuses(4, TOYSTORE, "/"))
                    .as("six for all, which the one that was denied did not use up")
                    .containsExactly(200, 200, 200, 429);
            assertThat(moved.get("elsewhere.example.com", "/").status())
                    .as("a host of no route")
                    .isEqualTo(404);
        }
    }

    @Test
    void envoyAcceptsWhatTheExamplesAreTranslatedTo() {
        MovedInstallation.validateExamples(LIMITADOR, 5);
    }
}
