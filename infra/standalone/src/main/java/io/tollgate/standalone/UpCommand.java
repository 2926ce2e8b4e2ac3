package io.tollgate.standalone;

import static java.util.Objects.requireNonNull;

import io.tollgate.gateway.GatewayConfig;
import io.tollgate.gateway.settings.StateSettings;
import io.tollgate.gateway.settings.UnneededVariables;
import io.tollgate.runtime.kafka.KafkaSettings;
import io.tollgate.streams.StreamsAppConfig;
import io.tollgate.streams.StreamsAppSettings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tollgate up}: everything on one machine. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        versionProvider = Tollgate.Version.class,
        sortOptions = false,
        description = {
            "Starts everything on this machine: a gateway, the streams app with the API, and a Kafka broker in a process of"
                    + " its own.",
            "The gateway answers at once; counts survive a restart, also a kill. Ctrl-C ends all parts.",
            ""
        })
final class UpCommand implements Callable<Integer> {

    private static final int DEFAULT_PARTITIONS = 4;
    private static final int DEFAULT_API_PORT = 8090;
    private static final Duration EARLIER_BROKER = Duration.ofSeconds(15);

    private final Map<String, String> environment;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final GatewayOptions gatewayOptions = new GatewayOptions();

    @Mixin
    private final ConfigFile configFile = new ConfigFile();

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder for everything that must outlive the process; one process at a time uses it."
                    + " Default: TOLLGATE_DATA_DIR, or else ./data.")
    private @Nullable Path data;

    @Option(
            names = "--kafka-port",
            paramLabel = "PORT",
            defaultValue = "9092",
            description = "Where Kafka listens on 127.0.0.1; 0 takes any free port. Default: ${DEFAULT-VALUE}.")
    private int kafkaPort;

    @Option(
            names = "--api-port",
            paramLabel = "PORT",
            description =
                    "Where plans and subscriptions, usage, the ledger, health and metrics are served on 127.0.0.1;"
                            + " 0 takes any free port, -1 opens none. Default: TOLLGATE_HTTP_PORT, or else 8090.")
    private @Nullable Integer apiPort;

    UpCommand(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    @Override
    public Integer call() throws InterruptedException {
        long startNanos = System.nanoTime();
        PrintWriter out = requireNonNull(spec, "spec").commandLine().getOut();
        Settings settings = configFile.settings(environment).withoutKafkaProperties();
        try (StopSignal stop = StopSignal.install();
                DataFolder folder = DataFolder.open(settings.dataFolder(data))) {
            System.setProperty("tollgate.logs", folder.path().resolve("logs").toString());
            Logs.configure("up", settings);
            BrokerProcess.awaitEarlierOne(folder.path().resolve("kafka"), EARLIER_BROKER);
            int port = kafkaPort == 0 ? Ports.anyFree() : kafkaPort;
            Standalone.Config config = config(settings, folder.path(), port);
            stop.allow(config.gateway().timing().drainDelay());
            try (Standalone standalone = new Standalone(config, out, startNanos)) {
                standalone.run(stop);
            }
        }
        return ExitCode.OK;
    }

    private Standalone.Config config(Settings gateway, Path folder, int port) {
        List<String> kafkaJvmOptions = BrokerProcess.jvmOptions(
                gateway.values(CommandSettings.groups()).get(CommandSettings.KAFKA_JAVA_OPTS));
        gatewayOptions.addTo(gateway);
        GatewayOptions.orElseSamples(gateway);
        GatewayOptions.preferLoopback(gateway);
        Settings streams = new Settings(
                        environment, configFile.file(environment).without(KnownSettings.ofTheGateway()))
                .withoutKafkaProperties();
        addKafka(gateway.with(StateSettings.DATA_DIR, folder.resolve("gateway")), port);
        addKafka(streams.with(StreamsAppSettings.DATA_DIR, folder.resolve("streams")), port);
        GatewayConfig gatewayConfig = gateway.parse(GatewayConfig::read);
        UnneededVariables.log(environment);
        ServedApi api = api(streams, folder);
        List<Ports.Claim> ports = new ArrayList<>(GatewayOptions.ports(gatewayConfig));
        ports.add(new Ports.Claim("Kafka", "--kafka-port", "127.0.0.1", port));
        ports.add(new Ports.Claim(
                "the API", "--api-port", api.config().httpHost(), api.config().httpPort()));
        Ports.requireFree(ports);
        return new Standalone.Config(folder, port, kafkaJvmOptions, gatewayConfig, api);
    }

    /** The port is chosen before anything starts, so that it can be told. */
    private ServedApi api(Settings streams, Path folder) {
        streams.with(StreamsAppSettings.HTTP_PORT, apiPort)
                .orElse(StreamsAppSettings.HTTP_PORT, Integer.toString(DEFAULT_API_PORT));
        if (streams.parse(StreamsAppConfig::read).httpPort() == 0) {
            streams.with(StreamsAppSettings.HTTP_PORT, Ports.anyFree());
        }
        return ServedApi.of(streams, folder);
    }

    private static void addKafka(Settings settings, int port) {
        settings.with(KafkaSettings.BOOTSTRAP_SERVERS, "127.0.0.1:" + port)
                .orElse(KafkaSettings.TOPIC_PARTITIONS, Integer.toString(DEFAULT_PARTITIONS));
    }
}
