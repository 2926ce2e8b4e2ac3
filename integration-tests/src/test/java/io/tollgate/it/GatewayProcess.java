package io.tollgate.it;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A gateway in a process of its own, started as {@code tollgate gateway}. */
final class GatewayProcess implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(1);

    private final Setup setup;
    private final int grpcPort = FreePorts.next();
    private final int httpPort = FreePorts.next();
    private ChildProcess process;
    private Rls client;

    /**
     * What the gateway works with.
     *
     * @param limits folder of limit files
     * @param data folder that outlives the process
     * @param environment further settings by their variables
     */
    record Setup(Path limits, Path data, String bootstrapServers, String topicPrefix, Map<String, String> environment) {

        Setup(Path limits, Path data, String bootstrapServers, String topicPrefix) {
            this(limits, data, bootstrapServers, topicPrefix, Map.of());
        }
    }

    private GatewayProcess(Setup setup) {
        this.setup = setup;
        this.process = launch();
        this.client = Rls.connect(grpcPort);
    }

    /** Starts a gateway and returns when it answers; {@link #awaitReady} tells when it has caught up. */
    static GatewayProcess start(Setup setup) {
        return new GatewayProcess(setup);
    }

    private ChildProcess launch() {
        ChildProcess launched = ChildProcess.tollgate(
                "gateway",
                List.of(
                        "gateway",
                        "--host",
                        "127.0.0.1",
                        "--grpc-port",
                        Integer.toString(grpcPort),
                        "--http-port",
                        Integer.toString(httpPort),
                        "--limits",
                        setup.limits().toString(),
                        "--data",
                        setup.data().toString(),
                        "--bootstrap-servers",
                        setup.bootstrapServers(),
                        "--topic-prefix",
                        setup.topicPrefix(),
                        "--partitions",
                        "4"),
                setup.environment());
        launched.awaitOutput("Gateway answers", START);
        return launched;
    }

    /** Waits until it has caught up with what others counted. */
    GatewayProcess awaitReady() {
        awaitOutput("Ready");
        return this;
    }

    /** Waits until it has printed a line with this text since its last start. */
    void awaitOutput(String text) {
        process.awaitOutput(text, START);
    }

    /** Starts it again with the same data on the same ports, after {@link #kill} or {@link #stop}. */
    void restart() {
        process = launch();
        client = Rls.connect(grpcPort);
    }

    /** Ends the process at once (SIGKILL). */
    void kill() {
        client.close();
        process.kill();
    }

    /** Asks the process to end (SIGTERM), and waits until it did. */
    void stop() {
        client.close();
        process.stop();
    }

    /** Returns a client of this gateway, good until the process ends. */
    Rls client() {
        return client;
    }

    /** Returns where it listens for Envoy on 127.0.0.1. */
    int grpcPort() {
        return grpcPort;
    }

    /** Returns where health and metrics are on 127.0.0.1. */
    int httpPort() {
        return httpPort;
    }

    /** Returns what it printed. */
    String output() {
        return process.output();
    }

    @Override
    public void close() {
        client.close();
        process.close();
    }
}
