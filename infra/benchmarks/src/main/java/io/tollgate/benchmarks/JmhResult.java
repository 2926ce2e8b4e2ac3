package io.tollgate.benchmarks;

import static java.util.Objects.requireNonNull;

import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * What JMH found of one benchmark.
 *
 * @param nanos the median of an operation
 * @param allocatedBytes what an operation allocates
 */
record JmhResult(double nanos, double allocatedBytes) {

    private static final String ALLOCATED = "gc.alloc.rate.norm";
    private static final int WARM_UP = 6;
    private static final int MEASURED = 4;

    /**
     * Runs the one benchmark that the options include.
     *
     * @param millis length of an iteration
     */
    static JmhResult of(ChainedOptionsBuilder options, int millis) throws RunnerException {
        RunResult result = new Runner(options.warmupIterations(WARM_UP)
                        .warmupTime(TimeValue.milliseconds(millis))
                        .measurementIterations(MEASURED)
                        .measurementTime(TimeValue.milliseconds(millis))
                        .addProfiler(GCProfiler.class)
                        .verbosity(VerboseMode.SILENT)
                        .shouldFailOnError(true)
                        .build())
                .runSingle();
        return new JmhResult(
                result.getPrimaryResult().getStatistics().getPercentile(50),
                requireNonNull(result.getSecondaryResults().get(ALLOCATED), ALLOCATED)
                        .getScore());
    }
}
