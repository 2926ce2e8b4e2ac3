package io.tollgate.benchmarks;

import io.tollgate.gateway.limits.LimitFiles;
import io.tollgate.gateway.limits.LimitTable;
import io.tollgate.gateway.limits.file.LimitFileOptions;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;

/**
 * Loads a folder of limit files several times, the first time in a JVM that knows nothing. Prints how long each took and
 * how much of it the loading thread ran; the collector and the compiler run beside it.
 */
public final class LoadingMain {

    private static final PrintStream OUT = System.out;

    private LoadingMain() {}

    /** Loads the folder that is the first argument as often as the second says. */
    public static void main(String[] args) {
        int rules = 0;
        for (int i = Integer.parseInt(args[1]); i > 0; i--) {
            long begin = System.nanoTime();
            long cpuBegin = cpuNanos();
            LimitTable table = LimitFiles.load(Path.of(args[0]), LimitFileOptions.defaults());
            OUT.println((System.nanoTime() - begin) / 1_000_000);
            OUT.println((cpuNanos() - cpuBegin) / 1_000_000);
            rules = table.rules().size();
        }
        OUT.println(rules);
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
