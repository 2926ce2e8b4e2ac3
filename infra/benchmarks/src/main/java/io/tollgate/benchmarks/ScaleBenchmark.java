package io.tollgate.benchmarks;

import io.tollgate.envoy.service.ratelimit.v3.RateLimitRequest;
import io.tollgate.topic.Topics;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What it costs to know many counters. */
@Command(
        name = "scale",
        description =
                "Memory, disk, restart, cold reads and cost of a decision of a gateway that knows more and more counters"
                        + " of others, with all requests spread over all of them.")
final class ScaleBenchmark implements Callable<Integer> {

    private static final PrintStream OUT = System.out;
    private static final double MILLION = 1e6;
    private static final double MIB = 1 << 20;
    private static final String GATEWAY = "gateway";
    private static final String LIMITS = """
            domain: bench
            windows: calendar
            descriptors:
              - key: %s
                rate_limit: {unit: month, requests_per_unit: 4000000000}
            """.formatted(Backlog.KEY);
    private static final long LIMIT = 4_000_000_000L;
    private static final int PARTITIONS = 32;
    private static final int LOOKED_AT = 1_000;
    private static final Duration LOOK_EVERY = Duration.ofMillis(5);
    private static final Duration LONGEST = Duration.ofMinutes(40);

    /** Longer than usage stays in memory before it is flushed. */
    private static final Duration REST = Duration.ofSeconds(35);

    @Option(
            names = "--counters",
            split = ",",
            description = "How many are known, each more than the one before. Default: 1000 to 10000000.")
    private List<Integer> counters = List.of(1_000, 10_000, 100_000, 1_000_000, 10_000_000);

    @Option(names = "--cold-rate", description = "Cold counters looked at a second. Default: ${DEFAULT-VALUE}.")
    private int coldRate = 500;

    @Option(names = "--warm-up", description = "Seconds of full load before. Default: ${DEFAULT-VALUE}.")
    private int warmUp = 30;

    @Option(names = "--seconds", description = "Length of each measurement. Default: ${DEFAULT-VALUE}.")
    private int seconds = 10;

    @Option(names = "--in-flight", description = "Requests in flight at full load. Default: ${DEFAULT-VALUE}.")
    private int inFlight = 64;

    @Override
    public Integer call() throws Exception {
        Path folder = Files.createTempDirectory("tollgate-bench");
        Files.createDirectories(folder.resolve("limits"));
        Files.writeString(folder.resolve("limits/bench.yaml"), LIMITS);
        try (ServerProcess broker = ServerProcess.broker(folder)) {
            String bootstrap = "127.0.0.1:" + broker.port();
            try (KafkaFigures kafka = new KafkaFigures(bootstrap)) {
                kafka.createTopics(PARTITIONS);
                try (ServerProcess streams =
                        ServerProcess.streams(folder, bootstrap, Map.of("TOLLGATE_APPLICATIONS", "usage"))) {
                    grow(new Site(folder, bootstrap, kafka, streams));
                }
            }
        }
        return 0;
    }

    /** All that runs, but for the gateway. */
    private record Site(Path folder, String bootstrap, KafkaFigures kafka, ServerProcess streams) {}

    private void grow(Site site) throws Exception {
        Backlog backlog = new Backlog(counters.get(counters.size() - 1), 1);
        int known = 0;
        for (int count : counters) {
            int debugPort = ServerProcess.freePort();
            ServerProcess gateway = ServerProcess.gateway(site.folder, GATEWAY, site.bootstrap, debugPort);
            try {
                OUT.printf("%n%d counters%n", count);
                fill(site, gateway, backlog, known, count);
                known = count;
                describe(site, new DebugPages(debugPort), count);
                LockSupport.parkNanos(REST.toNanos());
                gateway.kill();
                gateway = ServerProcess.gateway(site.folder, GATEWAY, site.bootstrap, debugPort);
                followStart(gateway, new DebugPages(debugPort), count);
                lookAtCold(gateway, count);
                decide(gateway, count);
            } finally {
                gateway.close();
            }
        }
    }

    private static void fill(Site site, ServerProcess gateway, Backlog backlog, int from, int to) throws Exception {
        long begun = System.nanoTime();
        backlog.write(site.bootstrap, from, to);
        try (LoadClient client = new LoadClient(gateway.port())) {
            for (int i = 0; i < LOOKED_AT; i++) {
                int last = to - 1 - i;
                while (used(client, last) < 1) {
                    awaitUntil(begun, LONGEST, "usage of all counters");
                }
            }
        }
        OUT.printf(
                "  %d of them reported by another gateway: known after %.1f s%n",
                to - from, (System.nanoTime() - begun) / 1e9);
    }

    private static void describe(Site site, DebugPages pages, int count) throws Exception {
        OUT.printf(
                "  bytes a counter: %.0f in the gateway's usage store, %.0f in the streams app's folder, %.0f in the"
                        + " topic usage%n",
                pages.metric("tollgate_usage_size_bytes") / count,
                (double) Folders.bytesIn(site.folder.resolve("streams")) / count,
                (double) site.kafka.bytes(
                                new Topics(Topics.DEFAULT_PREFIX).usage().name()::equals)
                        / count);
        OUT.printf("  streams app: RSS %.0f MiB%n", site.streams.residentBytes() / MIB);
    }

    private static void followStart(ServerProcess gateway, DebugPages pages, int count) throws Exception {
        long begun = System.nanoTime();
        try (LoadClient client = new LoadClient(gateway.port())) {
            long used = used(client, count / 2);
            Duration answered = gateway.sinceStart();
            while (!pages.status().startsWith("health: SERVING")) {
                awaitUntil(begun, LONGEST, "SERVING");
            }
            OUT.printf(
                    "  after kill -9: first answer after %.2f s (it knew %d of 1 hits), ready after %.2f s, RSS %.0f"
                            + " MiB%n",
                    answered.toMillis() / 1000.0,
                    used,
                    gateway.sinceStart().toMillis() / 1000.0,
                    gateway.residentBytes() / MIB);
        }
    }

    /** Looks, so that nothing is counted: each counter is read from disk, since no request asked for it before. */
    private void lookAtCold(ServerProcess gateway, int count) {
        int step = Math.max(1, count / (coldRate * 2 * seconds));
        try (LoadClient client = new LoadClient(gateway.port(), number -> look((int) (number * step % count)))) {
            client.openLoop(coldRate, Duration.ofSeconds(seconds)); // compiles what reads
        }
        try (LoadClient client =
                new LoadClient(gateway.port(), number -> look((int) ((number * step + step / 2) % count)))) {
            Latencies latencies = client.openLoop(coldRate, Duration.ofSeconds(seconds));
            OUT.printf(
                    "  %d cold counters a second: p50 %.2f ms, p99 %.2f ms, p99.9 %.2f ms%n",
                    coldRate, latencies.millis(50), latencies.millis(99), latencies.millis(99.9));
        }
    }

    private void decide(ServerProcess gateway, int count) throws IOException {
        try (LoadClient client = new LoadClient(gateway.port(), number -> hit(scattered(number, count)))) {
            client.closedLoop(inFlight, Duration.ofSeconds(warmUp));
            Duration before = gateway.cpu();
            long answered = client.closedLoop(inFlight, Duration.ofSeconds(seconds));
            double cpu = gateway.cpu().minus(before).toMillis() / 1000.0;
            OUT.printf(
                    "  hits over all counters: %.0f decisions/s, %.1f CPU s per 1 M, RSS %.0f MiB%n",
                    answered / (double) seconds, cpu / (answered / MILLION), gateway.residentBytes() / MIB);
        }
    }

    /** Returns one number of each row of numbers in turn, neighbours far apart: 2654435761 has no divisor in common. */
    private static int scattered(long number, int count) {
        return (int) (number % count * 2_654_435_761L % count);
    }

    private static RateLimitRequest hit(int counter) {
        return LoadClient.request(Backlog.KEY, Backlog.value(counter));
    }

    private static RateLimitRequest look(int counter) {
        return LoadClient.look(hit(counter));
    }

    /** Returns hits that the gateway knows of, as soon as it answers. */
    private static long used(LoadClient client, int counter) {
        return LIMIT - client.remaining(look(counter), Duration.ofMinutes(1));
    }

    private static void awaitUntil(long begunNanos, Duration longest, String what) throws IOException {
        if (System.nanoTime() - begunNanos > longest.toNanos()) {
            throw new IOException("no " + what + " within " + longest);
        }
        LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }
}
