package io.tollgate.gateway.hits;

import static java.util.Objects.requireNonNull;

import io.tollgate.gateway.usage.UsageReading;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Brings this gateway's own totals into the topic {@code hits}, from two sources: those on the heap, as they change, and
 * those that only the disk has. Each source has a thread of its own. Thread-safe.
 */
public final class HitPublisher implements AutoCloseable {

    private final HitLog log;
    private final StoredTotalsSender stored;
    private final HitReporter reporter;

    /**
     * @param log closed with this
     * @param stored closed with this
     * @param clock milliseconds since the Unix epoch
     */
    public HitPublisher(HitLog log, HitReporter.Settings settings, StoredTotalsSender stored, LongSupplier clock) {
        this.log = requireNonNull(log, "log");
        this.stored = requireNonNull(stored, "stored");
        WatermarkPublisher watermarks =
                new WatermarkPublisher(log, settings, stored::incarnations, clock, System.nanoTime());
        this.reporter = new HitReporter(log, settings, clock, watermarks, stored::isDone);
    }

    /** Returns what reports totals that are on the heap. */
    public HitReporter reporter() {
        return reporter;
    }

    /** Returns what sends totals that only the disk has. */
    public StoredTotalsSender stored() {
        return stored;
    }

    /**
     * Starts to publish.
     *
     * @param reading how far usage was read; what it holds of earlier incarnations is not sent again
     */
    public void start(UsageReading reading) {
        stored.start(reading);
        reporter.start();
    }

    /**
     * Publishes everything and waits for the log to acknowledge it, but not for a log that was never reached. No request
     * may be answered any more.
     *
     * @return whether the log holds everything; if not, the rest is on disk and is sent at the next start
     */
    public boolean drain(Duration timeout) {
        return reporter.drain(timeout);
    }

    /** Stops; what was not sent is sent at the next start. */
    @Override
    public void close() {
        reporter.close();
        stored.close();
        log.close();
    }
}
