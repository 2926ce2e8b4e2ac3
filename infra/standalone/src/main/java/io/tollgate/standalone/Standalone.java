package io.tollgate.standalone;

import io.tollgate.gateway.Gateway;
import io.tollgate.gateway.GatewayConfig;
import io.tollgate.streams.StreamsApp;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All parts on one machine. The gateway comes first, since it answers without the others; it also ends first, since it
 * still has totals to send to the others. Used by one thread.
 */
final class Standalone implements AutoCloseable {

    private static final Duration BROKER_START = Duration.ofSeconds(90);
    private static final Duration STREAMS_START = Duration.ofSeconds(90);

    private final Config config;
    private final PrintWriter out;
    private final long startNanos;
    private @Nullable Gateway gateway;
    private @Nullable BrokerProcess broker;
    private @Nullable StreamsApp streams;

    /**
     * What to start.
     *
     * @param folder holds the data of all parts
     * @param kafkaPort where the broker listens on 127.0.0.1
     * @param kafkaJvmOptions options of the broker's JVM
     * @param api what the streams app serves
     */
    record Config(Path folder, int kafkaPort, List<String> kafkaJvmOptions, GatewayConfig gateway, ServedApi api) {

        Config {
            kafkaJvmOptions = List.copyOf(kafkaJvmOptions);
        }
    }

    /** @param startNanos when the command began, on the clock of {@link System#nanoTime} */
    Standalone(Config config, PrintWriter out, long startNanos) {
        this.config = config;
        this.out = out;
        this.startNanos = startNanos;
    }

    /**
     * Starts all parts, says so, and returns when the process is told to end.
     *
     * @throws RuntimeException if a part cannot start; those that did start run until {@link #close}
     */
    void run(StopSignal stop) throws InterruptedException {
        Gateway answering = Gateway.start(config.gateway());
        gateway = answering;
        BrokerProcess kafka = BrokerProcess.start(
                config.folder().resolve("kafka"), config.kafkaPort(), config.kafkaJvmOptions(), this::say);
        broker = kafka;
        introduce(answering, kafka);
        try {
            kafka.awaitReady(BROKER_START);
            startStreams();
            if (stop.awaitUnlessStopped(() -> answering.ready() && !answering.stale())) {
                say("Ready after " + elapsed() + ": every part runs. Ctrl-C ends all.");
                stop.await();
            }
        } catch (RuntimeException | InterruptedException e) {
            if (!stop.stopped()) {
                throw e;
            }
        }
        say("Stopping");
    }

    private void startStreams() throws InterruptedException {
        StreamsApp app = StreamsApp.start(config.api().config());
        streams = app;
        config.api().started(app);
        app.onFatal(e -> {
            say("The streams app stopped: " + e.getMessage()
                    + "\nDecisions go on from what this gateway knows, nothing counted is lost. See "
                    + config.folder().resolve("logs").resolve("tollgate.log")
                    + "; start again to go on accounting.");
            app.close();
        });
        if (!app.awaitRunning(STREAMS_START)) {
            throw new CannotStartException("the streams app was not ready within " + STREAMS_START.toSeconds()
                    + " s; see " + config.folder().resolve("logs").resolve("tollgate.log"));
        }
    }

    private void introduce(Gateway answering, BrokerProcess kafka) {
        say("Tollgate answers after " + elapsed());
        say("  data    " + config.folder());
        GatewayReport.print(answering, config.gateway(), out);
        config.api().describe().ifPresent(place -> say("  API     " + place));
        say("  Kafka   127.0.0.1:" + config.kafkaPort() + " (its log: " + kafka.logFile() + ")");
        say("Try");
        say("  " + GatewayReport.example(answering, config.gateway()));
        say("Starting Kafka and the streams app ...");
    }

    private String elapsed() {
        return String.format("%.1f s", (System.nanoTime() - startNanos) / 1e9);
    }

    private void say(String line) {
        out.println(line);
    }

    /** Ends the gateway, the streams app and the broker, in this order, each also when one before it failed. */
    @Override
    public void close() {
        StopSignal.clearInterrupt();
        closeQuietly("gateway", gateway);
        closeQuietly("API", config.api());
        closeQuietly("streams app", streams);
        closeQuietly("Kafka", broker);
    }

    private void closeQuietly(String part, @Nullable AutoCloseable closeable) {
        if (closeable == null) {
            return;
        }
        try {
            closeable.close();
        } catch (Exception e) {
            say("The " + part + " did not end cleanly: " + e);
        }
    }
}
