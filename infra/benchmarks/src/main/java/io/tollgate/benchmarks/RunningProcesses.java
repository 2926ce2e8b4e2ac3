package io.tollgate.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Processes of this machine that others started, seen as one. Linux only.
 *
 * @param pids none where the server is elsewhere: then it used nothing
 */
record RunningProcesses(List<Long> pids) implements Measured {

    private static final String RESIDENT = "VmRSS:";

    RunningProcesses {
        pids = List.copyOf(pids);
    }

    @Override
    public Duration cpu() {
        return pids.stream()
                .map(RunningProcesses::process)
                .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }

    private static ProcessHandle process(long pid) {
        return ProcessHandle.of(pid).orElseThrow(() -> new IllegalStateException("process " + pid + " does not run"));
    }

    @Override
    public long residentBytes() throws IOException {
        long bytes = 0;
        for (long pid : pids) {
            bytes += Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                    .filter(line -> line.startsWith(RESIDENT))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .sum();
        }
        return bytes;
    }

    @Override
    public List<GcPause> pauses() {
        return List.of();
    }
}
