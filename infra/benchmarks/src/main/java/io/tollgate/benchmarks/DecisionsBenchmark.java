package io.tollgate.benchmarks;

import io.tollgate.benchmarks.Measured.GcPause;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitRequest;
import io.tollgate.standalone.Broker;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Decisions a second, their CPU and their latency, beside a gRPC server that answers without a look. */
@Command(
        name = "decisions",
        description =
                "Throughput, CPU and latency of a gateway with Kafka and the streams app behind it, or of any other"
                        + " rate limit service, beside a gRPC server that answers without looking at the request.")
final class DecisionsBenchmark implements Callable<Integer> {

    private static final PrintStream OUT = System.out;
    private static final double MILLION = 1e6;
    private static final double MIB = 1 << 20;
    private static final String GATEWAY = "gateway";
    private static final String WITHOUT_KAFKA = "gateway-no-kafka";

    /** Nobody listens there: the port is a reserved one. */
    private static final String NO_KAFKA = "127.0.0.1:1";

    private static final List<Column> COLUMNS = List.of(
            new Column("decisions/s", "%.0f", Result::perSecond),
            new Column("CPU s per 1 M", "%.1f", Result::cpuPerMillion),
            new Column("p50, ms", "%.2f", result -> result.latencies.millis(50)),
            new Column("p99, ms", "%.2f", result -> result.latencies.millis(99)),
            new Column("p99.9, ms", "%.2f", result -> result.latencies.millis(99.9)),
            new Column("garbage, B", "%.0f", Result::garbage),
            new Column("RSS, MiB", "%.0f", Result::residentMib),
            new Column("GC, ms per s", "%.2f", Result::pausedMillisPerSecond),
            new Column("longest GC, ms", "%.1f", Result::longestPauseMillis));

    @Option(
            names = "--scenario",
            description = "What is asked: ${COMPLETION-CANDIDATES} (one customer; 10,000 customers; a million, with"
                    + " 100,000 on the heap; all over their limit; four descriptors a request; 10,000 nested rules;"
                    + " three limits on a descriptor). Default: ${DEFAULT-VALUE}.")
    private Scenario scenario = Scenario.CUSTOMERS;

    @Option(names = "--customers", description = "Customers that ask in turn. Default: as many as the scenario says.")
    private int customers;

    @Option(
            names = "--without-kafka",
            description = "The gateway finds no Kafka, and decides by what it counts itself: nothing is reported or"
                    + " read beside the decisions.")
    private boolean withoutKafka;

    @Option(
            names = "--with-and-without-kafka",
            description = "Two gateways in turn, one with Kafka and one that finds none: what reporting and reading"
                    + " beside the decisions does to them.")
    private boolean withAndWithoutKafka;

    @Option(
            names = "--target",
            paramLabel = "HOST:PORT",
            description = "Drives the service there, which must have the limits of --print-limits, and not a gateway of"
                    + " its own.")
    private @Nullable String target;

    @Option(
            names = "--target-pid",
            paramLabel = "PID",
            split = ",",
            description = "Processes of the target on this machine, for their CPU and memory.")
    private List<Long> targetPids = List.of();

    @Option(names = "--print-limits", description = "Prints the scenario's limit file and ends.")
    private boolean printLimits;

    @Option(
            names = "--pin",
            paramLabel = "CORES",
            description =
                    "Cores for echo and gateway alone, as taskset has them: 0, or 0,1; client, broker and streams app"
                            + " have the others. Default: all, for all.")
    private @Nullable String pin;

    @Option(names = "--rounds", description = "Rounds, echo and gateway in turn. Default: ${DEFAULT-VALUE}.")
    private int rounds = 5;

    @Option(names = "--seconds", description = "Length of each part of a round. Default: ${DEFAULT-VALUE}.")
    private int seconds = 6;

    @Option(names = "--warm-up", description = "Seconds of full load on each before. Default: ${DEFAULT-VALUE}.")
    private int warmUp = 30;

    @Option(names = "--in-flight", description = "Requests in flight in the closed loop. Default: ${DEFAULT-VALUE}.")
    private int inFlight = 128;

    @Option(names = "--rate", description = "Requests a second in the open loop. Default: ${DEFAULT-VALUE}.")
    private int rate = 2_000;

    private record Result(
            double perSecond,
            double cpuPerMillion,
            double garbage,
            Latencies latencies,
            double residentMib,
            double pausedMillisPerSecond,
            double longestPauseMillis) {}

    private record Column(String title, String format, ToDoubleFunction<Result> figure) {

        String text(double value) {
            return format.formatted(value);
        }
    }

    /** A server under load. */
    private record Side(String name, Measured server, LoadClient client, List<Result> results) {

        Side(String name, Measured server, LoadClient client) {
            this(name, server, client, new ArrayList<>());
        }

        double median(Column column) {
            return Medians.of(results, column.figure);
        }
    }

    @Override
    public Integer call() throws Exception {
        if (printLimits) {
            OUT.print(scenario.limits());
            return 0;
        }
        if (pin != null) {
            Cores.leave(pin);
        }
        RateLimitRequest[] requests = scenario.requests(customers == 0 ? scenario.customers() : customers);
        Path folder = Files.createTempDirectory("tollgate-bench");
        Files.createDirectories(folder.resolve("limits"));
        Files.writeString(folder.resolve("limits/bench.yaml"), scenario.limits());
        try (ServerProcess echo = ServerProcess.echo(folder, pin);
                LoadClient toEcho = new LoadClient(echo.port(), requests)) {
            Side baseline = new Side("echo", echo, toEcho);
            if (target != null) {
                compareTarget(baseline, target, requests);
            } else if (withoutKafka) {
                compareGateways(baseline, folder, Map.of(WITHOUT_KAFKA, NO_KAFKA), requests);
            } else {
                compareWithAll(baseline, folder, requests);
            }
        }
        return 0;
    }

    private void compareTarget(Side baseline, String address, RateLimitRequest... requests) throws IOException {
        try (LoadClient client = new LoadClient(address, requests)) {
            compare(baseline, List.of(new Side(address, new RunningProcesses(targetPids), client)));
        }
    }

    private void compareWithAll(Side baseline, Path folder, RateLimitRequest... requests) throws Exception {
        try (Broker broker = Broker.start(folder.resolve("kafka"), 0);
                ServerProcess streams = ServerProcess.streams(folder, broker.bootstrapServers())) {
            Map<String, String> gateways = new LinkedHashMap<>(Map.of(GATEWAY, broker.bootstrapServers()));
            if (withAndWithoutKafka) {
                gateways.put(WITHOUT_KAFKA, NO_KAFKA);
            }
            compareGateways(baseline, folder, gateways, requests);
            OUT.printf(
                    "the streams app used %.1f s of CPU in all%n", streams.cpu().toMillis() / 1000.0);
        }
    }

    /** @param bootstraps where Kafka is, by the gateway's name */
    private void compareGateways(
            Side baseline, Path folder, Map<String, String> bootstraps, RateLimitRequest... requests)
            throws IOException {
        Deque<Runnable> open = new ArrayDeque<>();
        try {
            List<Side> sides = new ArrayList<>();
            for (Map.Entry<String, String> bootstrap : bootstraps.entrySet()) {
                ServerProcess gateway = ServerProcess.gateway(
                        folder,
                        bootstrap.getKey(),
                        bootstrap.getValue(),
                        ServerProcess.freePort(),
                        scenario.environment(),
                        pin);
                open.push(gateway::close);
                LoadClient client = new LoadClient(gateway.port(), requests);
                open.push(client::close);
                sides.add(new Side(bootstrap.getKey(), gateway, client));
            }
            compare(baseline, sides);
        } finally {
            open.forEach(Runnable::run);
        }
    }

    private void compare(Side baseline, List<Side> compared) throws IOException {
        List<Side> sides = new ArrayList<>(List.of(baseline));
        sides.addAll(compared);
        OUT.printf(
                "%s: after %d s of full load on each, %d rounds in turn: %d in flight for %d s, and %d/s for %d s%n",
                scenario.name().toLowerCase(Locale.ROOT), warmUp, rounds, inFlight, seconds, rate, seconds);
        for (Side each : sides) {
            each.client.closedLoop(inFlight, Duration.ofSeconds(warmUp));
        }
        print("", COLUMNS.stream().map(Column::title).toList());
        for (int round = 0; round < rounds; round++) {
            for (Side each : sides) {
                Result result = measure(each);
                each.results.add(result);
                print(
                        each.name,
                        COLUMNS.stream()
                                .map(column -> column.text(column.figure.applyAsDouble(result)))
                                .toList());
            }
        }
        OUT.println("medians");
        for (Side each : sides) {
            print(
                    each.name,
                    COLUMNS.stream()
                            .map(column -> column.text(each.median(column)))
                            .toList());
        }
        for (Side each : compared) {
            print(
                    "ratio of " + each.name,
                    COLUMNS.stream()
                            .map(column -> "%.2f".formatted(each.median(column) / baseline.median(column)))
                            .toList());
        }
    }

    private static void print(String name, List<String> cells) {
        StringBuilder line = new StringBuilder("%-26s".formatted(name));
        cells.forEach(cell -> line.append("%15s".formatted(cell)));
        OUT.println(line);
    }

    private Result measure(Side side) throws IOException {
        Duration cpuBefore = side.server.cpu();
        int pausesBefore = side.server.pauses().size();
        long answered = side.client.closedLoop(inFlight, Duration.ofSeconds(seconds));
        double cpu = side.server.cpu().minus(cpuBefore).toMillis() / 1000.0;
        List<GcPause> underLoad = side.server.pauses();
        List<GcPause> pausesUnderLoad = underLoad.subList(pausesBefore, underLoad.size());
        Latencies latencies = side.client.openLoop(rate, Duration.ofSeconds(seconds));
        List<GcPause> all = side.server.pauses();
        List<GcPause> pauses = all.subList(pausesBefore, all.size());
        return new Result(
                answered / (double) seconds,
                cpu / (answered / MILLION),
                allocatedMib(pausesUnderLoad) * MIB / answered,
                latencies,
                side.server.residentBytes() / MIB,
                pauses.stream().mapToDouble(GcPause::millis).sum() / (2.0 * seconds),
                pauses.stream().mapToDouble(GcPause::millis).max().orElse(0));
    }

    /** What was allocated between the first and the last pause, scaled to all of the time by their number. */
    private static double allocatedMib(List<GcPause> pauses) {
        double mib = 0;
        for (int i = 1; i < pauses.size(); i++) {
            mib += pauses.get(i).beforeMib() - pauses.get(i - 1).afterMib();
        }
        return pauses.size() < 2 ? 0 : mib * pauses.size() / (pauses.size() - 1);
    }
}
