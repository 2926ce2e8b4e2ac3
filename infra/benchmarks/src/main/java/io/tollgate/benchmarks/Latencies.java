package io.tollgate.benchmarks;

import java.util.Arrays;

/** Latencies in nanoseconds, all of them: a run is short enough to keep them. Not thread-safe. */
final class Latencies {

    private long[] nanos = new long[1 << 8];
    private int count;

    /** Returns all of these. */
    static Latencies of(long[] nanos) {
        Latencies latencies = new Latencies();
        for (long each : nanos) {
            latencies.add(each);
        }
        return latencies;
    }

    void add(long value) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, count * 2);
        }
        nanos[count++] = value;
    }

    void addAll(Latencies others) {
        for (int i = 0; i < others.count; i++) {
            add(others.nanos[i]);
        }
    }

    int count() {
        return count;
    }

    /** Returns the given percentile in milliseconds. */
    double millis(double percentile) {
        if (count == 0) {
            return Double.NaN;
        }
        Arrays.sort(nanos, 0, count);
        int index = (int) Math.min(count - 1L, (long) (count * percentile / 100));
        return nanos[index] / 1e6;
    }
}
