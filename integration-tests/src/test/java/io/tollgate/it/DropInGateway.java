package io.tollgate.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A gateway in the place of the reference: it is told everything by environment variables, and there is no Kafka. */
final class DropInGateway implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(1);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final int grpcPort = FreePorts.next();
    private final int httpPort = FreePorts.next();
    private final int debugPort = FreePorts.next();
    private final ChildProcess process;

    private DropInGateway(String mainClass, List<String> arguments, Path data, Map<String, String> environment) {
        this.process = ChildProcess.java("gateway", mainClass, arguments, all(data, environment));
        process.awaitOutput("Gateway answers", START);
    }

    /** Starts {@code tollgate gateway} and returns when it answers. */
    static DropInGateway start(Path data, Map<String, String> environment) {
        return new DropInGateway("io.tollgate.standalone.Tollgate", List.of("gateway"), data, environment);
    }

    /** Starts a gateway whose clock is the file, and returns when it answers. */
    static DropInGateway start(Path data, Map<String, String> environment, Path clock) {
        return new DropInGateway(
                ClockFileGatewayMain.class.getName(), List.of("--clock-file", clock.toString()), data, environment);
    }

    private Map<String, String> all(Path data, Map<String, String> environment) {
        Map<String, String> all = new TreeMap<>(Map.of(
                "HOST",
                "127.0.0.1",
                "PORT",
                Integer.toString(httpPort),
                "GRPC_HOST",
                "127.0.0.1",
                "GRPC_PORT",
                Integer.toString(grpcPort),
                "DEBUG_HOST",
                "127.0.0.1",
                "DEBUG_PORT",
                Integer.toString(debugPort),
                "TOLLGATE_DATA_DIR",
                data.toString(),
                "TOLLGATE_BOOTSTRAP_SERVERS",
                "127.0.0.1:" + FreePorts.next(),
                "TOLLGATE_READY_TIMEOUT_MS",
                "0"));
        all.putAll(environment);
        return all;
    }

    /** Returns the environment that says: limits are the files in {@code root/ratelimit/config}. */
    static Map<String, String> filesBelow(Path root) {
        return Map.of(
                "RUNTIME_ROOT", root.toString(),
                "RUNTIME_SUBDIRECTORY", "ratelimit",
                "RUNTIME_APPDIRECTORY", "config",
                "RUNTIME_WATCH_ROOT", "false",
                "RUNTIME_IGNOREDOTFILES", "true",
                "USE_STATSD", "false",
                "LOG_LEVEL", "info",
                "BACKEND_TYPE", "redis",
                "REDIS_SOCKET_TYPE", "tcp",
                "REDIS_URL", "redis.default.svc.cluster.local:6379");
    }

    /** Returns a page of the HTTP port. */
    HttpResponse<String> http(String path) {
        return get(httpPort, path);
    }

    /** Returns what a page of the debug port says. */
    String debug(String path) {
        return get(debugPort, path).body();
    }

    private static HttpResponse<String> get(int port, String path) {
        try {
            return HTTP.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .build(),
                    BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException("no answer at " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Returns where Envoy asks on 127.0.0.1. */
    int grpcPort() {
        return grpcPort;
    }

    /** Returns what it printed. */
    String output() {
        return process.output();
    }

    @Override
    public void close() {
        process.close();
    }
}
