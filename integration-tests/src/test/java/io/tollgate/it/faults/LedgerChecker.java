package io.tollgate.it.faults;

import io.tollgate.it.faults.Answers.Cell;
import io.tollgate.it.faults.Answers.Told;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Compares the ledger with what clients were told. Pure: {@link LedgerCheckerTest} shows that it finds what is wrong.
 *
 * <p>In each hour the ledger must hold at least what was answered; what it holds beyond must not exceed, up to any hour,
 * the hits without an answer that were sent up to then. A longer window must hold the sum of its hours, to the hit. Of
 * hits whose only copy was on a disk that was wiped, as many may be missing as that gateway said it had.
 */
final class LedgerChecker {

    /** Hits of one row of the ledger. */
    record Counted(long admitted, long denied, long givenBack) {

        static final Counted NOTHING = new Counted(0, 0, 0);

        Counted plus(Counted other) {
            return new Counted(admitted + other.admitted, denied + other.denied, givenBack + other.givenBack);
        }
    }

    /**
     * Hits of a longer window of a customer.
     *
     * @param hours of each accounting window that begins in it, be it a whole hour of the run or not
     */
    record Longer(String customer, Instant start, Instant end, Counted counted, List<Counted> hours) {}

    private LedgerChecker() {}

    /**
     * Returns what is wrong, nothing if all is right.
     *
     * @param mayBeMissing hits that were on wiped disks only
     */
    static List<String> problems(
            Map<Cell, Told> told, Map<Cell, Counted> hours, List<Longer> longer, long mayBeMissing) {
        List<String> problems = new ArrayList<>();
        long missing = missing(told, hours);
        for (String customer : customers(told, hours)) {
            checkHours(customer, told, hours, problems, missing <= mayBeMissing);
        }
        for (Longer window : longer) {
            Counted sum = window.hours().stream().reduce(Counted.NOTHING, Counted::plus);
            if (!sum.equals(window.counted())) {
                problems.add(window + " differs from the sum of its hours, " + sum);
            }
        }
        return problems;
    }

    /** Returns how many answered hits the ledger does not hold. */
    static long missing(Map<Cell, Told> told, Map<Cell, Counted> hours) {
        return told.entrySet().stream()
                .mapToLong(cell -> missing(cell.getValue(), hours.getOrDefault(cell.getKey(), Counted.NOTHING)))
                .sum();
    }

    private static long missing(Told answered, Counted counted) {
        return Math.max(0, answered.admitted() - counted.admitted())
                + Math.max(0, answered.denied() - counted.denied())
                + Math.max(0, answered.givenBack() - counted.givenBack());
    }

    private static List<String> customers(Map<Cell, Told> told, Map<Cell, Counted> hours) {
        SortedMap<String, Boolean> customers = new TreeMap<>();
        told.keySet().forEach(cell -> customers.put(cell.customer(), true));
        hours.keySet().forEach(cell -> customers.put(cell.customer(), true));
        return List.copyOf(customers.keySet());
    }

    private static void checkHours(
            String customer,
            Map<Cell, Told> told,
            Map<Cell, Counted> hours,
            List<String> problems,
            boolean missingIsKnown) {
        SortedMap<Integer, Boolean> all = new TreeMap<>();
        told.keySet().stream()
                .filter(cell -> cell.customer().equals(customer))
                .forEach(cell -> all.put(cell.hour(), true));
        hours.keySet().stream()
                .filter(cell -> cell.customer().equals(customer))
                .forEach(cell -> all.put(cell.hour(), true));
        long unknown = 0;
        long beyond = 0;
        for (int hour : all.keySet()) {
            Cell cell = new Cell(customer, hour);
            Told answered = told.getOrDefault(cell, Told.NOTHING);
            Counted counted = hours.getOrDefault(cell, Counted.NOTHING);
            if (missing(answered, counted) > 0 && !missingIsKnown) {
                problems.add("lost: " + cell + " was told " + answered + ", the ledger has " + counted);
            }
            unknown += answered.unknown();
            beyond += counted.admitted() - answered.admitted() + counted.denied() - answered.denied();
            beyond += counted.givenBack() - answered.givenBack();
            beyond += missingIsKnown ? missing(answered, counted) : 0;
            if (beyond > unknown) {
                problems.add("too much: up to " + cell + " the ledger has " + beyond
                        + " more than was answered, but only " + unknown + " were without an answer (told " + answered
                        + ", the ledger has " + counted + ")");
            }
        }
    }
}
