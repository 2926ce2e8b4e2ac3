package io.tollgate.standalone;

import static java.util.Objects.requireNonNull;

import io.tollgate.gateway.Gateway;
import io.tollgate.gateway.GatewayConfig;
import io.tollgate.gateway.settings.StateSettings;
import io.tollgate.gateway.settings.UnneededVariables;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tollgate gateway}: one gateway. */
@Command(
        name = "gateway",
        mixinStandardHelpOptions = true,
        versionProvider = Tollgate.Version.class,
        sortOptions = false,
        description = {
            "Starts one gateway, which answers Envoy, against a Kafka that runs elsewhere.",
            "It answers also while Kafka is away. Any number may run on one machine, each with ports and --data of its own.",
            ""
        })
final class GatewayCommand implements Callable<Integer> {

    private final Map<String, String> environment;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final GatewayOptions gatewayOptions = new GatewayOptions();

    @Mixin
    private final KafkaOptions kafkaOptions = new KafkaOptions();

    @Mixin
    private final ConfigFile configFile = new ConfigFile();

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The gateway keeps its totals in DIR/gateway. Default: TOLLGATE_DATA_DIR, or else ./data.")
    private @Nullable Path data;

    GatewayCommand(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    @Override
    public Integer call() {
        Settings settings = settings();
        Logs.configure("service", settings);
        CompilerPriority.giveWay();
        PrintWriter out = requireNonNull(spec, "spec").commandLine().getOut();
        GatewayConfig config = settings.parse(GatewayConfig::read);
        UnneededVariables.log(environment);
        Ports.requireFree(GatewayOptions.ports(config));
        try (StopSignal stop = StopSignal.install();
                Gateway gateway = Gateway.start(config)) {
            stop.allow(config.timing().drainDelay());
            out.println("Gateway answers");
            GatewayReport.print(gateway, config, out);
            if (stop.awaitUnlessStopped(gateway::ready)) {
                out.println("Ready");
                stop.await();
            }
            StopSignal.clearInterrupt();
        }
        return ExitCode.OK;
    }

    private Settings settings() {
        Settings settings = configFile.settings(environment);
        gatewayOptions.addTo(settings);
        GatewayOptions.orElseReferenceFolder(settings);
        GatewayOptions.orElseSamples(settings);
        kafkaOptions.addTo(settings);
        return settings.with(StateSettings.DATA_DIR, settings.dataFolder(data).resolve("gateway"));
    }
}
