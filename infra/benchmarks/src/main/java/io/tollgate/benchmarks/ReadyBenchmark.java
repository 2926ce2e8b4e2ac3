package io.tollgate.benchmarks;

import io.tollgate.envoy.service.ratelimit.v3.RateLimitRequest;
import io.tollgate.standalone.Broker;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How long a part takes until it is back after kill -9, with many counters. */
@Command(
        name = "ready",
        description =
                "Time from the start until the first answer and until ready, after kill -9 of a gateway and of the"
                        + " streams app that hold many metered counters.")
final class ReadyBenchmark implements Callable<Integer> {

    private static final PrintStream OUT = System.out;
    private static final String GATEWAY = "gateway";
    private static final long LIMIT = 4_000_000_000L;
    private static final int IN_FLIGHT = 256;
    private static final int LOOKED_AT = 1_000;
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Duration LOOK_EVERY = Duration.ofMillis(5);
    private static final Duration REST = Duration.ofSeconds(10);
    private static final double MIB = 1 << 20;

    @Option(names = "--counters", description = "Counters, each hit once. Default: ${DEFAULT-VALUE}.")
    private int counters = 1_000_000;

    @Option(names = "--kills", description = "Kills of each. Default: ${DEFAULT-VALUE}.")
    private int kills = 3;

    /** All counters are of one hour, which must not end in between. */
    @Option(names = "--minutes", description = "What must be left of the hour. Default: ${DEFAULT-VALUE}.")
    private int minutes = 10;

    @Override
    public Integer call() throws Exception {
        awaitHourWithTimeLeft();
        Path folder = Files.createTempDirectory("tollgate-bench");
        try (Broker broker = Broker.start(folder.resolve("kafka"), 0)) {
            String bootstrap = broker.bootstrapServers();
            ServerProcess streams = ServerProcess.streams(folder, bootstrap);
            int debugPort = ServerProcess.freePort();
            ServerProcess gateway = ServerProcess.gateway(folder, GATEWAY, bootstrap, debugPort);
            try {
                fill(gateway);
                for (int kill = 0; kill < kills; kill++) {
                    describe(GATEWAY, gateway, folder.resolve(GATEWAY));
                    gateway.kill();
                    gateway = ServerProcess.gateway(folder, GATEWAY, bootstrap, debugPort);
                    follow(gateway, new DebugPages(debugPort), kill == 0 ? "right after the last hit" : "at rest");
                    LockSupport.parkNanos(REST.toNanos());
                }
                for (int kill = 0; kill <= kills; kill++) {
                    boolean wiped = kill == kills;
                    describe("streams", streams, folder.resolve("streams"));
                    streams.kill();
                    if (wiped) {
                        delete(folder.resolve("streams"));
                    }
                    streams = ServerProcess.streams(folder, bootstrap);
                    follow(streams, wiped ? "its folder wiped" : "on its folder");
                    LockSupport.parkNanos(REST.toNanos());
                }
            } finally {
                gateway.close();
                streams.close();
            }
        }
        return 0;
    }

    private void awaitHourWithTimeLeft() {
        long hour = Duration.ofHours(1).toMillis();
        long left = hour - Instant.now().toEpochMilli() % hour;
        if (left < Duration.ofMinutes(minutes).toMillis()) {
            OUT.printf("waiting %d s for the next hour%n", left / 1000);
            LockSupport.parkNanos(Duration.ofMillis(left + 1000).toNanos());
        }
    }

    private void fill(ServerProcess gateway) {
        long begun = System.nanoTime();
        try (LoadClient client = new LoadClient(gateway.port())) {
            client.askEach(ReadyBenchmark::hit, counters, IN_FLIGHT);
        }
        OUT.printf("%d counters hit once in %.1f s%n", counters, (System.nanoTime() - begun) / 1e9);
    }

    private static RateLimitRequest hit(int counter) {
        return LoadClient.request("customer", "c" + counter);
    }

    private static void describe(String name, ServerProcess process, Path data) throws IOException {
        OUT.printf(
                "%s: RSS %.0f MiB, %.0f MiB in its folder%n",
                name, process.residentBytes() / MIB, Folders.bytesIn(data) / MIB);
    }

    private void follow(ServerProcess gateway, DebugPages pages, String when) throws IOException, InterruptedException {
        try (LoadClient client = new LoadClient(gateway.port())) {
            long known = hitsOf(client, counters - 1);
            Duration answered = gateway.sinceStart();
            while (!pages.status().startsWith("health: SERVING")) {
                await(gateway, "SERVING");
            }
            Duration ready = gateway.sinceStart();
            long wrong = countWrong(client);
            while (pages.metric("tollgate_report_stored_unsent") > 0) {
                await(gateway, "done with the totals on its disk");
            }
            OUT.printf(
                    "gateway killed %s: first answer after %.2f s (it knew %d of 1 hits), ready after %.2f s (%d of %d"
                            + " counters looked at were wrong), all of its disk in the log after %.2f s%n",
                    when, seconds(answered), known, seconds(ready), wrong, LOOKED_AT, seconds(gateway.sinceStart()));
        }
    }

    private long countWrong(LoadClient client) {
        return IntStream.range(0, LOOKED_AT)
                .filter(i -> hitsOf(client, (int) ((long) i * counters / LOOKED_AT)) != 1)
                .count();
    }

    private static long hitsOf(LoadClient client, int counter) {
        return LIMIT - client.remaining(LoadClient.look(hit(counter)), LONGEST);
    }

    private static void await(ServerProcess process, String what) throws IOException {
        if (process.sinceStart().compareTo(LONGEST) > 0) {
            throw new IOException("not " + what + " within " + LONGEST);
        }
        LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }

    private static void follow(ServerProcess streams, String where) throws IOException {
        Duration usage = streams.awaitWritten("tollgate.usage is RUNNING", LONGEST);
        Duration ledger = streams.awaitWritten("tollgate.ledger is RUNNING", LONGEST);
        OUT.printf(
                "streams app killed, %s: usage RUNNING after %.1f s, both after %.1f s%n",
                where, seconds(usage), seconds(ledger));
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
