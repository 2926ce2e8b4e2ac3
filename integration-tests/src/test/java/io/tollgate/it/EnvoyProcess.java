package io.tollgate.it;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A real Envoy with the configuration of our samples, on other ports. */
final class EnvoyProcess implements AutoCloseable {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
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
        return start(folder, gatewayPort, UnaryOperator.identity());
    }

    /** Starts an Envoy like {@link #start(Path, int)} whose configuration is changed before. */
    static EnvoyProcess start(Path folder, int gatewayPort, UnaryOperator<String> change) {
        int port = FreePorts.next();
        Path config = folder.resolve("envoy.yaml");
        try {
            String yaml = Files.readString(sample())
                    .replace("port_value: " + SAMPLE_LISTENER + " ", "port_value: " + port + " ")
                    .replace("port_value: " + SAMPLE_BACKEND + " ", "port_value: " + FreePorts.next() + " ")
                    .replace("port_value: " + SAMPLE_GATEWAY + " ", "port_value: " + gatewayPort + " ")
                    // on a busy machine Envoy would give up on the gateway and let requests through
                    .replace("timeout: 0.25s", "timeout: 5s");
            Files.writeString(config, change.apply(yaml));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the configuration of Envoy", e);
        }
        return run(config, port);
    }

    /**
     * Starts an Envoy with a configuration as it is, and returns when it takes requests.
     *
     * @param port where it listens by this configuration
     */
    static EnvoyProcess run(Path config, int port) {
        ChildProcess process = ChildProcess.start(
                "envoy",
                List.of(binary(), "-c", config.toString(), "--concurrency", "1", "--use-dynamic-base-id", "-l", "info"),
                Map.of());
        process.awaitOutput("starting main dispatch loop", START);
        return new EnvoyProcess(process, port);
    }

    /** Lets Envoy look at a configuration, and fails with what it says if it does not accept it. */
    static void validate(Path config) {
        try (ChildProcess validation = ChildProcess.start(
                "envoy", List.of(binary(), "--mode", "validate", "-c", config.toString()), Map.of())) {
            int exit = validation.awaitExit(START);
            if (exit != 0) {
                throw new AssertionError(config + " is not accepted:\n" + validation.output());
            }
        }
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

    /** Sends a request of a customer and returns the status of the answer. */
    int get(String customer) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/orders"))
                .header("x-customer", customer)
                .build();
        try {
            return HTTP.send(request, BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException("no answer of Envoy", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
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
