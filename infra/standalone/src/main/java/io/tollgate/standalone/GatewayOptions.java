package io.tollgate.standalone;

import io.tollgate.gateway.GatewayConfig;
import io.tollgate.gateway.LimitSource;
import io.tollgate.gateway.Listeners;
import io.tollgate.gateway.settings.LimitSettings;
import io.tollgate.gateway.settings.ListenerSettings;
import io.tollgate.gateway.settings.ObservationSettings;
import io.tollgate.gateway.settings.StateSettings;
import io.tollgate.runtime.settings.Setting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of everything that runs a gateway. */
final class GatewayOptions {

    /** Names the folder of the source tree; set by the launcher script. */
    static final String HOME_PROPERTY = "tollgate.home";

    private static final String LOOPBACK = "127.0.0.1";
    private static final Path REFERENCE_ROOT = Path.of("/srv/runtime_data/current");

    /** By these somebody names limits. */
    private static final List<Setting<?>> NAMING_LIMITS = List.of(
            LimitSettings.DIR,
            LimitSettings.RUNTIME_ROOT,
            LimitSettings.RUNTIME_SUBDIRECTORY,
            LimitSettings.RUNTIME_APPDIRECTORY);

    @Option(
            names = "--limits",
            paramLabel = "DIR",
            description = "Folder with limit files in the language of envoyproxy/ratelimit. Default: RUNTIME_ROOT,"
                    + " RUNTIME_SUBDIRECTORY and RUNTIME_APPDIRECTORY, or else the samples.")
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
            description = "Where /json and /healthcheck are; 0 takes any free port. Default: PORT, or else 8080.")
    private @Nullable Integer httpPort;

    @Option(
            names = "--debug-port",
            paramLabel = "PORT",
            description = "Where /status, /rlconfig, /stats and /metrics are, on 127.0.0.1 unless DEBUG_HOST says"
                    + " otherwise; -1 for nowhere. Default: DEBUG_PORT; or else 6070 for gateway, and closed for up.")
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

    /** Adds what the command line says. */
    void addTo(Settings settings) {
        settings.with(LimitSettings.DIR, limits)
                .with(ListenerSettings.GRPC_HOST, host)
                .with(ListenerSettings.HTTP_HOST, host)
                .with(ListenerSettings.GRPC_PORT, grpcPort)
                .with(ListenerSettings.HTTP_PORT, httpPort)
                .with(ListenerSettings.DEBUG_PORT, debugPort)
                .with(LimitSettings.MERGE_DOMAINS, mergeDomainConfig ? "true" : null)
                .with(LimitSettings.WINDOWS, windows)
                .with(StateSettings.LABEL, label);
    }

    /** Takes limits from the folder that the reference has by default, if it is there and nobody names another. */
    static void orElseReferenceFolder(Settings settings) {
        if (Files.isDirectory(REFERENCE_ROOT) && NAMING_LIMITS.stream().noneMatch(settings::isSet)) {
            settings.with(LimitSettings.RUNTIME_ROOT, REFERENCE_ROOT);
        }
    }

    /** Takes the samples where nobody names limits. */
    static void orElseSamples(Settings settings) {
        Path samples = samples();
        if (samples != null && NAMING_LIMITS.stream().noneMatch(settings::isSet)) {
            settings.with(LimitSettings.DIR, samples);
        }
    }

    /** Opens to this machine alone, and no more than is asked for, where nobody says otherwise. */
    static void preferLoopback(Settings settings) {
        settings.orElse(ListenerSettings.GRPC_HOST, LOOPBACK)
                .orElse(ListenerSettings.HTTP_HOST, LOOPBACK)
                .orElse(ListenerSettings.DEBUG_PORT, Integer.toString(Listeners.CLOSED))
                .orElse(ObservationSettings.USE_STATSD, "false")
                .orElse(LimitSettings.START_WITH_BAD_LIMITS, "false");
    }

    /** Returns the ports that a gateway with this configuration opens. */
    static List<Ports.Claim> ports(GatewayConfig config) {
        Listeners listeners = config.listeners();
        List<Ports.Claim> claims = new ArrayList<>();
        if (listeners.grpc().unixSocket() == null) {
            claims.add(new Ports.Claim(
                    "gRPC",
                    "--grpc-port",
                    listeners.grpc().host(),
                    listeners.grpc().port()));
        }
        claims.add(claim("HTTP", "--http-port", listeners.http()));
        if (listeners.debug().required()) {
            claims.add(claim("debug", "--debug-port", listeners.debug().listen()));
        }
        Listeners.Prometheus prometheus = listeners.prometheus();
        if (prometheus != null) {
            claims.add(claim("Prometheus", "PROMETHEUS_ADDR", prometheus.listen()));
        }
        return claims;
    }

    private static Ports.Claim claim(String what, String option, Listeners.Listen listen) {
        return new Ports.Claim(what, option, listen.host(), listen.port());
    }

    /** Returns whether the limits in force are the samples. */
    static boolean usesSamples(GatewayConfig config) {
        return config.limits().origin() instanceof LimitSource.Files files
                && files.settings().folder().equals(samples());
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
