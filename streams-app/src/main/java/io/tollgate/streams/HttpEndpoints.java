package io.tollgate.streams;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Serves a few paths, most of them for GET alone. All of them share one thread, so that an endpoint answers at once or hands the exchange to
 * a thread of its own.
 */
final class HttpEndpoints implements AutoCloseable {

    private static final int BACKLOG = 32;

    private final HttpServer server;
    private final ExecutorService thread;

    private HttpEndpoints(HttpServer server) {
        this.server = server;
        this.thread = Executors.newSingleThreadExecutor(task -> {
            Thread named = new Thread(task, "tollgate-streams-http");
            named.setDaemon(true);
            return named;
        });
    }

    /**
     * Takes the address; nobody is answered before {@link #serve}.
     *
     * @param port 0 for any free one
     * @throws StreamsStartException if the address cannot be listened at
     */
    static HttpEndpoints bind(String host, int port) {
        try {
            return new HttpEndpoints(HttpServer.create(new InetSocketAddress(host, port), BACKLOG));
        } catch (IOException e) {
            throw new StreamsStartException(
                    "cannot listen at http.host " + host + ", http.port " + port + ": " + e.getMessage()
                            + "; take a free port, 0 for any, -1 for none",
                    e);
        }
    }

    /**
     * Starts to answer, and returns itself.
     *
     * @param endpoints what answers GET of exactly a path, by path
     * @param trees what answers any method of all that begins with a path, by path
     */
    HttpEndpoints serve(Map<String, HttpHandler> endpoints, Map<String, HttpHandler> trees) {
        server.setExecutor(thread);
        server.createContext("/", exchange -> HttpAnswer.text(exchange, HttpAnswer.NOT_FOUND, "not found"));
        endpoints.forEach((path, endpoint) -> server.createContext(path, exchange -> get(exchange, path, endpoint)));
        trees.forEach(server::createContext);
        server.start();
        return this;
    }

    /** Returns the port that is listened at. */
    int port() {
        return server.getAddress().getPort();
    }

    private static void get(HttpExchange exchange, String path, HttpHandler endpoint) throws IOException {
        if (!exchange.getRequestURI().getPath().equals(path)) {
            HttpAnswer.text(exchange, HttpAnswer.NOT_FOUND, "not found");
        } else if (!exchange.getRequestMethod().equals("GET")) {
            exchange.getResponseHeaders().set("Allow", "GET");
            HttpAnswer.text(exchange, HttpAnswer.METHOD_NOT_ALLOWED, "only GET");
        } else {
            endpoint.handle(exchange);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        thread.shutdownNow();
    }
}
