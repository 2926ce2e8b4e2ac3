package io.tollgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Policies of Kong Mesh, translated by the command, in a real Envoy with a gateway behind it. */
final class TranslateKongMeshIT {

    private static final String DEMO = "demo-app.kuma-demo.svc:5000";

    @TempDir
    private Path folder;

    private int moves;

    @Test
    void theDemoOfItsDocumentationAnswers423AfterTenRequests() {
        try (MovedInstallation moved = move("demo")) {
            assertThat(moved.statuses(11, DEMO, "/"))
                    .containsExactly(200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 423);
            assertThat(moved.gateway().debug("/rlconfig"))
                    .contains("default.kuma.io/service_demo-app_kuma-demo_svc_5000: unit=MINUTE requests_per_unit=10,"
                            + " shadow_mode: false");
        }
    }

    @Test
    void onePolicyHasTheBackendOfAllAndEachServiceIsCountedAlone() {
        try (MovedInstallation moved = move("backend-for-the-mesh")) {
            List<Integer> statuses = moved.statuses(101, DEMO, "/");

            assertThat(statuses.subList(0, 100)).containsOnly(200);
            HttpGet denied = moved.get(DEMO, "/");
            assertThat(denied.status()).isEqualTo(423);
            assertThat(denied.headers()).contains("x-kuma-rate-limited: true");
            assertThat(moved.statuses(8, "orders.kuma-demo.svc", "/"))
                    .as("in shadow mode")
                    .containsOnly(200);
        }
    }

    @Test
    void headersBeyondThoseThatEnvoysFilterTakesAreAddedToo() throws IOException {
        String enforced = Files.readString(source("full")).replace("mode: Shadow", "mode: Limit");
        try (MovedInstallation moved = move(Files.writeString(folder.resolve("enforced.yaml"), enforced))) {
            moved.statuses(10, DEMO, "/");

            HttpGet denied = moved.get(DEMO, "/");

            assertThat(denied.status()).isEqualTo(423);
            assertThat(denied.headers())
                    .contains(IntStream.rangeClosed(1, 12)
                            .mapToObj(i -> "x-%02d: %d%s".formatted(i, i, i == 8 ? "%" : ""))
                            .toArray(String[]::new))
                    .as("what would be a command to Envoy")
                    .contains("x-percent: 100% %REQ(x-percent)%");
        }
    }

    @Test
    void aValueOfAHeaderHasItsOwnLimitInsteadOfThatOfTheService() {
        try (MovedInstallation moved = move("on-header")) {
            assertThat(moved.statuses(3, DEMO, "/", "x-plan: free (trial)")).containsExactly(200, 200, 429);
            assertThat(moved.statuses(20, DEMO, "/", "x-plan: internal")).containsOnly(200);
            assertThat(moved.statuses(20, DEMO, "/", "x-plan: gold")).containsOnly(200);
            assertThat(moved.statuses(10, DEMO, "/", "x-plan: other")).containsOnly(200);
            assertThat(moved.statuses(1, DEMO, "/")).containsExactly(429);
        }
    }

    @Test
    void theLocalLimitIsAskedFirst() {
        try (MovedInstallation moved = move("local-limit")) {
            assertThat(moved.statuses(5, DEMO, "/")).containsOnly(200);

            assertThat(moved.get(DEMO, "/").headers()).contains("x-limited: local", "x-02: 2%", "x-12: 12%");
        }
    }

    @Test
    void whoseRequestsAreDeniedWithoutAServiceDependsOnThePolicy() {
        try (MovedInstallation moved = move("full")) {
            moved.gateway().close();

            assertThat(moved.get(DEMO, "/").status())
                    .as("limitOnServiceFail: true")
                    .isEqualTo(500);
        }
        try (MovedInstallation moved = move("demo")) {
            moved.gateway().close();

            assertThat(moved.get(DEMO, "/").status()).isEqualTo(200);
        }
    }

    @Test
    void envoyAcceptsEveryTranslationOfTheExamples() {
        MovedInstallation.validateExamples("kong-mesh", 8);
    }

    private static Path source(String example) {
        return MovedInstallation.examples("kong-mesh").resolve(example).resolve("source.yaml");
    }

    private MovedInstallation move(String example) {
        return move(source(example));
    }

    private MovedInstallation move(Path policies) {
        return new MovedInstallation(folder.resolve("moved-" + moves++), "kong-mesh", List.of(policies));
    }
}
