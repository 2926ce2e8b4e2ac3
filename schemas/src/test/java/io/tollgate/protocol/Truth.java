package io.tollgate.protocol;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What clients were told, kept outside of the system that is judged. */
final class Truth {

    private final Map<Row, Totals> answered = new HashMap<>();
    private final Map<Row, Totals> unanswered = new HashMap<>();
    private final Map<Row, Totals> lost = new HashMap<>();
    private final Map<Cell, Totals> counted = new HashMap<>();
    private int diskLosses;

    /** A client was answered. */
    void answered(Row row, Totals hits) {
        answered.merge(row, hits, Totals::plus);
        counted.merge(row.cell(), hits, Totals::plus);
    }

    /** Hits were counted, and the process died before it could answer. */
    void unanswered(Row row, Totals hits) {
        unanswered.merge(row, hits, Totals::plus);
        counted.merge(row.cell(), hits, Totals::plus);
    }

    /** Totals that stood on no other disk and not in Kafka went with a disk. */
    void lost(Row row, Totals hits) {
        lost.merge(row, hits, Totals::plus);
    }

    void countDiskLoss() {
        diskLosses++;
    }

    int diskLosses() {
        return diskLosses;
    }

    Set<Cell> cells() {
        return counted.keySet();
    }

    /** Returns all that was ever counted, also what was lost later. */
    Totals counted(Cell cell) {
        return counted.getOrDefault(cell, Totals.ZERO);
    }

    /** Returns what the ledger must hold in the end: answered, and counted without an answer, less what was lost. */
    Totals expected(Row row) {
        Totals all = answered.getOrDefault(row, Totals.ZERO).plus(unanswered.getOrDefault(row, Totals.ZERO));
        return all.minus(lost.getOrDefault(row, Totals.ZERO));
    }

    Totals expected(Cell cell) {
        Totals sum = Totals.ZERO;
        for (Row row : rows()) {
            if (row.cell().equals(cell)) {
                sum = sum.plus(expected(row));
            }
        }
        return sum;
    }

    Set<Row> rows() {
        Set<Row> rows = new HashSet<>(answered.keySet());
        rows.addAll(unanswered.keySet());
        return rows;
    }
}
