package io.tollgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Limits of Edge Stack, translated by the command, in a real Envoy with a gateway behind it. */
final class TranslateEdgeStackIT {

    private static final String ANY_HOST = "quote.example.com";

    @TempDir
    private Path folder;

    private int moves;

    @Test
    void theLongestPatternCountsAndAStarHasACounterForEachValue() {
        try (MovedInstallation moved = move("reference")) {
            assertThat(moved.statuses(2, ANY_HOST, "/two/", "x-key1: foo", "x-key2: special"))
                    .as("one each hour, in a sliding window")
                    .containsExactly(200, 429);
            assertThat(moved.statuses(6, ANY_HOST, "/two/", "x-key1: foo", "x-key2: a"))
                    .containsExactly(200, 200, 200, 200, 200, 429);
            assertThat(moved.statuses(6, ANY_HOST, "/two/", "x-key1: foo", "x-key2: b"))
                    .as("another value")
                    .containsExactly(200, 200, 200, 200, 200, 429);
            assertThat(moved.statuses(6, ANY_HOST, "/two/", "x-key1: bar", "x-key2: a"))
                    .as("the other alternative")
                    .containsExactly(200, 200, 200, 200, 200, 429);
            assertThat(moved.statuses(6, ANY_HOST, "/two/", "x-key1: none", "x-key2: a"))
                    .as("no alternative")
                    .containsOnly(200);
            assertThat(moved.statuses(6, ANY_HOST, "/three/")).as("LogOnly").containsOnly(200);
            assertThat(moved.gateway().debug("/rlconfig")).contains("requests_per_unit=2, shadow_mode: true");
        }
    }

    @Test
    void aPatternIsForAllGroupsThatBeginWithItAndLabelsAfterItShareItsCounter() {
        try (MovedInstallation moved = move("prefixes")) {
            assertThat(moved.statuses(4, ANY_HOST, "/plain/")).containsExactly(200, 200, 200, 429);
            assertThat(List.of(status(moved, "bob"), status(moved, "eve"), status(moved, "dan"), status(moved, "bob")))
                    .as("three for the address, whoever the user is")
                    .containsExactly(200, 200, 200, 429);
            assertThat(List.of(status(moved, "ann"), status(moved, "ann")))
                    .as("who has a longer pattern")
                    .containsExactly(200, 429);
            HttpGet denied = moved.get(ANY_HOST, "/plain/");
            assertThat(denied.headers())
                    .as("the errorResponse, with more headers than Envoy's filter takes")
                    .contains("x-limited: yes, 100%", "content-type: application/json", "x-03: 3", "x-12: 12");
            assertThat(denied.body()).matches("\\{\"status\": 429, \"id\": \"[0-9a-f-]{36}\", \"done\": \"100%\"}");
        }
    }

    @Test
    void envoyAcceptsEveryTranslationOfTheExamples() {
        MovedInstallation.validateExamples("edge-stack", 3);
    }

    private static int status(MovedInstallation moved, String user) {
        return moved.get(ANY_HOST, "/backend/", "x-user: " + user).status();
    }

    private MovedInstallation move(String example) {
        return new MovedInstallation(
                folder.resolve("moved-" + moves++),
                "edge-stack",
                List.of(MovedInstallation.examples("edge-stack")
                        .resolve(example)
                        .resolve("source.yaml")));
    }
}
