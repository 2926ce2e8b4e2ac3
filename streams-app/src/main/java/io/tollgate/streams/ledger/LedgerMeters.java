package io.tollgate.streams.ledger;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The meters of the ledger application. Thread-safe. */
public final class LedgerMeters {

    /** Rows written because their window is complete. */
    public static final String CLOSED = "tollgate.ledger.closed.windows";

    /** Of them, those that name a silent gateway: hits may be missing. */
    public static final String CLOSED_WITHOUT_ALL = "tollgate.ledger.closed.without.all";

    /** Rows written again because hits or an adjustment came after the window was closed. */
    public static final String REVISED = "tollgate.ledger.revised.windows";

    /** Windows whose rows were removed because nothing that arrives can change them any more. */
    public static final String FORGOTTEN = "tollgate.ledger.forgotten.windows";

    /** Adjustments that made hits. */
    public static final String ADJUSTED = "tollgate.ledger.adjustments.applied";

    /** Adjustments that changed nothing, because nothing was counted that they could change. */
    public static final String NOT_ADJUSTED = "tollgate.ledger.adjustments.refused";

    /** Records of hits or adjustments that were set aside: they are unaccounted. Anything but 0 is an alarm. */
    public static final String UNACCOUNTED = "tollgate.ledger.unaccounted.records";

    /** How far windows are complete behind what arrived, in seconds, by partition. */
    public static final String OPEN_SECONDS = "tollgate.ledger.open.seconds";

    /** By how much a gateway's clock is ahead of the broker's, in seconds; behind where negative, travel included. */
    public static final String CLOCK_SKEW = "tollgate.gateway.clock.skew.seconds";

    private static final int MOST_GATEWAYS = 1_000;
    private static final double SECOND_MS = 1000;

    private final MeterRegistry registry;
    private final Counter closed;
    private final Counter closedWithoutAll;
    private final Counter revised;
    private final Counter forgotten;
    private final Counter unaccounted;
    private final Counter adjusted;
    private final Counter notAdjusted;
    private final Map<Integer, AtomicLong> openMillis = new ConcurrentHashMap<>();
    private final Map<String, AtomicLong> skewMillis = new ConcurrentHashMap<>();

    /** Registers the meters. */
    public LedgerMeters(MeterRegistry registry) {
        this.registry = requireNonNull(registry, "registry");
        closed = registry.counter(CLOSED);
        closedWithoutAll = registry.counter(CLOSED_WITHOUT_ALL);
        revised = registry.counter(REVISED);
        forgotten = registry.counter(FORGOTTEN);
        unaccounted = registry.counter(UNACCOUNTED);
        adjusted = registry.counter(ADJUSTED);
        notAdjusted = registry.counter(NOT_ADJUSTED);
    }

    void written(boolean first, boolean silent) {
        (first ? closed : revised).increment();
        if (first && silent) {
            closedWithoutAll.increment();
        }
    }

    void forgotten() {
        forgotten.increment();
    }

    void adjustment(boolean applied) {
        (applied ? adjusted : notAdjusted).increment();
    }

    void unaccounted() {
        unaccounted.increment();
    }

    void open(int partition, long millis) {
        openMillis.computeIfAbsent(partition, this::openGauge).set(millis);
    }

    private AtomicLong openGauge(int partition) {
        return gauge(OPEN_SECONDS, Tags.of("partition", Integer.toString(partition)));
    }

    /** Beyond so many gateways those that come later are not shown. */
    void skew(String gateway, long millis) {
        AtomicLong known = skewMillis.get(gateway);
        if (known != null) {
            known.set(millis);
        } else if (skewMillis.size() < MOST_GATEWAYS) {
            skewMillis
                    .computeIfAbsent(gateway, name -> gauge(CLOCK_SKEW, Tags.of("gateway", name)))
                    .set(millis);
        }
    }

    private AtomicLong gauge(String name, Tags tags) {
        AtomicLong millis = new AtomicLong();
        Gauge.builder(name, millis, value -> value.get() / SECOND_MS).tags(tags).register(registry);
        return millis;
    }
}
