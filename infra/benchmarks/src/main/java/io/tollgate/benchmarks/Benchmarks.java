package io.tollgate.benchmarks;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of the benchmarks. */
@Command(
        name = "infra/benchmarks/run",
        description = "Measures Tollgate on this machine, over loopback.",
        mixinStandardHelpOptions = true,
        subcommands = {
            DecisionsBenchmark.class,
            DurabilityBenchmark.class,
            ExcessBenchmark.class,
            FloodBenchmark.class,
            HotPathBenchmark.class,
            LagBenchmark.class,
            LedgerBenchmark.class,
            LoadingBenchmark.class,
            MatchingBenchmark.class,
            NeighboursBenchmark.class,
            ReadyBenchmark.class,
            RecordsBenchmark.class,
            ResourcesBenchmark.class,
            ScaleBenchmark.class,
            StartBenchmark.class,
            SubscribedBenchmark.class,
            SystemBenchmark.class,
            WebhooksBenchmark.class
        })
public final class Benchmarks {

    private Benchmarks() {}

    /** Runs one benchmark and prints its table. */
    public static void main(String[] args) {
        CommandLine commands = new CommandLine(new Benchmarks());
        commands.getSubcommands().values().forEach(each -> each.getCommandSpec().mixinStandardHelpOptions(true));
        System.exit(commands.execute(args));
    }
}
