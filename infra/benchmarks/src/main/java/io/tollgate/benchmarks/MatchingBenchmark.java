package io.tollgate.benchmarks;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Whether a match and a decision take longer the more rules there are. The median of many short samples counts, and
 * the faster of the rounds: what else the machine does can only make one slower.
 */
@Command(
        name = "matching",
        description = "Time and allocation of a match and of a whole decision, with few rules and with many in turn.")
final class MatchingBenchmark implements Callable<Integer> {

    private static final PrintStream OUT = System.out;

    @Option(names = "--few", description = "Rules in the small table. Default: ${DEFAULT-VALUE}.")
    private int few = 10;

    @Option(names = "--many", description = "Rules in the large table. Default: ${DEFAULT-VALUE}.")
    private int many = 100_000;

    @Option(names = "--rounds", description = "Fresh JVMs for each table, in turn. Default: ${DEFAULT-VALUE}.")
    private int rounds = 2;

    @Option(names = "--millis", description = "Length of an iteration. Default: ${DEFAULT-VALUE}.")
    private int millis = 600;

    @Override
    public Integer call() throws RunnerException {
        OUT.printf("%-22s %12s %12s %8s %18s%n", "", few + ", ns", many + ", ns", "ratio", "allocated, B/op");
        for (Class<?> runs : List.of(MatchingRuns.class, DecidingRuns.class)) {
            for (RuleShape shape : RuleShape.values()) {
                compare(runs, shape);
            }
        }
        return 0;
    }

    private void compare(Class<?> runs, RuleShape shape) throws RunnerException {
        List<JmhResult> small = new ArrayList<>();
        List<JmhResult> large = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            small.add(run(runs, shape, few));
            large.add(run(runs, shape, many));
        }
        OUT.printf(
                "%-22s %12.1f %12.1f %8.2f %9.2f %8.2f%n",
                (runs == MatchingRuns.class ? "match, " : "decision, ") + shape,
                fastest(small).nanos(),
                fastest(large).nanos(),
                fastest(large).nanos() / fastest(small).nanos(),
                fastest(small).allocatedBytes(),
                fastest(large).allocatedBytes());
    }

    private JmhResult run(Class<?> runs, RuleShape shape, int rules) throws RunnerException {
        return JmhResult.of(
                new OptionsBuilder()
                        .include(runs.getName())
                        .param("rules", Integer.toString(rules))
                        .param("shape", shape.name())
                        .forks(1),
                millis);
    }

    private static JmhResult fastest(List<JmhResult> results) {
        return Collections.min(results, Comparator.comparingDouble(JmhResult::nanos));
    }
}
