package io.tollgate.protocol;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * What a gateway keeps where the death of its process cannot take it: journal and store as one map of rows, and its
 * view of usage with the offset up to which it was read.
 */
final class Disk {

    private final int folder;
    private final Map<Row, Totals> rows = new LinkedHashMap<>();
    private final Map<Row, Totals> coveredRows = new LinkedHashMap<>();
    private final Map<Cell, Totals> others = new LinkedHashMap<>();
    private final Map<Cell, UsageRecord> latest = new LinkedHashMap<>();
    private final Set<Sender> senders = new LinkedHashSet<>();
    private final Set<Sender> covered = new LinkedHashSet<>();
    private int usageOffset;

    Disk(int folder) {
        this.folder = folder;
    }

    Disk copy() {
        Disk copy = new Disk(folder);
        copy.rows.putAll(rows);
        copy.coveredRows.putAll(coveredRows);
        copy.others.putAll(others);
        copy.latest.putAll(latest);
        copy.senders.addAll(senders);
        copy.covered.addAll(covered);
        copy.usageOffset = usageOffset;
        return copy;
    }

    int folder() {
        return folder;
    }

    /** Totals that this disk's senders counted and that are not let go yet. */
    Map<Row, Totals> rows() {
        return rows;
    }

    Totals row(Row row) {
        return rows.getOrDefault(row, Totals.ZERO);
    }

    /** Rows of covered senders whose window is not over: they count among the others, but usage may lose them. */
    Map<Row, Totals> coveredRows() {
        return coveredRows;
    }

    /** Returns the most that this disk could send of a row. */
    Totals sendable(Row row) {
        return row(row).max(coveredRows.getOrDefault(row, Totals.ZERO));
    }

    /** What senders counted beyond the rows of this disk: the most that was ever heard. */
    Map<Cell, Totals> others() {
        return others;
    }

    /** The last record of usage that was read. */
    Map<Cell, UsageRecord> latest() {
        return latest;
    }

    /** Senders that wrote to this disk and are not covered. */
    Set<Sender> senders() {
        return senders;
    }

    /** Senders whose rows were let go because usage holds them; every mark says so. */
    Set<Sender> covered() {
        return covered;
    }

    int usageOffset() {
        return usageOffset;
    }

    void setUsageOffset(int offset) {
        usageOffset = offset;
    }

    /** Returns the sum of all rows of the cell. */
    Totals stored(Cell cell) {
        Totals sum = Totals.ZERO;
        for (Map.Entry<Row, Totals> entry : rows.entrySet()) {
            if (entry.getKey().cell().equals(cell)) {
                sum = sum.plus(entry.getValue());
            }
        }
        return sum;
    }
}
