package io.tollgate.benchmarks;

import io.tollgate.envoy.service.ratelimit.v3.RateLimitRequest;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
        try (Cluster cluster = Cluster.start(folder, gateways)) {
            run(cluster);
        }
        return 0;
    }

    private void run(Cluster cluster) throws IOException, InterruptedException {
        List<LoadClient> clients = cluster.clients();
        RateLimitRequest hit = LoadClient.request("plan", "acme");
        clients.get(0).ask(hit.toBuilder().setHitsAddend(USED_BEFORE).build());
        LockSupport.parkNanos(Duration.ofSeconds(3).toNanos());
        long before = records(cluster);
        long begin = System.nanoTime();
        for (int i = 0; i < hits; i++) {
            long due = begin + i * (Duration.ofSeconds(1).toNanos() / rate);
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            clients.get(i % clients.size()).ask(hit);
        }
        LockSupport.parkNanos(Duration.ofSeconds(3).toNanos());
        long made = records(cluster) - before;
        OUT.printf(
                "%d hits at %d/s over %d gateways: %d records in hits, %.2f per 100 hits%n",
                hits, rate, clients.size(), made, made * 100.0 / hits);
    }

    private static long records(Cluster cluster) throws IOException, InterruptedException {
        long sum = 0;
        for (DebugPages pages : cluster.pages()) {
            sum += (long) pages.metric("tollgate_report_records_total");
        }
        return sum;
    }
}
