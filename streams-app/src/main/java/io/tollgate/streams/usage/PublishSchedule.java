package io.tollgate.streams.usage;

import io.tollgate.accounting.AppliedLimit;
import io.tollgate.accounting.Urgency;
import io.tollgate.model.CounterKey;
import io.tollgate.model.Window;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Decides when a changed counter is published: at once where others may decide wrongly without it, otherwise when the
 * change is {@code ageMs} old; never twice within {@code intervalMs}. Holds the counters that were touched within
 * these times, at most {@link #MOST_PENDING}; beyond, a change is published at once. Used by one thread.
 */
final class PublishSchedule {

    static final int MOST_PENDING = 100_000;

    private final long intervalMs;
    private final long ageMs;
    private final int mostPending;
    private final Map<CounterKey, Entry> entries = new HashMap<>();

    /** Counters by when they may be published again: all rest for as long, so these come in order. */
    private final Queue<Visit> rested = new ArrayDeque<>();

    /** Counters by when a change that nothing hurries is old, in order for the same reason. */
    private final Queue<Visit> aged = new ArrayDeque<>();

    PublishSchedule(long intervalMs, long ageMs, int mostPending) {
        this.intervalMs = intervalMs;
        this.ageMs = ageMs;
        this.mostPending = mostPending;
    }

    /**
     * Takes note of a merge.
     *
     * @param first whether it was the first of its counter
     * @param liveGateways how many gateways decide by what is published; with one, which knows its own hits, only age
     *     counts; 0 where it is not known
     * @return whether to publish the counter now, otherwise a later {@link #takeDue} will name it
     */
    boolean changed(CounterKey key, List<WindowChange> changes, boolean first, int liveGateways, long nowMillis) {
        Entry entry = entries.get(key);
        if (entry == null && entries.size() >= mostPending) {
            return true;
        }
        if (entry == null) {
            entry = new Entry(key, nowMillis);
            entries.put(key, entry);
        }
        boolean atOnce = first;
        for (WindowChange change : changes) {
            long unpublished = entry.unpublished.merge(change.window(), change.moved(), Long::sum);
            atOnce |= isUrgent(change, unpublished, liveGateways);
        }
        if (atOnce && isOver(entry.restedMillis, intervalMs, nowMillis)) {
            published(entry, nowMillis);
            return true;
        }
        if (atOnce) {
            entry.dueMillis = Math.min(entry.dueMillis, entry.restedMillis); // which it is visited at
        } else if (!entry.isPending()) {
            entry.dueMillis = nowMillis + ageMs;
            aged.add(new Visit(entry.dueMillis, entry));
        }
        return false;
    }

    private static boolean isUrgent(WindowChange change, long unpublished, int liveGateways) {
        if (change.crossed()) {
            return true;
        }
        if (liveGateways == 1 || change.moved() == 0) {
            return false;
        }
        return change.limit() == AppliedLimit.UNKNOWN_LIMIT
                || Urgency.isUrgent(change.limit(), change.usage(), unpublished, liveGateways);
    }

    /** Returns the counters to publish by now and takes them as published. */
    List<CounterKey> takeDue(long nowMillis) {
        List<CounterKey> due = new ArrayList<>();
        for (Entry entry = next(rested, intervalMs, nowMillis);
                entry != null;
                entry = next(rested, intervalMs, nowMillis)) {
            if (entry.isPending()) {
                takeIfDue(entry, nowMillis, due);
            } else if (isOver(entry.restedMillis, intervalMs, nowMillis)) {
                entries.remove(entry.key, entry);
            }
        }
        for (Entry entry = next(aged, ageMs, nowMillis); entry != null; entry = next(aged, ageMs, nowMillis)) {
            takeIfDue(entry, nowMillis, due);
        }
        return due;
    }

    private static @Nullable Entry next(Queue<Visit> visits, long waitMillis, long nowMillis) {
        Visit first = visits.peek();
        return first != null && isOver(first.atMillis, waitMillis, nowMillis) ? visits.remove().entry : null;
    }

    /** Also where it is farther away than a wait takes: the clock was set back. */
    private static boolean isOver(long untilMillis, long waitMillis, long nowMillis) {
        return untilMillis <= nowMillis || untilMillis - nowMillis > waitMillis;
    }

    private void takeIfDue(Entry entry, long nowMillis, List<CounterKey> due) {
        if (entry.isPending() && isOver(entry.dueMillis, Math.max(intervalMs, ageMs), nowMillis)) {
            due.add(entry.key);
            published(entry, nowMillis);
        }
    }

    /** Returns all counters that are changed and not published, and takes them as published. */
    List<CounterKey> takeAll(long nowMillis) {
        List<CounterKey> pending = new ArrayList<>();
        for (Entry entry : entries.values()) {
            if (entry.isPending()) {
                pending.add(entry.key);
                published(entry, nowMillis);
            }
        }
        aged.clear();
        return pending;
    }

    /** Returns how many counters are held. */
    int size() {
        return entries.size();
    }

    private void published(Entry entry, long nowMillis) {
        entry.restedMillis = nowMillis + intervalMs;
        entry.dueMillis = Entry.NOT_PENDING;
        entry.unpublished.clear();
        rested.add(new Visit(entry.restedMillis, entry));
    }

    private static final class Entry {
        private static final long NOT_PENDING = Long.MAX_VALUE;

        private final CounterKey key;
        private final Map<Window, Long> unpublished = new HashMap<>(2);
        private long restedMillis;
        private long dueMillis = NOT_PENDING;

        private Entry(CounterKey key, long restedMillis) {
            this.key = key;
            this.restedMillis = restedMillis;
        }

        private boolean isPending() {
            return dueMillis != NOT_PENDING;
        }
    }

    private record Visit(long atMillis, Entry entry) {}
}
