package io.tollgate.benchmarks;

import java.io.IOException;
import java.util.BitSet;
import java.util.stream.Collectors;

/** Which cores a benchmark's processes may use, by {@code taskset}. */
final class Cores {

    private Cores() {}

    /**
     * Moves this process, and what it starts from now on, off the cores that are for what it measures, if there are others.
     *
     * @param measured as {@code taskset -c} has them: 0, or 0,2, or 0-1
     * @throws IllegalArgumentException if they are written otherwise
     */
    static void leave(String measured) throws IOException, InterruptedException {
        BitSet others = new BitSet();
        others.set(0, Runtime.getRuntime().availableProcessors());
        others.andNot(read(measured));
        if (others.isEmpty()) {
            return;
        }
        String list = others.stream().mapToObj(Integer::toString).collect(Collectors.joining(","));
        Process taskset = new ProcessBuilder(
                        "taskset",
                        "-apc",
                        list,
                        Long.toString(ProcessHandle.current().pid()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (taskset.waitFor() != 0) {
            throw new IOException("taskset could not move this process to the cores " + list);
        }
    }

    private static BitSet read(String cores) {
        BitSet read = new BitSet();
        for (String part : cores.split(",", -1)) {
            String[] ends = part.split("-", 2);
            read.set(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]) + 1);
        }
        return read;
    }
}
