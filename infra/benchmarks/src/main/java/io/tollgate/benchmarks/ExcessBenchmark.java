package io.tollgate.benchmarks;

import io.tollgate.envoy.service.ratelimit.v3.RateLimitRequest;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** By how much gateways together exceed a limit that they reach at full speed. */
@Command(
        name = "excess",
        description = "Hits admitted beyond the limit of one hot metered counter, which several gateways charge at a"
                + " fixed rate, evenly, until the limit is reached and for a while after. With --unit second: hits"
                + " admitted in each second of a run, all of whose windows are used up.")
final class ExcessBenchmark implements Callable<Integer> {

    private static final PrintStream OUT = System.out;
    private static final Duration AFTER = Duration.ofSeconds(4);

    @Option(names = "--gateways", split = ",", description = "Gateways that share the hits. Default: ${DEFAULT-VALUE}.")
    private List<Integer> gateways = List.of(2, 4);

    @Option(names = "--rates", split = ",", description = "Requests a second in all. Default: ${DEFAULT-VALUE}.")
    private List<Integer> rates = List.of(1_000, 5_000, 10_000);

    @Option(names = "--rounds", description = "Runs of each. Default: ${DEFAULT-VALUE}.")
    private int rounds = 3;

    @Option(
            names = "--seconds",
            description = "The limit, in seconds of the rate. Default: 15. With --unit second the length of a run."
                    + " Default: 300.")
    private @Nullable Integer seconds;

    @Option(names = "--warm-up", description = "Seconds at the highest rate before. Default: ${DEFAULT-VALUE}.")
    private int warmUp = 120;

    @Option(names = "--unit", description = "Unit of the limit: month or second. Default: ${DEFAULT-VALUE}.")
    private String unit = "month";

    @Option(names = "--limit", description = "With --unit second: hits a second. Default: ${DEFAULT-VALUE}.")
    private int limit = 1_000;

    @Option(names = "--rate", description = "With --unit second: requests a second in all. Default: ${DEFAULT-VALUE}.")
    private int rate = 2_000;

    @Option(
            names = "--sharing",
            split = ",",
            description = "With --unit second: known, predicted. Default: ${DEFAULT-VALUE}.")
    private List<String> sharing = List.of("known", "predicted");

    @Option(
            names = "--load",
            split = ",",
            description =
                    "With --unit second: even, skewed (95 %% at one gateway), killed (one in the middle), below (nine"
                            + " tenths of the limit), burst (40 at once, 10 a minute). Default: all.",
            converter = LoadConverter.class)
    private List<SharingBenchmark.Load> loads = List.of(SharingBenchmark.Load.values());

    static final class LoadConverter implements ITypeConverter<SharingBenchmark.Load> {
        @Override
        public SharingBenchmark.Load convert(String text) {
            return SharingBenchmark.Load.valueOf(text.toUpperCase(Locale.ROOT));
        }
    }

    private record Result(int limit, int admitted, Duration over, ExcessWatch.Sample said, double perSecond) {

        int excess() {
            return admitted - limit;
        }

        double percent() {
            return excess() * 100.0 / limit;
        }
    }

    @Override
    public Integer call() throws Exception {
        if (unit.equals("second")) {
            int length = seconds == null ? 300 : seconds;
            new SharingBenchmark(new SharingBenchmark.Settings(gateways, sharing, loads, limit, rate, length, warmUp))
                    .run();
            return 0;
        }
        if (!unit.equals("month")) {
            throw new IllegalArgumentException("--unit: " + unit + " (expected: month or second)");
        }
        untilReached();
        return 0;
    }

    private int limitSeconds() {
        return seconds == null ? 15 : seconds;
    }

    private void untilReached() throws Exception {
        List<String> summary = new ArrayList<>();
        for (int count : gateways) {
            Path folder = Files.createTempDirectory("tollgate-bench");
            writeLimits(folder);
            try (Cluster cluster = Cluster.start(folder, count)) {
                warmUp(cluster);
                printHead();
                for (int rate : rates) {
                    summary.add(measure(cluster, rate));
                }
            }
        }
        OUT.printf(
                "%nexcess, %% of the limit (hits)%n%8s %8s %20s %20s %14s%n",
                "gateways", "rate", "median", "worst", "bound, %");
        summary.forEach(OUT::print);
    }

    /** A month is long enough that none ends in a run. */
    private void writeLimits(Path folder) throws IOException {
        StringBuilder yaml = new StringBuilder("domain: bench-excess\nwindows: calendar\ndescriptors:\n");
        for (int rate : rates) {
            yaml.append("  - {key: rate-%d, rate_limit: {unit: month, requests_per_unit: %d}}\n"
                    .formatted(rate, rate * limitSeconds()));
        }
        Files.writeString(Files.createDirectories(folder.resolve("limits")).resolve("excess.yaml"), yaml);
    }

    /** Six JVMs compile for minutes on few cores, and a counter close to its limit takes ways that others do not. */
    private void warmUp(Cluster cluster) {
        int rate = Collections.max(rates);
        long end = System.nanoTime() + Duration.ofSeconds(warmUp).toNanos();
        for (int i = 0; System.nanoTime() < end; i++) {
            new OpenLoop(cluster.clients(), request(rate, "warm-" + i)).run(rate, Duration.ofSeconds(limitSeconds()));
        }
    }

    private static RateLimitRequest request(int rate, String counter) {
        return LoadClient.request("bench-excess", "rate-" + rate, counter);
    }

    private static void printHead() {
        OUT.printf(
                "%8s %8s %8s %9s %9s %8s %8s %9s %10s %8s%n",
                "gateways",
                "rate",
                "sent/s",
                "limit",
                "admitted",
                "excess",
                "% limit",
                "for, ms",
                "expected",
                "lag, ms");
    }

    private String measure(Cluster cluster, int rate) {
        int count = cluster.clients().size();
        List<Result> results = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            results.add(print(count, rate, run(cluster, rate, round)));
        }
        results.sort(Comparator.comparingInt(Result::excess));
        Result median = results.get(results.size() / 2);
        Result worst = results.get(results.size() - 1);
        return "%8d %8d %9.2f %10s %9.2f %10s %14d%n"
                .formatted(
                        count,
                        rate,
                        median.percent(),
                        "(" + median.excess() + ")",
                        worst.percent(),
                        "(" + worst.excess() + ")",
                        (count - 1) * 100);
    }

    private Result run(Cluster cluster, int rate, int round) {
        int limit = rate * limitSeconds();
        OpenLoop loop = new OpenLoop(cluster.clients(), request(rate, "round-" + round));
        try (ExcessWatch watch = ExcessWatch.start(cluster.pages())) {
            OpenLoop.Outcome outcome =
                    loop.run(rate, Duration.ofSeconds(limitSeconds()).plus(AFTER));
            if (outcome.admitted() < limit) {
                throw new IllegalStateException("only " + outcome.admitted() + " of " + limit + " were admitted");
            }
            long reached = outcome.nanosOf(limit);
            long last = outcome.nanosOf(outcome.admitted());
            return new Result(
                    limit,
                    outcome.admitted(),
                    Duration.ofNanos(last - reached),
                    watch.before(reached),
                    outcome.perSecond());
        }
    }

    private static Result print(int gateways, int rate, Result result) {
        OUT.printf(
                "%8d %8d %8.0f %9d %9d %8d %8.3f %9.1f %10.0f %8.1f%n",
                gateways,
                rate,
                result.perSecond,
                result.limit,
                result.admitted,
                result.excess(),
                result.percent(),
                result.over.toNanos() / 1e6,
                result.said.hits(),
                result.said.lagMillis());
        return result;
    }
}
