package io.tollgate.gateway.metrics;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;

/**
 * Series by name, so many at most; what comes later shares one. A series once made stays. Thread-safe; finding a series
 * that is there, or that there is no room, takes no lock.
 */
final class CappedSeries<T> {

    private final int max;
    private final Function<String, T> maker;
    private final T overflow;
    private final ConcurrentMap<String, T> byName = new ConcurrentHashMap<>();

    /**
     * @param max series of names that come with requests
     * @param overflow stands for all series that there is no room for
     */
    CappedSeries(int max, Function<String, T> maker, T overflow) {
        this.max = max;
        this.maker = maker;
        this.overflow = overflow;
    }

    /** Returns the series of a name that requests made up, or the one for all that there is no room for. */
    T get(String name) {
        T found = byName.get(name);
        if (found != null) {
            return found;
        }
        return byName.size() < max ? admit(name) : overflow;
    }

    private synchronized T admit(String name) {
        return byName.size() < max || byName.containsKey(name) ? always(name) : overflow;
    }

    /** Returns the series of a name that limit files made up, room or not: their authors bound how many these are. */
    T always(String name) {
        return byName.computeIfAbsent(name, maker);
    }

    T overflow() {
        return overflow;
    }

    int size() {
        return byName.size();
    }
}
