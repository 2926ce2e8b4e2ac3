package io.tollgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A deployment of the reference, with its environment, its ConfigMap and its Envoy, that is given Tollgate instead. */
final class DropInIT {

    private static final Duration RELOAD = Duration.ofSeconds(20);
    private static final String GOOD = "domain: other\n";
    private static final String BAD = """
            domain: other
            descriptors:
              - key: customer
                rate_limit: {unit: fortnight, requests_per_unit: 1}
            """;

    @TempDir
    private Path folder;

    @Test
    void tollgateTakesThePlaceOfTheReference() {
        ConfigMap limits = ConfigMap.mount(folder.resolve("data/ratelimit/config"), files(limit(3), GOOD));
        try (DropInGateway gateway = DropInGateway.start(
                        folder.resolve("gateway"), DropInGateway.filesBelow(folder.resolve("data")));
                EnvoyProcess envoy = EnvoyProcess.start(folder, gateway.grpcPort());
                Rls client = Rls.connect(gateway.grpcPort())) {
            assertThat(gateway.http("/healthcheck").body()).isEqualTo("OK");
            assertThat(new int[] {envoy.get("acme"), envoy.get("acme"), envoy.get("acme"), envoy.get("acme")})
                    .containsExactly(200, 200, 200, 429);

            limits.update(files(limit(6), GOOD));
            awaitRemaining(client, 2); // the rejected one counts too
            assertThat(envoy.get("acme")).isEqualTo(200);

            limits.update(files(limit(100), BAD));
            Awaitility.await("the rejection")
                    .atMost(RELOAD)
                    .until(() -> gateway.debug("/status").contains("invalid rate limit unit 'fortnight'"));
            assertThat(gateway.debug("/status")).contains("other.yaml");
            assertThat(gateway.debug("/rlconfig"))
                    .contains("other.yaml", line(6))
                    .doesNotContain(line(100));
            assertThat(client.remaining("acme")).isEqualTo(1);
            assertThat(gateway.http("/healthcheck").statusCode()).isEqualTo(200);
            assertThat(new int[] {envoy.get("acme"), envoy.get("acme")}).containsExactly(200, 429);

            limits.update(files(limit(9), GOOD));
            awaitRemaining(client, 2);
            assertThat(gateway.debug("/rlconfig")).isEqualTo(line(9) + "\n");
            assertThat(gateway.debug("/status")).doesNotContain("fortnight");
            assertThat(envoy.get("acme")).isEqualTo(200);
        }
    }

    private static void awaitRemaining(Rls client, int remaining) {
        Awaitility.await("the new limit").atMost(RELOAD).until(() -> client.remaining("acme") == remaining);
    }

    private static Map<String, String> files(String quota, String other) {
        return Map.of("quota.yaml", quota, "other.yaml", other);
    }

    private static String limit(int requests) {
        return String.format(Locale.ROOT, """
                domain: quota
                descriptors:
                  - key: customer
                    rate_limit:
                      unit: day
                      requests_per_unit: %d
                """, requests);
    }

    private static String line(int requests) {
        return "quota.customer: unit=DAY requests_per_unit=" + requests + ", shadow_mode: false, quota_mode: false";
    }
}
