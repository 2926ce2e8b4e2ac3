package io.tollgate.gateway.decision;

import io.tollgate.accounting.Incarnation;
import io.tollgate.model.CounterKey;
import io.tollgate.model.Window;
import io.tollgate.plan.EarlierUsage;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The counters that are on the heap, and the locks by which they come there and leave. Thread-safe; looking one up takes
 * no lock.
 *
 * <p>Threads: requests look up. Loaders add and the keeper's thread removes, both under the counter's {@linkplain
 * #lockOf lock}. The identity is replaced under this object's monitor, by loaders and by the thread that follows usage;
 * {@code own} is written before {@code sender}, so whoever counts under a new identity finds it among the own ones.
 */
public final class Counters implements EarlierUsages {

    private final Map<CounterKey, Counter> byKey = new ConcurrentHashMap<>();
    private final KeyLocks locks = new KeyLocks();
    private final AtomicLong forgottenUpTo = new AtomicLong(Long.MIN_VALUE);
    private final AtomicLong forgottenByPresentUpTo = new AtomicLong(Long.MIN_VALUE);
    private final MeteredCounters metered;
    private volatile Incarnation sender;
    private volatile Set<Incarnation> own;

    /**
     * Makes an empty one in which any number of counters is metered.
     *
     * @param sender the identity under which hits are counted
     */
    public Counters(Incarnation sender) {
        this(sender, MeteredCounters.unbounded());
    }

    /**
     * @param sender the identity under which hits are counted
     * @param metered how many counters are metered
     */
    public Counters(Incarnation sender, MeteredCounters metered) {
        this.metered = metered;
        this.sender = sender;
        this.own = Set.of(sender);
    }

    /** Returns how many counters are metered. */
    public MeteredCounters metered() {
        return metered;
    }

    /** Returns whether this process counts or counted under the identity. */
    public boolean isOwn(Incarnation candidate) {
        return own.contains(candidate);
    }

    /** Returns the identity under which new windows are counted. */
    public Incarnation sender() {
        return sender;
    }

    public @Nullable Counter find(CounterKey key) {
        return byKey.get(key);
    }

    @Override
    public @Nullable EarlierUsage earlier(CounterKey counter, long nowMillis) {
        Counter found = find(counter);
        return found == null ? null : found.earlier(nowMillis);
    }

    /**
     * Returns the lock by which a counter is brought onto the heap or taken off it by one thread at a time. Requests whose
     * counters are on the heap never take it.
     */
    public Lock lockOf(CounterKey key) {
        return locks.of(key);
    }

    /** Puts a loaded counter in place; the caller holds the {@linkplain #lockOf lock} of its key. */
    public void add(Counter counter) {
        byKey.put(counter.key(), counter);
    }

    /** Takes a counter off the heap, after its windows were closed. */
    public void remove(Counter counter) {
        counter.leave();
        byKey.remove(counter.key(), counter);
    }

    /** Returns a view that may be walked while counters come and go. */
    public Collection<Counter> all() {
        return byKey.values();
    }

    /**
     * Returns metered hits that were answered and that the log did not acknowledge yet. Walks over all counters; hits
     * that are being answered meanwhile may be in or not.
     */
    public long unacknowledgedHits() {
        long hits = 0;
        for (Counter counter : byKey.values()) {
            for (CounterWindow window : counter.windows()) {
                hits += window.unacknowledgedHits();
            }
        }
        return hits;
    }

    public int size() {
        return byKey.size();
    }

    /** Notes that own totals of a window that ended may no longer be known under the present identity. */
    public void forgot(Window window) {
        forgottenByPresentUpTo.accumulateAndGet(window.endMillis(), Math::max);
        forgottenUpTo.accumulateAndGet(window.endMillis(), Math::max);
    }

    /**
     * Returns whether own totals of this window may have left the heap for good: the clock was set back into it. Then
     * only the loader, which looks on the disk, may bring it onto the heap.
     */
    public boolean mayHaveForgotten(Window window) {
        return window.endMillis() <= forgottenUpTo.get();
    }

    /**
     * Makes sure that hits in a window are counted under an identity that never counted in it: the totals of one that
     * did would begin again below what was sent.
     */
    synchronized void renewFor(Window window, Supplier<Incarnation> fresh) {
        if (window.endMillis() <= forgottenByPresentUpTo.get()) {
            renew(fresh.get());
        }
    }

    /** Begins a new identity where the given one is the present one. */
    public synchronized void renewFrom(Incarnation spoiled, Supplier<Incarnation> fresh) {
        if (sender.equals(spoiled)) {
            renew(fresh.get());
        }
    }

    /** Begins a new identity; windows that are on the heap go on under the one they have. */
    public synchronized void renew(Incarnation fresh) {
        Set<Incarnation> more = new HashSet<>(own);
        more.add(fresh);
        own = Set.copyOf(more);
        sender = fresh;
        forgottenByPresentUpTo.set(Long.MIN_VALUE);
    }
}
