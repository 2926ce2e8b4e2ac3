package io.tollgate.gateway.metrics;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends reports to statsd from a thread of its own, at an interval, and once more at the end. */
final class StatsdFlusher implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StatsdFlusher.class);
    private static final Duration COMPLAINT_INTERVAL = Duration.ofMinutes(10);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private final StatsdReport report;
    private final StatsdConnection connection;
    private final String server;
    private final ScheduledThreadPoolExecutor thread;

    private boolean complained; // this and the next by the flusher's thread only
    private long lastComplaintNanos;

    /** @param server its address, for messages */
    StatsdFlusher(StatsdReport report, StatsdConnection connection, String server) {
        this.report = report;
        this.connection = connection;
        this.server = server;
        this.thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread named = new Thread(task, "statsd");
            named.setDaemon(true);
            return named;
        });
    }

    void start(Duration interval) {
        ScheduledFuture<?> unused = thread.scheduleWithFixedDelay(
                this::flush, interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void flush() {
        try {
            report.send();
        } catch (IOException e) {
            complain(e);
        } catch (RuntimeException e) {
            LOG.error("Could not put statistics together", e);
        }
    }

    private void complain(IOException e) {
        long now = System.nanoTime();
        if (!complained || now - lastComplaintNanos >= COMPLAINT_INTERVAL.toNanos()) {
            complained = true;
            lastComplaintNanos = now;
            LOG.warn(
                    "Statistics cannot be sent to statsd at {} ({}); they are sent as soon as it is there. Set"
                            + " DISABLE_STATS=true or USE_STATSD=false if there is none",
                    server,
                    e.getMessage());
        }
    }

    /** Sends what is new and ends, within 2 s. */
    @Override
    public void close() {
        thread.execute(this::flush);
        thread.shutdown(); // ends the interval, but not what was just added
        try {
            if (!thread.awaitTermination(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("Statsd at {} did not take the last statistics in time", server);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.shutdownNow();
        connection.close();
    }
}
