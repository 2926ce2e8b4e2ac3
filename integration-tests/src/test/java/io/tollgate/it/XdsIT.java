package io.tollgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ratelimit.config.ratelimit.v3.RateLimitConfig;
import ratelimit.config.ratelimit.v3.RateLimitDescriptor;
import ratelimit.config.ratelimit.v3.RateLimitPolicy;
import ratelimit.config.ratelimit.v3.RateLimitUnit;

/** A control plane that manages limits as Kong Mesh does: the domain is the mesh, the one key is the service. */
final class XdsIT {

    private static final Duration PUSH = Duration.ofSeconds(20);
    private static final String TYPE = "type.googleapis.com/ratelimit.config.ratelimit.v3.RateLimitConfig";
    private static final String MESH = "default";
    private static final String KEY = "kuma.io/service";
    private static final String SERVICE = "demo-app_kuma-demo_svc_5000";

    @TempDir
    private Path folder;

    @Test
    void limitsComeFromAControlPlaneAndBadOnesAreRejected() {
        try (ManagementServer control = ManagementServer.start()) {
            control.push("1", limit(3, KEY));
            try (DropInGateway gateway = DropInGateway.start(folder.resolve("gateway"), environment(control));
                    EnvoyProcess envoy = EnvoyProcess.start(folder, gateway.grpcPort(), XdsIT::sidecar);
                    Rls client = Rls.connect(gateway.grpcPort())) {
                assertThat(new int[] {envoy.get(SERVICE), envoy.get(SERVICE), envoy.get(SERVICE), envoy.get(SERVICE)})
                        .containsExactly(200, 200, 200, 429);
                assertThat(gateway.debug("/rlconfig")).contains("default.kuma.io/service_" + SERVICE + ": unit=DAY");

                control.push("2", limit(6, KEY));
                awaitRemaining(client, 2);
                assertThat(envoy.get(SERVICE)).isEqualTo(200);

                control.push("3", limit(100, ""));
                DiscoveryRequest rejection = awaitRejection(control);
                assertThat(rejection.getVersionInfo()).isEqualTo("2");
                assertThat(rejection.getErrorDetail().getMessage())
                        .startsWith(MESH + ":")
                        .contains("descriptor has empty key");
                assertThat(remaining(client)).isEqualTo(1);
                assertThat(gateway.debug("/status")).contains("descriptor has empty key");

                control.push("4", limit(8, KEY));
                awaitRemaining(client, 3);
                assertThat(envoy.get(SERVICE)).isEqualTo(200);
            }
            assertThat(control.requests()).allSatisfy(request -> {
                assertThat(request.getTypeUrl()).isEqualTo(TYPE);
                assertThat(request.getNode().getId()).isEqualTo("gateway-1");
            });
            assertThat(control.requests())
                    .filteredOn(request -> !request.hasErrorDetail())
                    .extracting(DiscoveryRequest::getVersionInfo)
                    .containsExactly("", "1", "2", "4");
        }
    }

    private static Map<String, String> environment(ManagementServer control) {
        return Map.of(
                "CONFIG_TYPE", "GRPC_XDS_SOTW",
                "CONFIG_GRPC_XDS_SERVER_URL", control.address(),
                "CONFIG_GRPC_XDS_NODE_ID", "gateway-1",
                "XDS_CLIENT_BACKOFF_INITIAL_INTERVAL", "100ms",
                "USE_STATSD", "false",
                "REDIS_SOCKET_TYPE", "tcp",
                "REDIS_URL", "redis:6379");
    }

    private static RateLimitConfig limit(int requests, String key) {
        return RateLimitConfig.newBuilder()
                .setName(MESH)
                .setDomain(MESH)
                .addDescriptors(RateLimitDescriptor.newBuilder()
                        .setKey(key)
                        .setValue(SERVICE)
                        .setRateLimit(RateLimitPolicy.newBuilder()
                                .setUnit(RateLimitUnit.DAY)
                                .setRequestsPerUnit(requests)))
                .build();
    }

    /** Asks as the proxy of a mesh does. */
    private static String sidecar(String sample) {
        return sample.replace("domain: quota", "domain: " + MESH)
                .replace("descriptor_key: customer", "descriptor_key: " + KEY);
    }

    private static DiscoveryRequest awaitRejection(ManagementServer control) {
        Awaitility.await("the rejection")
                .atMost(PUSH)
                .until(() -> control.requests().stream().anyMatch(DiscoveryRequest::hasErrorDetail));
        return control.requests().stream()
                .filter(DiscoveryRequest::hasErrorDetail)
                .findFirst()
                .orElseThrow();
    }

    private static void awaitRemaining(Rls client, int remaining) {
        Awaitility.await("the new limit").atMost(PUSH).until(() -> remaining(client) == remaining);
    }

    private static int remaining(Rls client) {
        return client.send(Rls.look(Rls.request(MESH, KEY, SERVICE)))
                .getStatuses(0)
                .getLimitRemaining();
    }
}
