package io.tollgate.benchmarks;

import io.tollgate.envoy.service.ratelimit.v3.RateLimitRequest;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;

/** By how much gateways together miss a limit by the second that is reached in each of its windows. */
final class SharingBenchmark {

    private static final PrintStream OUT = System.out;
    private static final double SKEWED = 0.95;
    private static final int BURSTS = 100;
    private static final int BURST_SIZE = 40;
    private static final int BURST_LIMIT = 10;

    /** From so long after a gateway's death on the others are to use the limit up again. */
    private static final int RECOVERED_AFTER_SECONDS = 10;

    private final Settings settings;

    /** How the load comes. */
    enum Load {
        /** The same to each gateway. */
        EVEN,
        /** 95 % to one. */
        SKEWED,
        /** Evenly, and one gateway is killed in the middle. */
        KILLED,
        /** Evenly, at nine tenths of the limit: nothing is to be denied. */
        BELOW,
        /** Four times a minute's limit of ten at once, each time of another counter. */
        BURST
    }

    /**
     * What is measured.
     *
     * @param sharing values of the field of that name
     * @param limit hits a second
     * @param rate requests a second in all
     * @param seconds how long each run is
     * @param warmUp seconds before
     */
    record Settings(
            List<Integer> gateways,
            List<String> sharing,
            List<Load> loads,
            int limit,
            int rate,
            int seconds,
            int warmUp) {}

    SharingBenchmark(Settings settings) {
        this.settings = settings;
    }

    void run() throws IOException, InterruptedException {
        printHead();
        for (int count : settings.gateways) {
            try (Cluster cluster = start(count)) {
                List<Load> loads = new ArrayList<>(settings.loads);
                loads.removeAll(List.of(Load.KILLED, Load.BURST));
                for (String sharing : settings.sharing) {
                    measure(cluster, sharing, Load.EVEN, settings.warmUp); // is thrown away
                }
                for (Load load : loads) {
                    for (String sharing : settings.sharing) {
                        print(count, sharing, load, measure(cluster, sharing, load, settings.seconds));
                    }
                }
                if (settings.loads.contains(Load.BURST)) {
                    for (String sharing : settings.sharing) {
                        burst(count, sharing, cluster.clients());
                    }
                }
            }
            if (settings.loads.contains(Load.KILLED)) {
                killed(count);
            }
        }
    }

    /** A gateway is killed once in each cluster. */
    private void killed(int count) throws IOException, InterruptedException {
        for (String sharing : settings.sharing) {
            try (Cluster cluster = start(count)) {
                measure(cluster, sharing, Load.EVEN, settings.warmUp);
                print(count, sharing, Load.KILLED, measure(cluster, sharing, Load.KILLED, settings.seconds));
            }
        }
    }

    private Cluster start(int gateways) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("tollgate-bench");
        writeLimits(folder);
        return Cluster.start(folder, gateways);
    }

    private void writeLimits(Path folder) throws IOException {
        StringBuilder yaml = new StringBuilder("domain: bench-sharing\ndescriptors:\n");
        for (String sharing : settings.sharing) {
            yaml.append("  - {key: %s, rate_limit: {unit: second, requests_per_unit: %d, sharing: %s}}\n"
                    .formatted(sharing, settings.limit, sharing));
            yaml.append("  - {key: burst-%s, rate_limit: {unit: minute, requests_per_unit: %d, sharing: %s}}\n"
                    .formatted(sharing, BURST_LIMIT, sharing));
        }
        Files.writeString(Files.createDirectories(folder.resolve("limits")).resolve("sharing.yaml"), yaml);
    }

    /** None of them can know of another's hits yet: what is admitted is what the others cannot see. */
    private static void burst(int gateways, String sharing, List<LoadClient> clients) {
        long admitted = 0;
        for (int round = 0; round < BURSTS; round++) {
            RateLimitRequest request = LoadClient.request("bench-sharing", "burst-" + sharing, "burst-" + round);
            admitted += new OpenLoop(clients, request).runAtOnce(BURST_SIZE).admitted();
        }
        OUT.printf(
                "%8d %9s %7s %+8.2f: %d bursts of %d at once, %.1f of %d admitted on average%n",
                gateways,
                sharing,
                "burst",
                100.0 * admitted / BURSTS / BURST_LIMIT - 100,
                BURSTS,
                BURST_SIZE,
                (double) admitted / BURSTS,
                BURST_LIMIT);
    }

    private Saturation.Outcome measure(Cluster cluster, String sharing, Load load, int seconds)
            throws InterruptedException {
        List<LoadClient> clients = cluster.clients();
        RateLimitRequest request = LoadClient.request("bench-sharing", sharing, "hot");
        double first = load == Load.SKEWED ? SKEWED : 1.0 / clients.size();
        int rate = load == Load.BELOW ? settings.limit * 9 / 10 : settings.rate;
        Saturation saturation = new Saturation(clients, first, request);
        return saturation.run(settings.limit, rate, seconds, load == Load.KILLED ? () -> cluster.kill(0) : null);
    }

    private static void printHead() {
        OUT.printf(
                "%8s %9s %7s %8s %15s %15s %15s %15s %6s %12s %9s %7s %8s %8s%n",
                "gateways",
                "sharing",
                "load",
                "run, %",
                "1 s, %",
                "5 s, %",
                "10 s, %",
                "20 s, %",
                "worst",
                "utilisation",
                "denied, %",
                "failed",
                "p50, ms",
                "p99, ms");
    }

    private void print(int gateways, String sharing, Load load, Saturation.Outcome outcome) {
        int from = load == Load.KILLED ? settings.seconds / 2 + RECOVERED_AFTER_SECONDS : 0;
        OUT.printf(
                "%8d %9s %7s %+8.2f %15s %15s %15s %15s %6d %12.2f %9.2f %7d %8.2f %8.2f%n",
                gateways,
                sharing,
                load.name().toLowerCase(Locale.ROOT),
                outcome.excessPercent(),
                range(outcome, 1),
                range(outcome, 5),
                range(outcome, 10),
                range(outcome, 20),
                outcome.worstSecond(),
                outcome.utilisationPercent(from < settings.seconds ? from : 0),
                outcome.deniedPercent(),
                outcome.failed(),
                outcome.millis(50),
                outcome.millis(99));
    }

    private static String range(Saturation.Outcome outcome, int seconds) {
        DoubleSummaryStatistics percent = outcome.percentIn(seconds);
        return "%+.1f .. %+.1f".formatted(percent.getMin(), percent.getMax());
    }
}
