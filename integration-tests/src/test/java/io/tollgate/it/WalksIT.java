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

    @Test
    void theLongestPatternOfEdgeStackLimitsARequest() {
        String output = walk("edge-stack-demo");

        assertThat(output)
                .contains(": 0 differ.")
                .contains("checkout 1: 200", "checkout 2: 200", "checkout 3: 429", "shop 5: 200", "shop 6: 429");
    }

    @Test
    void theLimitsOfLimitadorHoldForTheEnvoyThatAskedIt() {
        String output = walk("limitador-demo");

        assertThat(output)
                .contains(": 0 differ.", "lost: 0.")
                .contains("post 5: 200", "post 6: 429", "post of another: 200")
                .contains("get 10: 200", "get 11: 429", "without a user: 200");
    }

    @Test
    void theEnvironmentAndTheLimitFileOfTheReferenceStayAsTheyAre() {
        String output = walk("ratelimit-demo");

        assertThat(output)
                .contains(": 0 differ.", "messaging.type_marketing.number: unit=MINUTE requests_per_unit=2")
                .contains("marketing 2: 200", "marketing 3: 429")
                .as("the denied one counts, too, as in the reference")
                .contains("message 3: 200", "message 4: 429");
    }

    @Test
    void aCustomerThatHitsItsLimitGoesOnWithAGrantAndWithAnotherPlan() {
        String output = walk("plans-demo");

        assertThat(output)
                .contains("request 2: 200", "request 5: 200", "request 6: 429")
                .containsIgnoringCase("RateLimit-Policy: \"burst\";q=50;w=1, \"monthly\";q=5;w=")
                .containsIgnoringCase("content-type: application/problem+json")
                .contains(
                        "\"violated-policies\":[\"monthly\"]",
                        "\"plan\":\"starter@1\",\"feature\":\"calls\"",
                        "\"upgrade_url\":\"https://example.com/plans\"")
                .contains("somebody else: 429", "after the grant: 200, then 429")
                .as("the new plan keeps what was used")
                .containsPattern("\"name\" ?: ?\"monthly\"[^}]*\"used\" ?: ?8,")
                .containsPattern("monthly +\\[\\.{20}\\] +0% +8 of 1,000,002 +resets in ");
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
                "DEBUG_PORT", Integer.toString(FreePorts.next()),
                "KAFKA_PORT", Integer.toString(FreePorts.next()),
                "API_PORT", Integer.toString(FreePorts.next()));
        try (ChildProcess process = ChildProcess.start(script, List.of("bash", path.toString()), environment)) {
            assertThat(process.awaitExit(LONGEST)).as(process.output()).isZero();
            return process.output();
        }
    }
}
