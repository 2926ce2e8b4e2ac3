package io.tollgate.streams.window;

import io.tollgate.model.CounterKey;
import io.tollgate.model.Window;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Decides when a changed counter is published: at once where others may decide wrongly without it, otherwise when the
 * change is {@code ageMs} old; never twice within {@code intervalMs}. Holds the counters that were touched within
 * these times, at most {@link #MOST_PENDING}; beyond, a change is published at once. Used by one thread.
 */
final class Outbox {

    static final int MOST_PENDING = 100_000;

    private final long intervalMs;
    private final long ageMs;
    private final int mostPending;
    private final Map<CounterKey, Entry> entries = new HashMap<>();
    private final PriorityQueue<Visit> visits = new PriorityQueue<>();

    Outbox(long intervalMs, long ageMs, int mostPending) {
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
            entry = new Entry(key, nowMillis - intervalMs);
            entries.put(key, entry);
        }
        boolean atOnce = first;
        for (WindowChange change : changes) {
            long unpublished = entry.unpublished.merge(change.window(), change.growth(), Long::sum);
            atOnce |= isUrgent(change, unpublished, liveGateways);
        }
        long dueMillis = atOnce ? entry.publishedMillis + intervalMs : nowMillis + ageMs;
        if (dueMillis <= nowMillis) {
            published(entry, nowMillis);
            return true;
        }
        if (dueMillis < entry.dueMillis) {
            entry.dueMillis = dueMillis;
            visits.add(new Visit(dueMillis, entry));
        }
        return false;
    }

    private static boolean isUrgent(WindowChange change, long unpublished, int liveGateways) {
        if (change.crossed()) {
            return true;
        }
        if (liveGateways == 1 || change.growth() == 0) {
            return false;
        }
        if (change.limit() == Judge.UNKNOWN_LIMIT || change.usage() >= change.limit() - change.limit() / 5) {
            return true;
        }
        long remaining = change.limit() - change.usage();
        return unpublished > remaining / (100L * Math.max(1, liveGateways));
    }

    /** Returns the counters to publish by now and takes them as published. */
    List<CounterKey> takeDue(long nowMillis) {
        List<CounterKey> due = new ArrayList<>();
        for (Visit next = visits.peek(); next != null && next.atMillis <= nowMillis; next = visits.peek()) {
            visits.remove();
            Entry entry = next.entry;
            if (entry.dueMillis <= nowMillis) {
                due.add(entry.key);
                published(entry, nowMillis);
            } else if (!entry.isPending() && entry.publishedMillis + intervalMs <= nowMillis) {
                entries.remove(entry.key, entry);
            }
        }
        return due;
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
        return pending;
    }

    /** Returns how many counters are held. */
    int size() {
        return entries.size();
    }

    private void published(Entry entry, long nowMillis) {
        entry.publishedMillis = nowMillis;
        entry.dueMillis = Entry.NOT_PENDING;
        entry.unpublished.clear();
        visits.add(new Visit(nowMillis + intervalMs, entry));
    }

    private static final class Entry {
        private static final long NOT_PENDING = Long.MAX_VALUE;

        private final CounterKey key;
        private final Map<Window, Long> unpublished = new HashMap<>(2);
        private long publishedMillis;
        private long dueMillis = NOT_PENDING;

        private Entry(CounterKey key, long publishedMillis) {
            this.key = key;
            this.publishedMillis = publishedMillis;
        }

        private boolean isPending() {
            return dueMillis != NOT_PENDING;
        }
    }

    private record Visit(long atMillis, Entry entry) implements Comparable<Visit> {
        @Override
        public int compareTo(Visit other) {
            return Long.compare(atMillis, other.atMillis);
        }
    }
}
