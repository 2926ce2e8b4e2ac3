package io.tollgate.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TollgateTest {

    @Test
    void explainsItsCommandsAndExitCodes() {
        Run run = Run.of("--help");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains(
                        "up",
                        "gateway",
                        "streams",
                        "check",
                        "schema",
                        "apply",
                        "diff",
                        "get",
                        "delete",
                        "export",
                        "access",
                        "usage",
                        "subscription",
                        "ask",
                        "translate",
                        "control-plane",
                        "ledger",
                        "Exit codes:");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "up",
                "gateway",
                "streams",
                "check",
                "schema",
                "apply",
                "diff",
                "get",
                "delete",
                "export",
                "access",
                "usage",
                "subscription",
                "ask",
                "translate",
                "control-plane",
                "ledger",
                "ledger export"
            })
    void everyCommandHasHelpWithoutPlaceholders(String command) {
        Run run = Run.of((command + " --help").split(" ", -1));

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).startsWith("Usage: tollgate " + command).doesNotContain("$");
    }

    @Test
    void aCommandLineWithoutACommandIsAnErrorOfUsage() {
        Run run = Run.of();

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("no command given", "Usage: tollgate");
    }
}
