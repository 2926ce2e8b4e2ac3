package io.tollgate.standalone;

import static java.util.Objects.requireNonNull;

import io.tollgate.streams.StreamsApp;
import io.tollgate.streams.StreamsAppSettings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tollgate streams}: one instance of the streams app. */
@Command(
        name = "streams",
        mixinStandardHelpOptions = true,
        versionProvider = Tollgate.Version.class,
        sortOptions = false,
        description = {
            "Starts one instance of the streams app, which adds up the hits of all gateways, against a Kafka that runs"
                    + " elsewhere.",
            "Instances share the partitions. Any number may run on one machine, each with --data of its own.",
            ""
        })
final class StreamsCommand implements Callable<Integer> {

    private static final Duration START = Duration.ofSeconds(90);

    private final Map<String, String> environment;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final KafkaOptions kafkaOptions = new KafkaOptions();

    @Mixin
    private final ConfigFile configFile = new ConfigFile();

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "Working state is in DIR/streams, the token of the API in DIR/api-token. Default: TOLLGATE_DATA_DIR, or else ./data.")
    private @Nullable Path data;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            description = "Interface of all that is served there. Default: TOLLGATE_HTTP_HOST.")
    private @Nullable String host;

    @Option(
            names = {"--api-port", "--http-port"},
            paramLabel = "PORT",
            description = "Plans and subscriptions, usage, the ledger, health and metrics; 0 takes any free port."
                    + " Default: TOLLGATE_HTTP_PORT, or else closed.")
    private @Nullable Integer apiPort;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Stream threads. Default: TOLLGATE_THREADS, or else 1.")
    private @Nullable Integer threads;

    StreamsCommand(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    @Override
    public Integer call() throws InterruptedException {
        Settings settings = configFile.settings(environment);
        Path folder = settings.dataFolder(data);
        addOptions(settings, folder);
        Logs.configure("service", settings);
        PrintWriter out = requireNonNull(spec, "spec").commandLine().getOut();
        AtomicReference<@Nullable Throwable> fatal = new AtomicReference<>();
        try (StopSignal stop = StopSignal.install();
                ServedApi api = ServedApi.of(settings, folder);
                StreamsApp app = StreamsApp.start(api.config())) {
            api.started(app);
            app.onFatal(fatal::set);
            if (!app.awaitRunning(START)) {
                throw new CannotStartException("the streams app was not ready within " + START.toSeconds() + " s");
            }
            out.println("Ready");
            stop.awaitUnlessStopped(() -> fatal.get() != null);
            StopSignal.clearInterrupt();
        }
        Throwable cause = fatal.get();
        if (cause != null) {
            throw new CannotStartException("the streams app stopped: " + cause.getMessage(), cause);
        }
        return ExitCode.OK;
    }

    private void addOptions(Settings settings, Path folder) {
        kafkaOptions.addTo(settings);
        settings.with(StreamsAppSettings.HTTP_HOST, host)
                .with(StreamsAppSettings.HTTP_PORT, apiPort)
                .with(StreamsAppSettings.THREADS, threads)
                .with(StreamsAppSettings.DATA_DIR, folder.resolve("streams"));
    }
}
