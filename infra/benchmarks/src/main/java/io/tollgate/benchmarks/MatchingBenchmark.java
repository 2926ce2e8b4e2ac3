package io.tollgate.benchmarks;

import static java.util.Objects.requireNonNull;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Whether a match and a decision take longer the more rules there are. */
@Command(
        name = "matching",
        description = "Time and allocation of a match and of a whole decision, with few rules and with many in turn.")
final class MatchingBenchmark implements Callable<Integer> {

    private static final PrintStream OUT = System.out;
    private static final String ALLOCATED = "gc.alloc.rate.norm";

    @Option(names = "--few", description = "Rules in the small table. Default: ${DEFAULT-VALUE}.")
    private int few = 10;

    @Option(names = "--many", description = "Rules in the large table. Default: ${DEFAULT-VALUE}.")
    private int many = 100_000;

    @Option(names = "--rounds", description = "Fresh JVMs for each table, in turn. Default: ${DEFAULT-VALUE}.")
    private int rounds = 3;

    @Option(names = "--millis", description = "Length of an iteration. Default: ${DEFAULT-VALUE}.")
    private int millis = 500;

    private record Result(double nanos, double allocatedBytes) {}

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
        List<Result> small = new ArrayList<>();
        List<Result> large = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            small.add(run(runs, shape, few));
            large.add(run(runs, shape, many));
        }
        OUT.printf(
                "%-22s %12.1f %12.1f %8.2f %9.2f %8.2f%n",
                (runs == MatchingRuns.class ? "match, " : "decision, ") + shape,
                median(small).nanos,
                median(large).nanos,
                median(large).nanos / median(small).nanos,
                median(small).allocatedBytes,
                median(large).allocatedBytes);
    }

    private Result run(Class<?> runs, RuleShape shape, int rules) throws RunnerException {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(runs.getName())
                        .param("rules", Integer.toString(rules))
                        .param("shape", shape.name())
                        .forks(1)
                        .warmupIterations(4)
                        .warmupTime(TimeValue.milliseconds(millis))
                        .measurementIterations(4)
                        .measurementTime(TimeValue.milliseconds(millis))
                        .addProfiler(GCProfiler.class)
                        .verbosity(VerboseMode.SILENT)
                        .shouldFailOnError(true)
                        .build())
                .run();
        RunResult result = results.iterator().next();
        return new Result(
                result.getPrimaryResult().getScore(),
                requireNonNull(result.getSecondaryResults().get(ALLOCATED), ALLOCATED)
                        .getScore());
    }

    private static Result median(List<Result> results) {
        return results.stream()
                .sorted((a, b) -> Double.compare(a.nanos, b.nanos))
                .toList()
                .get(results.size() / 2);
    }
}
