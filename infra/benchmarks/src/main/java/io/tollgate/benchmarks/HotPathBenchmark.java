package io.tollgate.benchmarks;

import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Callable;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
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
    private static final String ANSWER = "answer";
    private static final String ECHO = "echo";

    @Option(names = "--millis", description = "Length of an iteration. Default: ${DEFAULT-VALUE}.")
    private int millis = 500;

    @Option(names = "--forks", description = "Fresh JVMs for each figure. Default: ${DEFAULT-VALUE}.")
    private int forks = 3;

    @Option(names = "--threads", description = "Threads that answer at once in the last part. Default: one per core.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Override
    public Integer call() throws RunnerException {
        OUT.printf("%-34s %10s %14s%n", "one thread", "ns", "allocated, B");
        for (String part : List.of("decode", "key", "hour", "month", "encode")) {
            print(part, run(part, 1, false));
        }
        JmhResult echo = print(ECHO + ": decode, encode", run(ECHO, 1, false));
        JmhResult answer = print(ANSWER + ": decode, decide, encode", run(ANSWER, 1, false));
        OUT.printf(
                "an answer beside the echo: time %.2f, %.0f ns and %.0f B more%n",
                answer.nanos() / echo.nanos(),
                answer.nanos() - echo.nanos(),
                answer.allocatedBytes() - echo.allocatedBytes());
        JmhResult many = print(ANSWER + ", %d threads, many customers".formatted(threads), run(ANSWER, threads, false));
        JmhResult one = print(ANSWER + ", %d threads, one customer".formatted(threads), run(ANSWER, threads, true));
        OUT.printf("one customer beside many: time %.2f%n", one.nanos() / many.nanos());
        return 0;
    }

    private static JmhResult print(String name, JmhResult result) {
        OUT.printf("%-34s %10.1f %14.0f%n", name, result.nanos(), result.allocatedBytes());
        return result;
    }

    private JmhResult run(String part, int inThreads, boolean oneCustomer) throws RunnerException {
        return JmhResult.of(
                new OptionsBuilder()
                        .include(HotPathRuns.class.getName() + "." + part + "$")
                        .param("oneCustomer", Boolean.toString(oneCustomer))
                        .threads(inThreads)
                        .forks(forks),
                millis);
    }
}
