package io.tollgate.benchmarks;

import io.tollgate.gateway.limits.LimitFileOptions;
import io.tollgate.gateway.limits.LimitFiles;
import io.tollgate.gateway.limits.LimitTable;
import java.io.PrintStream;
import java.nio.file.Path;

/** Loads a folder of limit files several times and prints how long each time took, the first in a JVM that knows nothing. */
public final class LoadingMain {

    private static final PrintStream OUT = System.out;

    private LoadingMain() {}

    /** Loads the folder that is the first argument as often as the second says. */
    public static void main(String[] args) {
        int rules = 0;
        for (int i = Integer.parseInt(args[1]); i > 0; i--) {
            long begin = System.nanoTime();
            LimitTable table = LimitFiles.load(Path.of(args[0]), LimitFileOptions.defaults());
            OUT.println((System.nanoTime() - begin) / 1_000_000);
            rules = table.rules().size();
        }
        OUT.println(rules);
    }
}
