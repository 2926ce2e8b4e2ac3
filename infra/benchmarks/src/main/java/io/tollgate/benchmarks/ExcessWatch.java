package io.tollgate.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Looks all the time at what gateways say of the excess that is to be expected. Has a thread of its own. */
final class ExcessWatch implements AutoCloseable {

    private static final Duration EVERY = Duration.ofMillis(250);

    private final List<DebugPages> pages;
    private final List<Sample> samples = new ArrayList<>();
    private final Thread thread = new Thread(this::run, "excess-watch");
    private volatile boolean running = true;

    /**
     * What was said at a time, the most that any gateway says.
     *
     * @param hits the expected excess
     * @param lagMillis from a report until usage came back with it
     */
    record Sample(long nanos, double hits, double lagMillis) {}

    private ExcessWatch(List<DebugPages> pages) {
        this.pages = List.copyOf(pages);
    }

    static ExcessWatch start(List<DebugPages> pages) {
        ExcessWatch watch = new ExcessWatch(pages);
        watch.thread.start();
        return watch;
    }

    private void run() {
        while (running) {
            try {
                look();
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException("a gateway did not show its metrics", e);
            }
            LockSupport.parkNanos(EVERY.toNanos());
        }
    }

    private void look() throws IOException, InterruptedException {
        long begun = System.nanoTime();
        double hits = 0;
        double lag = 0;
        for (DebugPages page : pages) {
            hits = Math.max(hits, page.metric("tollgate_excess_expected_hits"));
            lag = Math.max(lag, page.metric("tollgate_usage_lag_seconds"));
        }
        synchronized (samples) {
            samples.add(new Sample(begun, hits, lag * 1000));
        }
    }

    /** Returns the last look that began before a time. */
    Sample before(long nanos) {
        synchronized (samples) {
            return samples.stream()
                    .filter(sample -> sample.nanos < nanos)
                    .reduce((first, second) -> second)
                    .orElse(new Sample(nanos, Double.NaN, Double.NaN));
        }
    }

    @Override
    public void close() {
        running = false;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
