package io.tollgate.benchmarks;

import com.google.protobuf.UInt64Value;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitRequest;
import io.tollgate.standalone.Broker;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How long it takes until a hit that one gateway answered is known at another. */
@Command(
        name = "lag",
        description = "Time from the answer of a first metered hit at one gateway until a look at another gateway shows"
                + " it.")
final class LagBenchmark implements Callable<Integer> {

    private static final PrintStream OUT = System.out;
    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final long LOOK_EVERY_NANOS = 200_000;

    @Option(names = "--hits", description = "Hits that are followed. Default: ${DEFAULT-VALUE}.")
    private int hits = 1_000;

    @Option(names = "--warm-up", description = "Hits before them. Default: ${DEFAULT-VALUE}.")
    private int warmUp = 1_000;

    @Override
    public Integer call() throws Exception {
        Path folder = Files.createTempDirectory("tollgate-bench");
        try (Broker broker = Broker.start(folder.resolve("kafka"), 0);
                ServerProcess streams = ServerProcess.streams(folder, broker.bootstrapServers());
                ServerProcess first =
                        ServerProcess.gateway(folder, "first", broker.bootstrapServers(), ServerProcess.freePort());
                ServerProcess second =
                        ServerProcess.gateway(folder, "second", broker.bootstrapServers(), ServerProcess.freePort());
                LoadClient toFirst = new LoadClient(first.port());
                LoadClient toSecond = new LoadClient(second.port())) {
            awaitKnown(toFirst, toSecond);
            follow(toFirst, toSecond, "warm", warmUp);
            Latencies latencies = follow(toFirst, toSecond, "measured", hits);
            OUT.printf(
                    "hit answered at one gateway -> known at another, %d hits: p50 %.1f ms, p90 %.1f ms, p99 %.1f ms, max %.1f ms%n",
                    latencies.count(),
                    latencies.millis(50),
                    latencies.millis(90),
                    latencies.millis(99),
                    latencies.millis(100));
            OUT.printf("CPU of the streams app so far: %.1f s%n", streams.cpu().toMillis() / 1000.0);
        }
        return 0;
    }

    private static void awaitKnown(LoadClient toFirst, LoadClient toSecond) {
        toFirst.ask(LoadClient.request("plan", "start"));
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (remaining(toSecond, look("start")) == 1_000_000) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("the first hit was not known at the other gateway within 60 s");
            }
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
    }

    private static Latencies follow(LoadClient toFirst, LoadClient toSecond, String name, int count) {
        Latencies latencies = new Latencies();
        for (int i = 0; i < count; i++) {
            String customer = name + i;
            RateLimitRequest look = look(customer);
            remaining(toSecond, look); // the counter is on the heap, as that of any customer who is active there
            toFirst.ask(LoadClient.request("plan", customer));
            long answered = System.nanoTime();
            while (remaining(toSecond, look) == 1_000_000) {
                if (System.nanoTime() - answered > LONGEST.toNanos()) {
                    throw new IllegalStateException("a hit was not known after " + LONGEST);
                }
                LockSupport.parkNanos(LOOK_EVERY_NANOS);
            }
            latencies.add(System.nanoTime() - answered);
        }
        return latencies;
    }

    private static RateLimitRequest look(String customer) {
        RateLimitRequest.Builder request = LoadClient.request("plan", customer).toBuilder();
        request.getDescriptorsBuilder(0).setHitsAddend(UInt64Value.of(0));
        return request.build();
    }

    private static long remaining(LoadClient client, RateLimitRequest request) {
        return Integer.toUnsignedLong(client.ask(request).getStatuses(0).getLimitRemaining());
    }
}
