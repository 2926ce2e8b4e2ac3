package io.tollgate.runtime.log;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lets one line of each kind pass in an interval and counts the others; no line is left out without being counted in one
 * that passes later. Kinds beyond the {@value #MOST_KINDS} that are known at a time share one. Times are those of
 * {@link System#nanoTime}. Thread-safe.
 *
 * @param <T> a line
 */
final class LineThrottle<T> {

    static final int MOST_KINDS = 256;

    private static final String OTHERS = "";

    private final long intervalNanos;
    private final Map<String, Kind<T>> kinds = new HashMap<>();

    /**
     * A line that passes.
     *
     * @param leftOut how many lines like it were left out since the one before
     */
    record Passed<T>(T line, long leftOut) {}

    /** What is known of the lines of one kind. */
    private static final class Kind<T> {
        private final long passedNanos;
        private @Nullable T last;
        private long leftOut;

        private Kind(long passedNanos) {
            this.passedNanos = passedNanos;
        }
    }

    LineThrottle(long intervalNanos) {
        this.intervalNanos = intervalNanos;
    }

    /** Returns the line if it passes now, null if it is left out. */
    synchronized @Nullable Passed<T> offer(String kind, T line, long nanos) {
        String known = kinds.containsKey(kind) || kinds.size() < MOST_KINDS ? kind : OTHERS;
        Kind<T> before = kinds.get(known);
        if (before != null && nanos - before.passedNanos < intervalNanos) {
            before.last = line;
            before.leftOut++;
            return null;
        }
        kinds.put(known, new Kind<>(nanos));
        return new Passed<>(line, before == null ? 0 : before.leftOut);
    }

    /** Returns the last line of each kind that left some out an interval ago or longer, and forgets kinds that did not. */
    synchronized List<Passed<T>> due(long nanos) {
        List<Passed<T>> due = new ArrayList<>();
        Iterator<Map.Entry<String, Kind<T>>> all = kinds.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<String, Kind<T>> entry = all.next();
            Kind<T> kind = entry.getValue();
            if (nanos - kind.passedNanos < intervalNanos) {
                continue;
            }
            if (kind.last == null) {
                all.remove();
            } else {
                due.add(new Passed<>(kind.last, kind.leftOut - 1));
                entry.setValue(new Kind<>(nanos));
            }
        }
        return due;
    }
}
