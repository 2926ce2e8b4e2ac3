package io.tollgate.streams;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;

/** Serves {@code GET /healthcheck} and {@code GET /metrics} from one thread of its own. */
final class MonitoringServer implements AutoCloseable {

    private static final int BACKLOG = 32;
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int UNAVAILABLE = 503;

    private final HttpServer server;
    private final ExecutorService thread;
    private final Supplier<KafkaStreams.State> state;
    private final PrometheusMeterRegistry registry;

    private MonitoringServer(HttpServer server, Supplier<KafkaStreams.State> state, PrometheusMeterRegistry registry) {
        this.server = server;
        this.state = state;
        this.registry = registry;
        this.thread = Executors.newSingleThreadExecutor(task -> {
            Thread named = new Thread(task, "tollgate-streams-http");
            named.setDaemon(true);
            return named;
        });
    }

    /**
     * Starts to listen.
     *
     * @param port 0 for any free one
     * @throws StreamsStartException if the address cannot be listened at
     */
    static MonitoringServer start(
            String host, int port, Supplier<KafkaStreams.State> state, PrometheusMeterRegistry registry) {
        HttpServer server;
        try {
            server = HttpServer.create(new InetSocketAddress(host, port), BACKLOG);
        } catch (IOException e) {
            throw new StreamsStartException(
                    "cannot listen at http.host " + host + ", http.port " + port + ": " + e.getMessage()
                            + "; take a free port, 0 for any, -1 for none",
                    e);
        }
        MonitoringServer started = new MonitoringServer(server, state, registry);
        server.setExecutor(started.thread);
        server.createContext("/", exchange -> answer(exchange, NOT_FOUND, "text/plain", "not found"));
        server.createContext("/healthcheck", exchange -> started.get(exchange, "/healthcheck", started::health));
        server.createContext("/metrics", exchange -> started.get(exchange, "/metrics", started::metrics));
        server.start();
        return started;
    }

    /** Returns the port that is listened at. */
    int port() {
        return server.getAddress().getPort();
    }

    private void get(HttpExchange exchange, String path, Handler handler) throws IOException {
        if (!exchange.getRequestURI().getPath().equals(path)) {
            answer(exchange, NOT_FOUND, "text/plain", "not found");
        } else if (!exchange.getRequestMethod().equals("GET")) {
            exchange.getResponseHeaders().set("Allow", "GET");
            answer(exchange, METHOD_NOT_ALLOWED, "text/plain", "only GET");
        } else {
            handler.handle(exchange);
        }
    }

    private void health(HttpExchange exchange) throws IOException {
        KafkaStreams.State now = state.get();
        if (now == KafkaStreams.State.RUNNING) {
            answer(exchange, OK, "text/plain", "OK");
        } else {
            answer(exchange, UNAVAILABLE, "text/plain", now.name());
        }
    }

    private void metrics(HttpExchange exchange) throws IOException {
        answer(exchange, OK, "text/plain; version=0.0.4; charset=utf-8", registry.scrape());
    }

    private static void answer(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] body = text.getBytes(UTF_8);
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        thread.shutdownNow();
    }

    private interface Handler {
        void handle(HttpExchange exchange) throws IOException;
    }
}
