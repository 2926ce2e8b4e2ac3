package io.tollgate.gateway.decision;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * How many counters of each domain this gateway meters in an hour. Whoever may choose a descriptor's value could otherwise
 * fill ledger, topics and disks: beyond the bound the hits of further counters are accounted together, in one counter for
 * each rule. Known counters have their place. Thread-safe; without a lock but once an hour for each domain.
 */
public final class MeteredCounters {

    private static final long HOUR_MS = Duration.ofHours(1).toMillis();

    private final long most;
    private final Consumer<String> full;
    private final Map<String, Places> byDomain = new ConcurrentHashMap<>();

    /**
     * @param most how many counters of a domain have a place of their own in an hour
     * @param full is told a domain that has no place left, once an hour, on a request's thread
     */
    public MeteredCounters(long most, Consumer<String> full) {
        this.most = most;
        this.full = full;
    }

    /** Returns one that every counter has a place in. */
    public static MeteredCounters unbounded() {
        return new MeteredCounters(Long.MAX_VALUE, domain -> {});
    }

    private static final class Places {
        private final AtomicLong taken = new AtomicLong();
        private final LongAdder overflowHits = new LongAdder();
        private final AtomicBoolean told = new AtomicBoolean();
        private volatile long hour = Long.MIN_VALUE;

        private void inHour(long now) {
            if (now > hour) {
                beginHour(now);
            }
        }

        private synchronized void beginHour(long now) {
            if (now > hour) {
                taken.set(0);
                told.set(false);
                hour = now;
            }
        }

        /** Each hit of a counter without a place asks. */
        private boolean isToBeTold() {
            return !told.get() && told.compareAndSet(false, true);
        }
    }

    /**
     * Takes a place for a counter that is metered for the first time in an hour.
     *
     * @param known whether it was metered before: then it has one in any case
     * @return false if there is none left
     */
    boolean takePlace(String domain, boolean known, long nowMillis) {
        Places places = places(domain);
        places.inHour(Math.floorDiv(nowMillis, HOUR_MS));
        if (places.taken.getAndIncrement() < most || known) {
            return true;
        }
        places.taken.getAndDecrement();
        if (places.isToBeTold()) {
            full.accept(domain);
        }
        return false;
    }

    /** Returns whether no place is left in a domain for a counter that was not metered before. */
    boolean isFull(String domain, long nowMillis) {
        Places places = byDomain.get(domain);
        return places != null && places.hour == Math.floorDiv(nowMillis, HOUR_MS) && places.taken.get() >= most;
    }

    /** Notes hits that were accounted in the counter that all further ones share. */
    void overflowed(String domain, long hits) {
        places(domain).overflowHits.add(hits);
    }

    private Places places(String domain) {
        Places found = byDomain.get(domain);
        return found == null ? byDomain.computeIfAbsent(domain, any -> new Places()) : found;
    }

    /** Returns hits that were accounted together since the start, of all domains. */
    public long overflowHits() {
        return byDomain.values().stream()
                .mapToLong(places -> places.overflowHits.sum())
                .sum();
    }

    /** Returns hits that were accounted together since the start, of each domain that has any, by name. */
    public Map<String, Long> overflowHitsByDomain() {
        Map<String, Long> hits = new TreeMap<>();
        byDomain.forEach((domain, places) -> {
            if (places.overflowHits.sum() > 0) {
                hits.put(domain, places.overflowHits.sum());
            }
        });
        return hits;
    }
}
