package io.tollgate.gateway.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.LongAdder;

/** A counter that its registry knows of only once it has grown, as in the reference. Adding takes a lock the first time. */
final class GrowingCounter {

    private final MeterRegistry registry;
    private final String prefix;
    private final String stat;
    private final LongAdder sum = new LongAdder();
    private volatile boolean registered;

    /** Makes a counter whose name is the prefix and the stat; they are two so that the counters of a rule share one. */
    GrowingCounter(MeterRegistry registry, String prefix, String stat) {
        this.registry = registry;
        this.prefix = prefix;
        this.stat = stat;
    }

    /** Adds, unless the amount is zero or less. */
    void add(long amount) {
        if (amount > 0) {
            sum.add(amount);
            if (!registered) {
                register();
            }
        }
    }

    private synchronized void register() {
        if (!registered) {
            // the registry holds the object it asks weakly, but itself and the function strongly: the sum stays
            FunctionCounter.builder(prefix + stat, registry, any -> sum.sum()).register(registry);
            registered = true;
        }
    }

    long sum() {
        return sum.sum();
    }
}
