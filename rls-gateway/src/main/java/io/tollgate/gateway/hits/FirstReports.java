package io.tollgate.gateway.hits;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many windows may be reported at once in a second that were never reported before. A flood of new counters would
 * else go before known ones, each with a record of its own. Those beyond wait for the report age as what nothing hurries
 * does. Thread-safe, without a lock.
 */
final class FirstReports {

    private static final int BITS_OF_COUNT = 24;
    private static final long COUNT = (1L << BITS_OF_COUNT) - 1;

    private final long perSecond;

    /** The second, and how many it had so far. */
    private final AtomicLong state = new AtomicLong();

    FirstReports(long perSecond) {
        this.perSecond = Math.min(perSecond, COUNT);
    }

    /** Returns whether one more may be reported at once. */
    boolean take(long nowMillis) {
        long second = Math.floorDiv(nowMillis, 1000) << BITS_OF_COUNT;
        while (true) {
            long before = state.get();
            long counted = (before & ~COUNT) == second ? before & COUNT : 0;
            if (counted >= perSecond) {
                return false;
            }
            if (state.compareAndSet(before, second | (counted + 1))) {
                return true;
            }
        }
    }
}
