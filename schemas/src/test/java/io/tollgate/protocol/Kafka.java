package io.tollgate.protocol;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Two topics of one partition. What is appended stays, in order. */
final class Kafka {

    private final List<HitRecord> hits = new ArrayList<>();
    private final List<UsageRecord> usage = new ArrayList<>();
    private final Map<Cell, UsageRecord> compacted = new LinkedHashMap<>();
    private final Map<Row, Totals> logged = new HashMap<>();
    private boolean up = true;

    boolean isUp() {
        return up;
    }

    void setUp(boolean up) {
        this.up = up;
    }

    void append(HitRecord hit) {
        hits.add(hit);
        if (hit instanceof HitRecord.Hits totals) {
            logged.merge(totals.row(), totals.totals(), Totals::max);
        }
    }

    void publish(UsageRecord record) {
        usage.add(record);
        compacted.put(record.cell(), record);
    }

    List<HitRecord> hits() {
        return hits;
    }

    List<UsageRecord> usage() {
        return usage;
    }

    /** Returns the last record of each cell, which is what a reader finds that comes late. */
    Map<Cell, UsageRecord> compactedUsage() {
        return compacted;
    }

    /** Returns the largest totals that stand in the topic. */
    Totals logged(Row row) {
        return logged.getOrDefault(row, Totals.ZERO);
    }
}
