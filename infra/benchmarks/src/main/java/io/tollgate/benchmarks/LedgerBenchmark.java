package io.tollgate.benchmarks;

import io.tollgate.standalone.Broker;
import io.tollgate.topic.Topics;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How many reports a second each application of the streams app takes up when it has fallen behind. */
@Command(
        name = "ledger",
        description = "Records of hits a second that the ledger, and for itself the application usage, take up when"
                + " there is a backlog, with their CPU and the bytes they write.")
final class LedgerBenchmark implements Callable<Integer> {

    private static final PrintStream OUT = System.out;
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);
    private static final double MILLION = 1e6;

    @Option(names = "--records", description = "Records of the backlog. Default: ${DEFAULT-VALUE}.")
    private int records = 1_000_000;

    @Option(names = "--counters", description = "Counters that they are of. Default: ${DEFAULT-VALUE}.")
    private int counters = 100_000;

    @Option(names = "--gateways", description = "Gateways that they are from. Default: ${DEFAULT-VALUE}.")
    private int gateways = 4;

    @Option(names = "--partitions", description = "Partitions of the topics. Default: ${DEFAULT-VALUE}.")
    private int partitions = 32;

    @Option(names = "--threads", description = "Stream threads. Default: ${DEFAULT-VALUE}.")
    private int threads = 1;

    @Option(names = "--rounds", description = "Runs of each, in turn. Default: ${DEFAULT-VALUE}.")
    private int rounds = 3;

    @Override
    public Integer call() throws Exception {
        OUT.printf(
                "%-8s %10s %10s %10s %16s %18s %16s%n",
                "", "records", "s", "records/s", "CPU s per 1 M", "changelog B/rec", "hits B/rec");
        for (int round = 0; round < rounds; round++) {
            Path folder = Files.createTempDirectory("tollgate-bench");
            try (Broker broker = Broker.start(folder.resolve("kafka"), 0);
                    KafkaFigures kafka = new KafkaFigures(broker.bootstrapServers())) {
                kafka.createTopics(partitions);
                new Backlog(counters, gateways).write(broker.bootstrapServers(), records);
                for (String application : List.of("usage", "ledger")) {
                    measure(folder, broker.bootstrapServers(), kafka, application);
                }
            }
        }
        return 0;
    }

    private void measure(Path folder, String bootstrap, KafkaFigures kafka, String application) throws Exception {
        String group = Topics.DEFAULT_PREFIX + application;
        Map<String, String> environment = Map.of(
                "TOLLGATE_APPLICATIONS",
                application,
                "TOLLGATE_THREADS",
                Integer.toString(threads),
                "TOLLGATE_RECONCILE_INTERVAL_MINUTES",
                "0"); // it would read the log too
        try (ServerProcess streams =
                ServerProcess.streams(folder.resolve(application + "-data"), bootstrap, environment)) {
            streams.awaitWritten(group + " is RUNNING", LONGEST);
            long begun = System.nanoTime();
            Duration cpuBefore = streams.cpu();
            awaitDone(kafka, group, streams);
            double seconds = (System.nanoTime() - begun) / 1e9;
            double cpu = streams.cpu().minus(cpuBefore).toMillis() / 1000.0;
            long changelog = kafka.bytes(topic -> topic.startsWith(group + "-") && topic.endsWith("-changelog"));
            long hits = kafka.bytes(topic ->
                    topic.equals(new Topics(Topics.DEFAULT_PREFIX).hits().name()));
            OUT.printf(
                    "%-8s %10d %10.1f %10.0f %16.1f %18.0f %16.0f%n",
                    application,
                    records,
                    seconds,
                    records / seconds,
                    cpu / (records / MILLION),
                    changelog / (double) records,
                    hits / (double) records);
        }
    }

    private void awaitDone(KafkaFigures kafka, String group, ServerProcess streams)
            throws IOException, ExecutionException, InterruptedException {
        while (kafka.committed(group) < records) {
            if (streams.sinceStart().compareTo(LONGEST) > 0) {
                throw new IOException(
                        group + " did " + kafka.committed(group) + " of " + records + " records within " + LONGEST);
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
    }
}
