package io.tollgate.standalone;

import static java.util.Objects.requireNonNull;

import io.tollgate.controlplane.ControlPlane;
import io.tollgate.runtime.files.FileProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tollgate control-plane}: serves the limits of a folder of policies to gateways. */
@Command(
        name = "control-plane",
        mixinStandardHelpOptions = true,
        versionProvider = Tollgate.Version.class,
        sortOptions = false,
        description = {
            "Watches a folder of policies of Kong Mesh, or of resources of Emissary and Edge Stack, and of limit files."
                    + " Serves the limits to gateways over xDS, and keeps Envoy's configuration in DIR/envoy up to date.",
            "A change is served without a restart. A set with a mistake is rejected with file, line and reason; the set"
                    + " before is served on.",
            ""
        },
        footer = {
            "",
            "A gateway of Tollgate, or envoyproxy/ratelimit, asks it with CONFIG_TYPE=GRPC_XDS_SOTW and",
            "CONFIG_GRPC_XDS_SERVER_URL=HOST:18000."
        })
final class ControlPlaneCommand implements Callable<Integer> {

    private static final Duration POLL = Duration.ofMillis(250);

    private final Map<String, String> environment;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "Folder of policies and limit files. DIR/envoy is written.")
    private @Nullable Path folder;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            defaultValue = "127.0.0.1",
            description = "Interface for gateways. Default: ${DEFAULT-VALUE}.")
    private String host = "";

    @Option(
            names = "--xds-port",
            paramLabel = "PORT",
            defaultValue = "18000",
            description = "Port for gateways; 0 takes any free port. Default: ${DEFAULT-VALUE}.")
    private int xdsPort;

    @Mixin
    private final EnvoyOptions envoy = new EnvoyOptions();

    @Mixin
    private final ConfigFile configFile = new ConfigFile();

    ControlPlaneCommand(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    @Override
    public Integer call() {
        CommandSpec command = requireNonNull(spec, "spec");
        Path watched = requireNonNull(folder, "folder");
        if (!Files.isDirectory(watched)) {
            throw new ParameterException(
                    command.commandLine(),
                    watched + " is not a folder (expected: a folder of policies and limit files)");
        }
        Logs.configure("service", configFile.settings(environment));
        ControlPlane.Settings settings = new ControlPlane.Settings(watched, POLL, host, xdsPort, envoy.options());
        try (StopSignal stop = StopSignal.install();
                ControlPlane controlPlane = ControlPlane.start(settings)) {
            command.commandLine()
                    .getOut()
                    .println("Serves limits from " + watched + " at " + host + ":" + controlPlane.port());
            stop.await();
            StopSignal.clearInterrupt();
        } catch (IOException e) {
            throw new CannotStartException(
                    "port " + xdsPort + " of " + host + " cannot be opened: " + FileProblem.reason(e), e);
        }
        return ExitCode.OK;
    }
}
