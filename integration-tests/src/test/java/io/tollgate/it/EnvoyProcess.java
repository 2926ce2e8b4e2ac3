package io.tollgate.it;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A real Envoy with the configuration of our samples, on other ports. */
final class EnvoyProcess implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(20);
    private static final int SAMPLE_LISTENER = 10000;
    private static final int SAMPLE_BACKEND = 10001;
    private static final int SAMPLE_GATEWAY = 8081;

    private final ChildProcess process;
    private final int port;

    private EnvoyProcess(ChildProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts an Envoy that asks the gateway on this port of 127.0.0.1, and returns when it takes requests. */
    static EnvoyProcess start(Path folder, int gatewayPort) {
        int port = FreePorts.next();
        Path config = folder.resolve("envoy.yaml");
        try {
            String yaml = Files.readString(sample())
                    .replace("port_value: " + SAMPLE_LISTENER + " ", "port_value: " + port + " ")
                    .replace("port_value: " + SAMPLE_BACKEND + " ", "port_value: " + FreePorts.next() + " ")
                    .replace("port_value: " + SAMPLE_GATEWAY + " ", "port_value: " + gatewayPort + " ")
                    // on a busy machine Envoy would give up on the gateway and let requests through
                    .replace("timeout: 0.25s", "timeout: 5s");
            Files.writeString(config, yaml);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the configuration of Envoy", e);
        }
        ChildProcess process = ChildProcess.start(
                "envoy",
                List.of(binary(), "-c", config.toString(), "--concurrency", "1", "--use-dynamic-base-id", "-l", "info"),
                Map.of());
        process.awaitOutput("starting main dispatch loop", START);
        return new EnvoyProcess(process, port);
    }

    /** Returns the file that our documentation tells people to start Envoy with. */
    static Path sample() {
        return Path.of(property("tollgate.samples")).resolve("envoy").resolve("envoy.yaml");
    }

    /** Returns the program. */
    static String binary() {
        return property("tollgate.envoy");
    }

    private static String property(String name) {
        return requireNonNull(System.getProperty(name), name + " is not set: run the tests with mvn verify");
    }

    /** Returns where it listens on 127.0.0.1. */
    int port() {
        return port;
    }

    @Override
    public void close() {
        process.close();
    }
}
