package io.tollgate.it;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Everything at once, started as {@code tollgate up} on ports of the loopback interface. */
final class UpProcess implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(2);

    private final int grpcPort;
    private final ChildProcess process;

    private UpProcess(int grpcPort, ChildProcess process) {
        this.grpcPort = grpcPort;
        this.process = process;
    }

    /** Starts all parts and returns when every one runs. */
    static UpProcess start(Path limits, Path data) {
        int grpcPort = FreePorts.next();
        ChildProcess process = ChildProcess.tollgate("up", arguments(limits, data, grpcPort), Map.of());
        process.awaitOutput("Ready", START);
        return new UpProcess(grpcPort, process);
    }

    /** Returns the command line. */
    static List<String> arguments(Path limits, Path data, int grpcPort) {
        return List.of(
                "up",
                "--limits",
                limits.toString(),
                "--data",
                data.toString(),
                "--grpc-port",
                Integer.toString(grpcPort),
                "--http-port",
                Integer.toString(FreePorts.next()),
                "--kafka-port",
                Integer.toString(FreePorts.next()),
                "--api-port",
                "0");
    }

    /** Returns where the gateway listens on 127.0.0.1. */
    int grpcPort() {
        return grpcPort;
    }

    /** Returns the process of the launcher, whose child is the broker. */
    ChildProcess process() {
        return process;
    }

    /** Ends all parts at once, as a power cut would, and returns when nothing of them is left. */
    void killEverything() {
        List<ProcessHandle> children = process.children();
        process.kill();
        for (ProcessHandle child : children) {
            child.destroyForcibly();
            child.onExit().join();
        }
    }

    @Override
    public void close() {
        killEverything();
    }
}
