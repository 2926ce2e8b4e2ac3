package io.tollgate.benchmarks;

import static java.util.Objects.requireNonNull;

import java.io.PrintStream;
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

/** What an answer costs without the network: its parts, and what threads that charge one counter cost each other. */
@Command(
        name = "hotpath",
        description =
                "Time and garbage of an answer and of its parts, without the network; and of answers from all cores,"
                        + " to one customer and to many.")
final class HotPathBenchmark implements Callable<Integer> {

    private static final PrintStream OUT = System.out;
    private static final String ALLOCATED = "gc.alloc.rate.norm";
    private static final String ANSWER = "answer";
    private static final String ECHO = "echo";

    @Option(names = "--millis", description = "Length of an iteration. Default: ${DEFAULT-VALUE}.")
    private int millis = 500;

    @Option(names = "--forks", description = "Fresh JVMs for each figure. Default: ${DEFAULT-VALUE}.")
    private int forks = 3;

    @Option(names = "--threads", description = "Threads that answer at once in the last part. Default: one per core.")
    private int threads = Runtime.getRuntime().availableProcessors();

    private record Result(double nanos, double allocatedBytes) {}

    @Override
    public Integer call() throws RunnerException {
        OUT.printf("%-34s %10s %14s%n", "one thread", "ns", "allocated, B");
        for (String part : List.of("decode", "key", "hour", "month", "encode")) {
            print(part, run(part, 1, false));
        }
        Result echo = print(ECHO + ": decode, encode", run(ECHO, 1, false));
        Result answer = print(ANSWER + ": decode, decide, encode", run(ANSWER, 1, false));
        OUT.printf(
                "an answer beside the echo: time %.2f, %.0f ns and %.0f B more%n",
                answer.nanos / echo.nanos, answer.nanos - echo.nanos, answer.allocatedBytes - echo.allocatedBytes);
        Result many = print(ANSWER + ", %d threads, many customers".formatted(threads), run(ANSWER, threads, false));
        Result one = print(ANSWER + ", %d threads, one customer".formatted(threads), run(ANSWER, threads, true));
        OUT.printf("one customer beside many: time %.2f%n", one.nanos / many.nanos);
        return 0;
    }

    private static Result print(String name, Result result) {
        OUT.printf("%-34s %10.1f %14.0f%n", name, result.nanos, result.allocatedBytes);
        return result;
    }

    private Result run(String part, int inThreads, boolean oneCustomer) throws RunnerException {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(HotPathRuns.class.getName() + "." + part + "$")
                        .param("oneCustomer", Boolean.toString(oneCustomer))
                        .threads(inThreads)
                        .forks(forks)
                        .warmupIterations(6)
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
                result.getPrimaryResult().getStatistics().getPercentile(50),
                requireNonNull(result.getSecondaryResults().get(ALLOCATED), ALLOCATED)
                        .getScore());
    }
}
