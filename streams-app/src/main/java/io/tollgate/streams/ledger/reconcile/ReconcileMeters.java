package io.tollgate.streams.ledger.reconcile;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** The meters of the reconciliation. Thread-safe. */
public final class ReconcileMeters {

    /** Windows that differed in the last complete run. Anything but 0 is an alarm. */
    public static final String DIFFERENCES = "tollgate.reconcile.differences";

    /** By how many hits they differed together. */
    public static final String DIFFERENCE_HITS = "tollgate.reconcile.difference.hits";

    /** Windows that it compared. */
    public static final String COMPARED = "tollgate.reconcile.compared.windows";

    /** Seconds since the last complete run; before the first since the start. */
    public static final String AGE = "tollgate.reconcile.age";

    /** Runs that ended without a result. */
    public static final String FAILURES = "tollgate.reconcile.failures";

    private static final double SECOND_MS = 1000;

    private final InstantSource clock;
    private final AtomicLong differences = new AtomicLong();
    private final AtomicLong differenceHits = new AtomicLong();
    private final AtomicLong compared = new AtomicLong();
    private final Counter failures;
    private volatile Instant completedAt;

    /** Registers the meters. */
    public ReconcileMeters(MeterRegistry registry, InstantSource clock) {
        this.clock = clock;
        this.completedAt = clock.instant();
        registry.gauge(DIFFERENCES, differences);
        registry.gauge(DIFFERENCE_HITS, differenceHits);
        registry.gauge(COMPARED, compared);
        Gauge.builder(AGE, this, ReconcileMeters::age).baseUnit("seconds").register(registry);
        failures = registry.counter(FAILURES);
    }

    private double age() {
        return Duration.between(completedAt, clock.instant()).toMillis() / SECOND_MS;
    }

    void completed(Reconciliation found) {
        differences.set(found.differences());
        differenceHits.set(found.hitsApart());
        compared.set(found.windows());
        completedAt = clock.instant();
    }

    void failed() {
        failures.increment();
    }
}
