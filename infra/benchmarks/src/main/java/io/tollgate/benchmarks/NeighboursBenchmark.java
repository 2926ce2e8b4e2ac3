package io.tollgate.benchmarks;

import io.tollgate.envoy.service.ratelimit.v3.RateLimitRequest;
import io.tollgate.standalone.Broker;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Whether one customer who asks all the time slows the others more than many who ask as much together. */
@Command(
        name = "neighbours",
        description =
                "Latency of many customers who ask at a fixed rate: alone, beside one customer who keeps requests in"
                        + " flight all the time, and beside as many requests in flight of other customers.")
final class NeighboursBenchmark implements Callable<Integer> {

    private static final PrintStream OUT = System.out;
    private static final String GATEWAY = "gateway";

    @Option(names = "--customers", description = "Customers of each kind. Default: ${DEFAULT-VALUE}.")
    private int customers = 10_000;

    @Option(names = "--rate", description = "Requests a second that are measured. Default: ${DEFAULT-VALUE}.")
    private int rate = 1_000;

    @Option(names = "--in-flight", description = "Requests in flight beside them. Default: ${DEFAULT-VALUE}.")
    private int inFlight = 16;

    @Option(names = "--rounds", description = "Rounds, each load in turn. Default: ${DEFAULT-VALUE}.")
    private int rounds = 5;

    @Option(names = "--seconds", description = "Length of each part of a round. Default: ${DEFAULT-VALUE}.")
    private int seconds = 6;

    @Option(names = "--warm-up", description = "Seconds of full load before. Default: ${DEFAULT-VALUE}.")
    private int warmUp = 30;

    /**
     * What happens beside the measured requests.
     *
     * @param client asks for it; null where nothing happens
     */
    private record Load(String name, @Nullable LoadClient client, List<Latencies> beside) {

        Load(String name, @Nullable LoadClient client) {
            this(name, client, new ArrayList<>());
        }

        double median(double percentile) {
            return Medians.of(beside, each -> each.millis(percentile));
        }
    }

    @Override
    public Integer call() throws Exception {
        Path folder = Files.createTempDirectory("tollgate-bench");
        Files.createDirectories(folder.resolve("limits"));
        Files.writeString(folder.resolve("limits/bench.yaml"), Scenario.CUSTOMERS.limits());
        ExecutorService besides = Executors.newSingleThreadExecutor();
        try (Broker broker = Broker.start(folder.resolve("kafka"), 0);
                ServerProcess streams = ServerProcess.streams(folder, broker.bootstrapServers());
                ServerProcess gateway =
                        ServerProcess.gateway(folder, GATEWAY, broker.bootstrapServers(), ServerProcess.freePort());
                LoadClient measured = new LoadClient(gateway.port(), of(0, customers));
                LoadClient one = new LoadClient(gateway.port(), of(customers, 1));
                LoadClient many = new LoadClient(gateway.port(), of(customers + 1, customers))) {
            List<Load> loads = List.of(
                    new Load("alone", null),
                    new Load("beside one customer", one),
                    new Load("beside many customers", many));
            for (LoadClient client : List.of(measured, one, many)) {
                client.closedLoop(inFlight, Duration.ofSeconds(warmUp));
            }
            for (int round = 0; round < rounds; round++) {
                for (Load load : loads) {
                    load.beside.add(measure(measured, load.client, besides));
                }
            }
            print(loads);
            OUT.printf(
                    "the streams app used %.1f s of CPU in all%n", streams.cpu().toMillis() / 1000.0);
        } finally {
            besides.shutdownNow();
        }
        return 0;
    }

    private static RateLimitRequest[] of(int first, int count) {
        return IntStream.range(first, first + count)
                .mapToObj(Scenario.CUSTOMERS::request)
                .toArray(RateLimitRequest[]::new);
    }

    private Latencies measure(LoadClient measured, @Nullable LoadClient beside, ExecutorService besides)
            throws ExecutionException, InterruptedException, IOException {
        Duration time = Duration.ofSeconds(seconds);
        Future<?> load = besides.submit(() -> beside == null ? 0L : beside.closedLoop(inFlight, time));
        Latencies latencies = measured.openLoop(rate, time);
        load.get();
        return latencies;
    }

    private void print(List<Load> loads) {
        OUT.printf(
                "%d customers, %d requests a second in all; medians of %d rounds; %d in flight beside them%n",
                customers, rate, rounds, inFlight);
        OUT.printf("%-24s %10s %10s %10s%n", "", "p50, ms", "p99, ms", "p99.9, ms");
        for (Load load : loads) {
            OUT.printf("%-24s %10.2f %10.2f %10.2f%n", load.name, load.median(50), load.median(99), load.median(99.9));
        }
        Load one = loads.get(1);
        Load many = loads.get(2);
        OUT.printf(
                "%-24s %10.2f %10.2f %10.2f%n",
                "one beside many, ratio",
                one.median(50) / many.median(50),
                one.median(99) / many.median(99),
                one.median(99.9) / many.median(99.9));
    }
}
