package io.tollgate.it.faults;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * What clients were told, by customer and hour. A request whose answer never arrived may count or not, in the hour in
 * which it was sent or in a later one, since a gateway that stood still may go on with it. Thread-safe.
 */
final class Answers {

    /** An hour of the gateways' clock, counted from the first of the run. */
    record Cell(String customer, int hour) implements Comparable<Cell> {

        @Override
        public int compareTo(Cell other) {
            int byCustomer = customer.compareTo(other.customer);
            return byCustomer != 0 ? byCustomer : Integer.compare(hour, other.hour);
        }
    }

    /** Hits of one cell. */
    record Told(long admitted, long denied, long givenBack, long unknown) {

        static final Told NOTHING = new Told(0, 0, 0, 0);
    }

    private static final class Adders {
        private final LongAdder admitted = new LongAdder();
        private final LongAdder denied = new LongAdder();
        private final LongAdder givenBack = new LongAdder();
        private final LongAdder unknown = new LongAdder();
    }

    private final ConcurrentMap<Cell, Adders> cells = new ConcurrentHashMap<>();

    private Adders of(Cell cell) {
        return cells.computeIfAbsent(cell, key -> new Adders());
    }

    /** Notes hits that were let pass. */
    void admitted(Cell cell, long hits) {
        of(cell).admitted.add(hits);
    }

    /** Notes hits that were denied. */
    void denied(Cell cell, long hits) {
        of(cell).denied.add(hits);
    }

    /** Notes hits that were given back. */
    void givenBack(Cell cell, long hits) {
        of(cell).givenBack.add(hits);
    }

    /** Notes hits that no answer came for, added or given back. */
    void unknown(Cell cell, long hits) {
        of(cell).unknown.add(hits);
    }

    /** Returns what was told so far. */
    Map<Cell, Told> told() {
        Map<Cell, Told> told = new TreeMap<>();
        cells.forEach((cell, adders) -> told.put(
                cell,
                new Told(adders.admitted.sum(), adders.denied.sum(), adders.givenBack.sum(), adders.unknown.sum())));
        return told;
    }

    /** Returns hits that were answered. */
    long answered() {
        return told().values().stream()
                .mapToLong(told -> told.admitted() + told.denied() + told.givenBack())
                .sum();
    }

    /** Returns hits that no answer came for. */
    long unanswered() {
        return told().values().stream().mapToLong(Told::unknown).sum();
    }
}
