package io.tollgate.benchmarks;

import io.tollgate.envoy.service.ratelimit.v3.RateLimitRequest;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What a request costs in all: at the gateway, at the broker, and in both applications. */
@Command(
        name = "system",
        description =
                "CPU of every part per million requests, at fixed rates over metered customers, and records in Kafka"
                        + " per request.")
final class SystemBenchmark implements Callable<Integer> {

    private static final PrintStream OUT = System.out;
    private static final int IN_FLIGHT = 64;
    private static final double MILLION = 1e6;

    @Option(names = "--customers", description = "Customers that ask in turn. Default: ${DEFAULT-VALUE}.")
    private int customers = 10_000;

    @Option(names = "--rates", split = ",", description = "Requests a second. Default: 1000,5000,20000.")
    private List<Integer> rates = List.of(1_000, 5_000, 20_000);

    @Option(names = "--seconds", description = "How long each rate is measured. Default: ${DEFAULT-VALUE}.")
    private int seconds = 20;

    @Option(
            names = "--settle",
            description = "Seconds at each rate before it is measured: reports find their pace, and the parts that have"
                    + " little to do are compiled late. Default: ${DEFAULT-VALUE}.")
    private int settle = 60;

    @Option(names = "--partitions", description = "Partitions of the topics. Default: ${DEFAULT-VALUE}.")
    private int partitions = 32;

    @Option(names = "--warm-up", description = "Seconds of full load before. Default: ${DEFAULT-VALUE}.")
    private int warmUp = 40;

    /** Longer than what waits for its report at full load. */
    private static final Duration REST = Duration.ofSeconds(10);

    @Override
    public Integer call() throws Exception {
        RateLimitRequest[] requests = Scenario.CUSTOMERS.requests(customers);
        Path folder = Files.createTempDirectory("tollgate-bench");
        try (ServerProcess broker = ServerProcess.broker(folder);
                KafkaFigures kafka = new KafkaFigures("127.0.0.1:" + broker.port())) {
            String bootstrap = "127.0.0.1:" + broker.port();
            kafka.createTopics(partitions);
            try (ServerProcess streams = ServerProcess.streams(folder, bootstrap);
                    ServerProcess gateway =
                            ServerProcess.gateway(folder, "gateway", bootstrap, ServerProcess.freePort());
                    LoadClient client = new LoadClient(gateway.port(), requests)) {
                List<ServerProcess> parts = List.of(gateway, broker, streams);
                OUT.printf(
                        "%d customers, %d partitions; after %d s of full load, %d s at each rate and %d s measured%n",
                        customers, partitions, warmUp, settle, seconds);
                client.closedLoop(IN_FLIGHT, Duration.ofSeconds(warmUp));
                LockSupport.parkNanos(REST.toNanos());
                OUT.printf(
                        "%-12s %12s %12s %12s %12s %16s %10s %10s   CPU s per 1 M requests%n",
                        "requests/s", "gateway", "broker", "streams app", "all", "hits records", "p50, ms", "p99, ms");
                for (int rate : rates) {
                    measure(rate, client, parts, kafka);
                }
            }
        }
        return 0;
    }

    private void measure(int rate, LoadClient client, List<ServerProcess> parts, KafkaFigures kafka) throws Exception {
        client.openLoop(rate, Duration.ofSeconds(settle));
        List<Duration> before = cpu(parts);
        long recordsBefore = kafka.records(partitions);
        Latencies latencies = client.openLoop(rate, Duration.ofSeconds(seconds));
        List<Duration> after = cpu(parts);
        double requests = latencies.count();
        StringBuilder line = new StringBuilder("%-12d".formatted(rate));
        double all = 0;
        for (int i = 0; i < parts.size(); i++) {
            double perMillion = after.get(i).minus(before.get(i)).toMillis() / 1000.0 / (requests / MILLION);
            all += perMillion;
            line.append(String.format(" %12.1f", perMillion));
        }
        line.append(String.format(
                " %12.1f %16.3f %10.2f %10.2f",
                all,
                (kafka.records(partitions) - recordsBefore) / requests,
                latencies.millis(50),
                latencies.millis(99)));
        OUT.println(line);
    }

    private static List<Duration> cpu(List<ServerProcess> parts) {
        return parts.stream().map(ServerProcess::cpu).toList();
    }
}
