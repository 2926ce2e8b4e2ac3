package io.tollgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Policies of Kong Mesh in a folder, served by the command to a gateway and followed by a real Envoy's configuration. */
final class ControlPlaneIT {

    private static final Duration CHANGE = Duration.ofSeconds(20);
    private static final String SERVICE = "demo-app_kuma-demo_svc_5000";

    @TempDir
    private Path folder;

    private Path watched = Path.of("");

    @Test
    void aPolicyAppliesWithoutARestartAndABadOneIsRejected() throws IOException {
        watched = Files.createDirectories(folder.resolve("policies"));
        writePolicy(10, "423");
        int port = FreePorts.next();
        try (ChildProcess controlPlane = ChildProcess.tollgate(
                        "control-plane",
                        List.of("control-plane", watched.toString(), "--xds-port", Integer.toString(port)),
                        Map.of());
                DropInGateway gateway = gatewayOf(controlPlane, port)) {
            awaitLimit(gateway, "default.kuma.io/service_" + SERVICE + ": unit=MINUTE requests_per_unit=10,");

            writePolicy(20, "424");
            awaitLimit(gateway, "requests_per_unit=20,");
            EnvoyProcess.validate(watched.resolve("envoy").resolve("envoy.yaml"));
            assertThat(Files.readString(watched.resolve("envoy").resolve("envoy.yaml")))
                    .contains("code: 424");

            Files.writeString(watched.resolve("plain.yaml"), "domain: plain\ndescriptors:\n  - key: a\n    rate: 1\n");
            controlPlane.awaitOutput("plain.yaml:4", CHANGE);
            assertThat(controlPlane.output()).contains("is served on");
            assertThat(gateway.debug("/rlconfig"))
                    .contains("requests_per_unit=20,")
                    .doesNotContain("plain.a");

            Files.writeString(
                    watched.resolve("plain.yaml"),
                    "domain: plain\ndescriptors:\n  - key: a\n    rate_limit: {unit: hour, requests_per_unit: 7}\n");
            awaitLimit(gateway, "plain.a: unit=HOUR requests_per_unit=7");
            assertThat(gateway.debug("/rlconfig")).contains("requests_per_unit=20,");

            writePolicy(-1, "423");
            controlPlane.awaitOutput("policy.yaml:9: spec.from[0].default.http.requestRate.num", CHANGE);
            assertThat(gateway.debug("/rlconfig")).contains("requests_per_unit=20,");
        }
    }

    private DropInGateway gatewayOf(ChildProcess controlPlane, int port) {
        controlPlane.awaitOutput("Serves limits", CHANGE);
        return DropInGateway.start(
                folder.resolve("gateway"),
                Map.of(
                        "CONFIG_TYPE", "GRPC_XDS_SOTW",
                        "CONFIG_GRPC_XDS_SERVER_URL", "127.0.0.1:" + port,
                        "CONFIG_GRPC_XDS_NODE_ID", "gateway-1",
                        "USE_STATSD", "false"));
    }

    private static void awaitLimit(DropInGateway gateway, String line) {
        Awaitility.await(line)
                .atMost(CHANGE)
                .untilAsserted(() -> assertThat(gateway.debug("/rlconfig")).contains(line));
    }

    private void writePolicy(int requests, String status) throws IOException {
        Files.writeString(watched.resolve("policy.yaml"), """
                type: MeshGlobalRateLimit
                mesh: default
                name: demo
                spec:
                  targetRef: {kind: MeshService, name: %s}
                  from:
                    - default:
                        http:
                          requestRate: {num: %d, interval: 1m}
                          onRateLimit: {status: %s}
                """.formatted(SERVICE, requests, status));
    }
}
