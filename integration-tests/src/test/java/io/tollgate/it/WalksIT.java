package io.tollgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The scripts that the documentation walks people through. */
final class WalksIT {

    private static final Duration LONGEST = Duration.ofMinutes(4);

    @Test
    void theDemoOfKongMeshAnswersTenRequestsAMinute() {
        String output = walk("kong-mesh-demo");

        assertThat(output).contains("Verified with 1000 random requests", ": 0 differ.");
        for (int i = 1; i <= 12; i++) {
            assertThat(output).contains("request " + i + ": " + (i <= 10 ? 200 : 423));
        }
    }

    @Test
    void aRequestThatEnvoyRetriesIsChargedOnce() {
        String output = walk("emissary-demo");

        assertThat(output)
                .contains("request 1: 200", "request 2: 200", "request 3: 200", "request 4: 429", "request 5: 429")
                .contains("attempts at the backend: 6");
    }

    private static String walk(String script) {
        Path path = Path.of(System.getProperty("tollgate.samples"))
                .resolve(Path.of("..", "envoy", script))
                .normalize();
        Map<String, String> environment = Map.of(
                "ENVOY", EnvoyProcess.binary(),
                "TOLLGATE", String.join(" ", ChildProcess.tollgateCommand()),
                "LISTENER_PORT", Integer.toString(FreePorts.next()),
                "BACKEND_PORT", Integer.toString(FreePorts.next()),
                "GRPC_PORT", Integer.toString(FreePorts.next()),
                "HTTP_PORT", Integer.toString(FreePorts.next()),
                "KAFKA_PORT", Integer.toString(FreePorts.next()));
        try (ChildProcess process = ChildProcess.start(script, List.of("bash", path.toString()), environment)) {
            assertThat(process.awaitExit(LONGEST)).as(process.output()).isZero();
            return process.output();
        }
    }
}
