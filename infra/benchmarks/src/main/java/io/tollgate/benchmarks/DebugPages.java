package io.tollgate.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

/** The debug pages of a gateway. */
final class DebugPages {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final int port;

    DebugPages(int port) {
        this.port = port;
    }

    /** Returns how it goes, in words. */
    String status() throws IOException, InterruptedException {
        return page("/status");
    }

    /** Returns the sum of all series of a metric, 0 if there is none. */
    double metric(String name) throws IOException, InterruptedException {
        return page("/metrics")
                .lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private String page(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .build();
        return HTTP.send(request, BodyHandlers.ofString()).body();
    }
}
