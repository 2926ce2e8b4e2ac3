package io.tollgate.benchmarks;

import io.envoyproxy.envoy.service.ratelimit.v3.RateLimitRequest;
import io.tollgate.standalone.Broker;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How many records in the topic hits 100 hits of a paying customer cost. */
@Command(
        name = "records",
        description = "Records in the topic hits per 100 hits of a customer with 1 M requests a month, at 3 %% of the"
                + " month, who makes 50 a second.")
final class RecordsBenchmark implements Callable<Integer> {

    private static final PrintStream OUT = System.out;
    private static final String RECORDS = "tollgate_report_records_total ";
    private static final int USED_BEFORE = 30_000;

    @Option(names = "--gateways", description = "Gateways that share the hits. Default: ${DEFAULT-VALUE}.")
    private int gateways = 2;

    @Option(names = "--hits", description = "Hits that are made. Default: ${DEFAULT-VALUE}.")
    private int hits = 1_500;

    @Option(names = "--rate", description = "Hits a second. Default: ${DEFAULT-VALUE}.")
    private int rate = 50;

    @Override
    public Integer call() throws Exception {
        Path folder = Files.createTempDirectory("tollgate-bench");
        List<AutoCloseable> open = new ArrayList<>();
        try {
            Broker broker = Broker.start(folder.resolve("kafka"), 0);
            open.add(broker);
            open.add(ServerProcess.streams(folder, broker.bootstrapServers()));
            List<LoadClient> clients = new ArrayList<>();
            List<Integer> debugPorts = new ArrayList<>();
            for (int i = 0; i < gateways; i++) {
                int debugPort = ServerProcess.freePort();
                ServerProcess gateway =
                        ServerProcess.gateway(folder, "gateway-" + i, broker.bootstrapServers(), debugPort);
                open.add(gateway);
                LoadClient client = new LoadClient(gateway.port());
                open.add(client);
                clients.add(client);
                debugPorts.add(debugPort);
            }
            run(clients, debugPorts);
        } finally {
            for (int i = open.size() - 1; i >= 0; i--) {
                open.get(i).close();
            }
        }
        return 0;
    }

    private void run(List<LoadClient> clients, List<Integer> debugPorts) throws IOException, InterruptedException {
        awaitFresh(debugPorts);
        RateLimitRequest hit = LoadClient.request("plan", "acme");
        clients.get(0).ask(hit.toBuilder().setHitsAddend(USED_BEFORE).build());
        LockSupport.parkNanos(Duration.ofSeconds(3).toNanos());
        long before = records(debugPorts);
        long begin = System.nanoTime();
        for (int i = 0; i < hits; i++) {
            long due = begin + i * (Duration.ofSeconds(1).toNanos() / rate);
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            clients.get(i % clients.size()).ask(hit);
        }
        LockSupport.parkNanos(Duration.ofSeconds(3).toNanos());
        long made = records(debugPorts) - before;
        OUT.printf(
                "%d hits at %d/s over %d gateways: %d records in hits, %.2f per 100 hits%n",
                hits, rate, clients.size(), made, made * 100.0 / hits);
    }

    private static void awaitFresh(List<Integer> debugPorts) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        for (int port : debugPorts) {
            while (!page(port, "/status").contains("usage of other gateways: fresh")) {
                if (System.nanoTime() > deadline) {
                    throw new IOException("a gateway did not get to know the others within 60 s");
                }
                LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            }
        }
    }

    private static long records(List<Integer> debugPorts) throws IOException, InterruptedException {
        long sum = 0;
        for (int port : debugPorts) {
            sum += page(port, "/metrics")
                    .lines()
                    .filter(line -> line.startsWith(RECORDS))
                    .mapToLong(line -> (long) Double.parseDouble(line.substring(RECORDS.length())))
                    .sum();
        }
        return sum;
    }

    private static String page(int port, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }
}
