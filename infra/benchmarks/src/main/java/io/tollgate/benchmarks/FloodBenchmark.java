package io.tollgate.benchmarks;

import io.tollgate.envoy.service.ratelimit.v3.RateLimitRequest;
import io.tollgate.standalone.Broker;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What a flood of values that nobody has seen before does to the customers that are known. */
@Command(
        name = "flood",
        description =
                "Known customers who ask at a fixed rate: alone, beside other known customers who keep requests in flight"
                        + " all the time, and beside as many requests in flight whose value is a new one each time.")
final class FloodBenchmark implements Callable<Integer> {

    private static final PrintStream OUT = System.out;
    private static final String GATEWAY = "gateway";
    private static final double MIB = 1 << 20;

    @Option(names = "--customers", description = "Known customers of each kind. Default: ${DEFAULT-VALUE}.")
    private int customers = 10_000;

    @Option(names = "--rate", description = "Requests a second of known customers. Default: ${DEFAULT-VALUE}.")
    private int rate = 1_000;

    @Option(names = "--in-flight", description = "Requests in flight beside them. Default: ${DEFAULT-VALUE}.")
    private int inFlight = 16;

    @Option(names = "--seconds", description = "Length of each part. Default: ${DEFAULT-VALUE}.")
    private int seconds = 180;

    @Option(names = "--warm-up", description = "Seconds of full load before. Default: ${DEFAULT-VALUE}.")
    private int warmUp = 60;

    /** The parts of a running system, and who is measured. */
    private record Installation(
            Path folder, ServerProcess gateway, KafkaFigures kafka, LoadClient measured, ExecutorService besides) {}

    @Override
    public Integer call() throws Exception {
        Path folder = Files.createTempDirectory("tollgate-bench");
        Files.createDirectories(folder.resolve("limits"));
        Files.writeString(folder.resolve("limits/bench.yaml"), Scenario.CUSTOMERS.limits());
        AtomicLong news = new AtomicLong(2L * customers);
        LongFunction<RateLimitRequest> unseen = number -> Scenario.CUSTOMERS.request((int) news.getAndIncrement());
        ExecutorService besides = Executors.newSingleThreadExecutor();
        try (Broker broker = Broker.start(folder.resolve("kafka"), 0);
                KafkaFigures kafka = new KafkaFigures(broker.bootstrapServers());
                ServerProcess streams = ServerProcess.streams(folder, broker.bootstrapServers());
                ServerProcess gateway =
                        ServerProcess.gateway(folder, GATEWAY, broker.bootstrapServers(), ServerProcess.freePort());
                LoadClient measured = new LoadClient(gateway.port(), known(0));
                LoadClient others = new LoadClient(gateway.port(), known(customers));
                LoadClient flood = new LoadClient(gateway.port(), unseen)) {
            Installation installation = new Installation(folder, gateway, kafka, measured, besides);
            measured.closedLoop(inFlight, Duration.ofSeconds(warmUp));
            others.closedLoop(inFlight, Duration.ofSeconds(warmUp));
            OUT.printf(
                    "%d known customers, %d requests a second; %d in flight beside them, %d s each%n%-28s %10s %10s %12s %10s %12s %12s%n",
                    customers,
                    rate,
                    inFlight,
                    seconds,
                    "",
                    "p50, ms",
                    "p99, ms",
                    "beside, /s",
                    "RSS, MiB",
                    "disk, MiB",
                    "Kafka, B/hit");
            Seen alone = measure("alone", null, installation);
            Seen beside = measure("beside known customers", others, installation);
            Seen flooded = measure("beside values never seen", flood, installation);
            OUT.printf(
                    "flood: p99 %.2f of alone, %.2f of beside known ones; at %.2f of their rate; %d values; the streams app used %.0f s of CPU in all%n",
                    flooded.latencies.millis(99) / alone.latencies.millis(99),
                    flooded.latencies.millis(99) / beside.latencies.millis(99),
                    (double) flooded.besides / beside.besides,
                    news.get() - 2L * customers,
                    streams.cpu().toMillis() / 1000.0);
        } finally {
            besides.shutdownNow();
        }
        return 0;
    }

    private RateLimitRequest[] known(int first) {
        return IntStream.range(first, first + customers)
                .mapToObj(Scenario.CUSTOMERS::request)
                .toArray(RateLimitRequest[]::new);
    }

    /** @param besides how many requests were answered beside the measured ones */
    private record Seen(Latencies latencies, long besides) {}

    private Seen measure(String name, @Nullable LoadClient beside, Installation installation)
            throws ExecutionException, InterruptedException, IOException {
        Duration time = Duration.ofSeconds(seconds);
        long bytesBefore = installation.kafka.bytes(topic -> true);
        Future<Long> load = installation.besides.submit(() -> beside == null ? 0L : beside.closedLoop(inFlight, time));
        Seen seen = new Seen(installation.measured.openLoop(rate, time), load.get());
        long hits = seen.besides + seen.latencies.count();
        OUT.printf(
                "%-28s %10.2f %10.2f %12.0f %10.0f %12.0f %12.0f%n",
                name,
                seen.latencies.millis(50),
                seen.latencies.millis(99),
                seen.besides / (double) seconds,
                installation.gateway.residentBytes() / MIB,
                Folders.bytesIn(installation.folder.resolve(GATEWAY)) / MIB,
                (installation.kafka.bytes(topic -> true) - bytesBefore) / (double) hits);
        return seen;
    }
}
