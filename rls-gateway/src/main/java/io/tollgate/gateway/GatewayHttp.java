package io.tollgate.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** Serves a few pages of text from one thread of its own. */
final class GatewayHttp implements AutoCloseable {

    private static final int BACKLOG = 64;
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;

    private final HttpServer server;
    private final ExecutorService thread;

    /** A page. */
    record Page(int status, String contentType, String text) {

        static Page text(int status, String text) {
            return new Page(status, "text/plain; charset=utf-8", text);
        }

        static Page ok(String text) {
            return text(OK, text);
        }
    }

    private GatewayHttp(HttpServer server, String name) {
        this.server = server;
        this.thread = Executors.newSingleThreadExecutor(task -> {
            Thread named = new Thread(task, name);
            named.setDaemon(true);
            return named;
        });
    }

    /**
     * Starts to listen.
     *
     * @param setting name of the setting that holds the port, for messages
     * @param pages what is served, by path
     * @throws GatewayStartException if the address cannot be listened at
     */
    static GatewayHttp start(GatewayConfig.Listen listen, String setting, Map<String, Supplier<Page>> pages) {
        HttpServer server;
        try {
            server = HttpServer.create(new InetSocketAddress(listen.host(), listen.port()), BACKLOG);
        } catch (IOException e) {
            throw new GatewayStartException(
                    "cannot listen at " + listen.host() + ":" + listen.port() + ": " + e.getMessage() + "; set "
                            + setting + " to a free port, or to 0 for any",
                    e);
        }
        GatewayHttp http = new GatewayHttp(server, "gateway-" + setting);
        server.setExecutor(http.thread);
        server.createContext("/", exchange -> answer(exchange, pages));
        server.start();
        return http;
    }

    private static void answer(HttpExchange exchange, Map<String, Supplier<Page>> pages) throws IOException {
        Supplier<Page> supplier = pages.get(exchange.getRequestURI().getPath());
        Page page = supplier == null ? Page.text(NOT_FOUND, "404 page not found\n") : supplier.get();
        byte[] body = page.text().getBytes(UTF_8);
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", page.contentType());
            exchange.sendResponseHeaders(page.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /** Returns the port that is listened at. */
    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        thread.shutdownNow();
    }
}
