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
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What it costs that hits outlive the process and the machine. Of a decision alone: with totals in the journal, and on
 * the heap. Of a gateway: as it is by default; with a journal that is full, so that totals are on the heap; and so, with
 * copies to RocksDB once a minute, which leaves next to nothing of durability.
 */
@Command(
        name = "durability",
        description = "What it costs that hits are durable: a decision with its totals in the journal beside one with"
                + " totals on the heap; and a gateway by default beside one whose journal is full, and one that copies"
                + " only once a minute besides.")
final class DurabilityBenchmark implements Callable<Integer> {

    private static final PrintStream OUT = System.out;
    private static final double MILLION = 1e6;
    private static final int IN_FLIGHT = 128;

    /** More than two segments, the smallest journal, have room for. */
    private static final int FILLING = 20_000;

    private static final String SMALLEST_JOURNAL = Integer.toString(8 << 20);
    private static final String ONCE_A_MINUTE = "60000";

    @Option(names = "--customers", description = "Counters that are charged in turn. Default: ${DEFAULT-VALUE}.")
    private int customers = 1_000;

    @Option(names = "--rate", description = "Requests a second. Default: ${DEFAULT-VALUE}.")
    private int rate = 5_000;

    @Option(names = "--rounds", description = "Rounds, all in turn. Default: ${DEFAULT-VALUE}.")
    private int rounds = 5;

    @Option(names = "--seconds", description = "Length of each part of a round. Default: ${DEFAULT-VALUE}.")
    private int seconds = 10;

    @Option(names = "--millis", description = "Length of an iteration of decisions. Default: ${DEFAULT-VALUE}.")
    private int millis = 500;

    /** The last is what the others are compared with. */
    private static final List<Durability> DURABILITIES = List.of(
            new Durability("full", "journal, copied each 50 ms", Map.of()),
            new Durability("copied", "heap, copied each 50 ms", Map.of("TOLLGATE_JOURNAL_MAX_BYTES", SMALLEST_JOURNAL)),
            new Durability(
                    "next-to-none",
                    "heap, copied each minute",
                    Map.of(
                            "TOLLGATE_JOURNAL_MAX_BYTES",
                            SMALLEST_JOURNAL,
                            "TOLLGATE_JOURNAL_SYNC_INTERVAL_MS",
                            ONCE_A_MINUTE)));

    private record Durability(String name, String text, Map<String, String> environment) {}

    private record Result(double cpuPerMillion, double p50, double p99, double perSecond) {}

    /** A gateway under load. */
    private static final class Side {
        private final Durability durability;
        private final ServerProcess gateway;
        private final LoadClient client;
        private final List<Result> results = new ArrayList<>();

        Side(Durability durability, ServerProcess gateway, RateLimitRequest... requests) {
            this.durability = durability;
            this.gateway = gateway;
            this.client = new LoadClient(gateway.port(), requests);
        }

        void close() {
            client.close();
            gateway.close();
        }

        double median(ToDoubleFunction<Result> figure) {
            return Medians.of(results, figure);
        }
    }

    @Override
    public Integer call() throws Exception {
        compareDecisions();
        Path folder = Files.createTempDirectory("tollgate-bench");
        try (Broker broker = Broker.start(folder.resolve("kafka"), 0);
                ServerProcess streams = ServerProcess.streams(folder, broker.bootstrapServers())) {
            List<Side> sides = new ArrayList<>();
            try {
                for (Durability durability : DURABILITIES) {
                    sides.add(start(folder, broker.bootstrapServers(), durability));
                }
                compareGateways(sides);
            } finally {
                sides.forEach(Side::close);
            }
            OUT.printf("CPU of the streams app: %.1f s%n", streams.cpu().toMillis() / 1000.0);
        }
        return 0;
    }

    private void compareDecisions() throws RunnerException {
        List<Double> heap = new ArrayList<>();
        List<Double> journal = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            heap.add(nanos(false));
            journal.add(nanos(true));
        }
        double[] medians = {Medians.of(heap, Double::doubleValue), Medians.of(journal, Double::doubleValue)};
        OUT.printf(
                "a decision alone, median of %d JVMs each: heap %.1f ns, journal %.1f ns, %.1f ns more, ratio %.3f%n",
                rounds, medians[0], medians[1], medians[1] - medians[0], medians[1] / medians[0]);
    }

    private double nanos(boolean durable) throws RunnerException {
        return JmhResult.of(
                        new OptionsBuilder()
                                .include(DecidingRuns.class.getName())
                                .param("rules", "10")
                                .param("shape", RuleShape.EXACT.name())
                                .param("durable", Boolean.toString(durable))
                                .forks(1),
                        millis)
                .nanos();
    }

    private Side start(Path folder, String bootstrap, Durability durability) throws IOException, InterruptedException {
        int debugPort = ServerProcess.freePort();
        ServerProcess gateway =
                ServerProcess.gateway(folder, durability.name, bootstrap, debugPort, durability.environment);
        RateLimitRequest[] requests = IntStream.range(0, customers)
                .mapToObj(customer -> LoadClient.request("customer", durability.name + customer))
                .toArray(RateLimitRequest[]::new);
        Side side = new Side(durability, gateway, requests);
        side.client.askEach(i -> LoadClient.request("customer", durability.name + "-filling-" + i), FILLING, IN_FLIGHT);
        side.client.closedLoop(IN_FLIGHT, Duration.ofSeconds(2L * seconds));
        double onHeap = new DebugPages(debugPort).metric("tollgate_journal_not_durable");
        if (onHeap >= customers == durability.environment.isEmpty()) {
            side.close();
            throw new IllegalStateException(durability + ": " + onHeap + " totals are on the heap");
        }
        return side;
    }

    private void compareGateways(List<Side> sides) {
        OUT.printf(
                "%-28s %14s %9s %9s %12s   CPU and latency at %d/s, then throughput%n",
                "a gateway", "CPU s per 1 M", "p50, ms", "p99, ms", "decisions/s", rate);
        for (int round = 0; round < rounds; round++) {
            for (Side side : sides) {
                side.results.add(measure(side));
            }
        }
        Side baseline = sides.get(sides.size() - 1);
        for (Side side : sides) {
            OUT.printf(
                    "%-28s %14.1f %9.2f %9.2f %12.0f   ratios %.2f %.2f %.2f %.2f%n",
                    side.durability.text,
                    side.median(Result::cpuPerMillion),
                    side.median(Result::p50),
                    side.median(Result::p99),
                    side.median(Result::perSecond),
                    ratio(side, baseline, Result::cpuPerMillion),
                    ratio(side, baseline, Result::p50),
                    ratio(side, baseline, Result::p99),
                    ratio(side, baseline, Result::perSecond));
        }
    }

    private static double ratio(Side side, Side baseline, ToDoubleFunction<Result> figure) {
        return side.median(figure) / baseline.median(figure);
    }

    private Result measure(Side side) {
        Duration cpuBefore = side.gateway.cpu();
        Latencies latencies = side.client.openLoop(rate, Duration.ofSeconds(seconds));
        double cpu = side.gateway.cpu().minus(cpuBefore).toMillis() / 1000.0;
        long answered = side.client.closedLoop(IN_FLIGHT, Duration.ofSeconds(seconds));
        return new Result(
                cpu / (latencies.count() / MILLION),
                latencies.millis(50),
                latencies.millis(99),
                answered / (double) seconds);
    }
}
