package io.tollgate.gateway.tracing;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A receiver of OTLP over HTTP on loopback that keeps the spans it gets. */
public final class OtlpReceiver implements AutoCloseable {

    public final List<ReceivedSpan> spans = Collections.synchronizedList(new ArrayList<>());
    final List<Headers> headers = Collections.synchronizedList(new ArrayList<>());
    private final HttpServer server;

    public OtlpReceiver() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/v1/traces", exchange -> {
            try (exchange) {
                headers.add(exchange.getRequestHeaders());
                spans.addAll(ReceivedSpan.decode(exchange.getRequestBody().readAllBytes()));
                exchange.sendResponseHeaders(200, -1);
            }
        });
        server.start();
    }

    public String endpoint() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
