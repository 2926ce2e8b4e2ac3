package io.tollgate.benchmarks;

import io.envoyproxy.envoy.service.ratelimit.v3.RateLimitRequest;
import io.tollgate.standalone.Broker;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Decisions a second, their CPU and their latency, beside a gRPC server that answers without a look. */
@Command(
        name = "decisions",
        description = "Throughput, CPU and latency of a gateway with Kafka and the streams app behind it, beside a gRPC"
                + " server that answers without looking at the request.")
final class DecisionsBenchmark implements Callable<Integer> {

    private static final PrintStream OUT = System.out;
    private static final double MILLION = 1e6;

    @Option(names = "--customers", description = "Counters that are charged in turn. Default: ${DEFAULT-VALUE}.")
    private int customers = 10_000;

    @Option(names = "--rounds", description = "Rounds, echo and gateway in turn. Default: ${DEFAULT-VALUE}.")
    private int rounds = 3;

    @Option(names = "--seconds", description = "Length of each part of a round. Default: ${DEFAULT-VALUE}.")
    private int seconds = 10;

    @Option(names = "--in-flight", description = "Requests in flight in the closed loop. Default: ${DEFAULT-VALUE}.")
    private int inFlight = 128;

    @Option(names = "--rate", description = "Requests a second in the open loop. Default: ${DEFAULT-VALUE}.")
    private int rate = 2_000;

    private record Result(double perSecond, double cpuPerMillion, double p50, double p99, double p999) {}

    @Override
    public Integer call() throws Exception {
        Path folder = Files.createTempDirectory("tollgate-bench");
        RateLimitRequest[] requests = IntStream.range(0, customers)
                .mapToObj(customer -> LoadClient.request("customer", "c" + customer))
                .toArray(RateLimitRequest[]::new);
        try (Broker broker = Broker.start(folder.resolve("kafka"), 0);
                ServerProcess streams = ServerProcess.streams(folder, broker.bootstrapServers());
                ServerProcess gateway =
                        ServerProcess.gateway(folder, "gateway", broker.bootstrapServers(), ServerProcess.freePort());
                ServerProcess echo = ServerProcess.echo(folder);
                LoadClient toGateway = new LoadClient(gateway.port(), requests);
                LoadClient toEcho = new LoadClient(echo.port(), requests)) {
            OUT.printf("warming up%n");
            toEcho.closedLoop(inFlight, Duration.ofSeconds(2L * seconds));
            toGateway.closedLoop(inFlight, Duration.ofSeconds(2L * seconds));
            OUT.printf(
                    "%-10s %12s %14s %9s %9s %9s   latency at %d/s, ms%n",
                    "", "decisions/s", "CPU s per 1 M", "p50", "p99", "p99.9", rate);
            Result[] echoes = new Result[rounds];
            Result[] gateways = new Result[rounds];
            for (int round = 0; round < rounds; round++) {
                echoes[round] = print("echo", measure(echo, toEcho));
                gateways[round] = print("gateway", measure(gateway, toGateway));
            }
            printRatio(echoes, gateways);
            OUT.printf("CPU of the streams app so far: %.1f s%n", streams.cpu().toMillis() / 1000.0);
        }
        return 0;
    }

    private Result measure(ServerProcess server, LoadClient client) {
        Duration cpuBefore = server.cpu();
        long answered = client.closedLoop(inFlight, Duration.ofSeconds(seconds));
        double cpu = server.cpu().minus(cpuBefore).toMillis() / 1000.0;
        Latencies latencies = client.openLoop(rate, Duration.ofSeconds(seconds));
        return new Result(
                answered / (double) seconds,
                cpu / (answered / MILLION),
                latencies.millis(50),
                latencies.millis(99),
                latencies.millis(99.9));
    }

    private static Result print(String name, Result result) {
        OUT.printf(
                "%-10s %12.0f %14.1f %9.2f %9.2f %9.2f%n",
                name, result.perSecond, result.cpuPerMillion, result.p50, result.p99, result.p999);
        return result;
    }

    private static void printRatio(Result[] echoes, Result[] gateways) {
        OUT.printf(
                "gateway : echo, medians: throughput %.2f, CPU per decision %.2f, p50 %.2f, p99 %.2f%n",
                median(gateways, Result::perSecond) / median(echoes, Result::perSecond),
                median(gateways, Result::cpuPerMillion) / median(echoes, Result::cpuPerMillion),
                median(gateways, Result::p50) / median(echoes, Result::p50),
                median(gateways, Result::p99) / median(echoes, Result::p99));
    }

    private static double median(Result[] results, ToDoubleFunction<Result> figure) {
        double[] sorted = Arrays.stream(results).mapToDouble(figure).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
