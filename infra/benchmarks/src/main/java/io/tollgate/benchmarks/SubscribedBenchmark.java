package io.tollgate.benchmarks;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What a decision costs whose limits are those of a subscription, beside one with the same limits in a limit file. */
@Command(
        name = "subscribed",
        description =
                "Time and garbage of a decision by two limits of a subscription, and by the same in a limit file, in"
                        + " turn: 10,000 customers, all on the heap.")
final class SubscribedBenchmark implements Callable<Integer> {

    private static final PrintStream OUT = System.out;

    @Option(names = "--rounds", description = "Fresh JVMs for each, in turn. Default: ${DEFAULT-VALUE}.")
    private int rounds = 3;

    @Option(names = "--millis", description = "Length of an iteration. Default: ${DEFAULT-VALUE}.")
    private int millis = 500;

    @Override
    public Integer call() throws RunnerException {
        List<JmhResult> ofFile = new ArrayList<>();
        List<JmhResult> ofSubscription = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            ofFile.add(run(false));
            ofSubscription.add(run(true));
        }
        JmhResult file = print("limits in the file", ofFile);
        JmhResult subscription = print("limits of a subscription", ofSubscription);
        OUT.printf("a subscription beside a file: time %.2f%n", subscription.nanos() / file.nanos());
        return 0;
    }

    private static JmhResult print(String name, List<JmhResult> results) {
        List<JmhResult> sorted = results.stream()
                .sorted(Comparator.comparingDouble(JmhResult::nanos))
                .toList();
        JmhResult median = sorted.get(sorted.size() / 2);
        OUT.printf(
                "%-26s %8.1f ns (%.1f to %.1f) %8.0f B%n",
                name,
                median.nanos(),
                sorted.get(0).nanos(),
                sorted.get(sorted.size() - 1).nanos(),
                median.allocatedBytes());
        return median;
    }

    private JmhResult run(boolean subscribed) throws RunnerException {
        return JmhResult.of(
                new OptionsBuilder()
                        .include(SubscribedRuns.class.getName())
                        .param("subscribed", Boolean.toString(subscribed))
                        .forks(1),
                millis);
    }
}
