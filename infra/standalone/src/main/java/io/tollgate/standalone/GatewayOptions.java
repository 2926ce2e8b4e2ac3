package io.tollgate.standalone;

import io.tollgate.gateway.GatewayConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of everything that runs a gateway. */
final class GatewayOptions {

    /** Names the folder of the source tree; set by the launcher script. */
    static final String HOME_PROPERTY = "tollgate.home";

    private static final String LOOPBACK = "127.0.0.1";

    @Option(
            names = "--limits",
            paramLabel = "DIR",
            description = "Folder with limit files in the language of envoyproxy/ratelimit."
                    + " Default: RUNTIME_ROOT and RUNTIME_SUBDIRECTORY, or else the samples.")
    private @Nullable Path limits;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            description = "Interface to listen on. Default: GRPC_HOST and HOST; or else 127.0.0.1 for up,"
                    + " and every interface for gateway.")
    private @Nullable String host;

    @Option(
            names = "--grpc-port",
            paramLabel = "PORT",
            description = "Where Envoy asks; 0 takes any free port. Default: GRPC_PORT, or else 8081.")
    private @Nullable Integer grpcPort;

    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            description = "Where /healthcheck is; 0 takes any free port. Default: PORT, or else 8080.")
    private @Nullable Integer httpPort;

    @Option(
            names = "--debug-port",
            paramLabel = "PORT",
            description =
                    "Where /status, /rlconfig and /metrics are, on 127.0.0.1. Default: DEBUG_PORT, or else closed.")
    private @Nullable Integer debugPort;

    @Option(
            names = "--merge-domain-config",
            description = "Several files may hold limits of one domain. Default: MERGE_DOMAIN_CONFIG.")
    private boolean mergeDomainConfig;

    @Option(
            names = "--windows",
            paramLabel = "KIND",
            description = "epoch (weeks from Thursday, months of 30 days, as the reference has them) or calendar,"
                    + " for files that do not say. Default: TOLLGATE_WINDOWS, or else epoch.")
    private @Nullable String windows;

    @Option(
            names = "--label",
            paramLabel = "NAME",
            description = "A name for this gateway in logs and metrics. It need not be unique.")
    private @Nullable String label;

    /** Adds what the command line says, and the samples where nobody names limits. */
    void addTo(Settings settings) {
        settings.with(Settings.LIMITS_DIR, limits)
                .with(Settings.GRPC_HOST, host)
                .with(Settings.HTTP_HOST, host)
                .with(Settings.GRPC_PORT, grpcPort)
                .with(Settings.HTTP_PORT, httpPort)
                .with(Settings.DEBUG_PORT, debugPort)
                .with(Settings.MERGE_DOMAIN_CONFIG, mergeDomainConfig ? "true" : null)
                .with(Settings.WINDOWS, windows)
                .with(Settings.GATEWAY_LABEL, label);
        Path samples = samples();
        if (samples != null) {
            settings.orElse(Settings.LIMITS_DIR, samples.toString(), "RUNTIME_ROOT", "TOLLGATE_LIMITS_DIR");
        }
    }

    /** Listens on the loopback interface where nobody names one. */
    static void preferLoopback(Settings settings) {
        settings.orElse(Settings.GRPC_HOST, LOOPBACK, "GRPC_HOST").orElse(Settings.HTTP_HOST, LOOPBACK, "HOST");
    }

    /** Returns the ports that a gateway with this configuration opens. */
    static List<Ports.Claim> ports(GatewayConfig config) {
        return List.of(
                claim("gRPC", "--grpc-port", config.grpc()),
                claim("HTTP", "--http-port", config.http()),
                claim("debug", "--debug-port", config.debug()));
    }

    private static Ports.Claim claim(String what, String option, GatewayConfig.Listen listen) {
        return new Ports.Claim(what, option, listen.host(), listen.port());
    }

    /** Returns whether the limits in force are the samples. */
    static boolean usesSamples(GatewayConfig config) {
        return config.limits().folder().equals(samples());
    }

    private static @Nullable Path samples() {
        String home = System.getProperty(HOME_PROPERTY);
        if (home == null) {
            return null;
        }
        Path samples = Path.of(home, "infra", "samples", "limits");
        return Files.isDirectory(samples) ? samples : null;
    }
}
