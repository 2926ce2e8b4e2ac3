package io.tollgate.protocol;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Keeps what is billed, exactly once: state, offset and output of a crashed instance return to its last commit. */
final class LedgerApplication {

    /** How long after its end a window waits for gateways that are silent. */
    static final long GRACE = 60;

    /**
     * A row of the ledger.
     *
     * @param senders totals of each sender
     * @param live senders whose marks had passed the window's end
     * @param silent live senders whose marks had not
     */
    record Entry(Cell cell, int revision, Map<Sender, Totals> senders, Set<Sender> live, Set<Sender> silent) {

        Totals totals() {
            return senders.values().stream().reduce(Totals.ZERO, Totals::plus);
        }
    }

    private record State(
            Map<Cell, Map<Sender, Totals>> cells,
            Map<Sender, Long> marks,
            Set<Sender> retired,
            Map<Cell, Integer> revisions,
            int offset,
            int published) {}

    private final Kafka kafka;
    private final long windowLength;
    private final Set<WrongReading> wrong;
    private final List<Entry> ledger = new ArrayList<>();
    private Map<Cell, Map<Sender, Totals>> cells = new LinkedHashMap<>();
    private Map<Sender, Long> marks = new LinkedHashMap<>();
    private Set<Sender> retired = new HashSet<>();
    private Map<Cell, Integer> revisions = new HashMap<>();
    private int offset;
    private State committed;

    LedgerApplication(Kafka kafka, long windowLength, Set<WrongReading> wrong) {
        this.kafka = kafka;
        this.windowLength = windowLength;
        this.wrong = wrong;
        commit();
    }

    /** Reads all that there is; Kafka must be up. */
    void drain() {
        while (offset < kafka.hits().size()) {
            step();
        }
    }

    /** Reads the next record, if there is one. */
    void step() {
        if (!kafka.isUp() || offset == kafka.hits().size()) {
            return;
        }
        HitRecord next = kafka.hits().get(offset++);
        if (next instanceof HitRecord.Hits hits) {
            merge(hits);
        } else if (next instanceof HitRecord.Mark mark) {
            read(mark);
            closeWindows();
        }
    }

    void commit() {
        committed = new State(
                copy(cells),
                new LinkedHashMap<>(marks),
                new HashSet<>(retired),
                new HashMap<>(revisions),
                offset,
                ledger.size());
    }

    void crash() {
        cells = copy(committed.cells);
        if (wrong.contains(WrongReading.ZOMBIE_CHANGELOG_VALUE_LANDS_LAST)) {
            return; // offset, marks and output went on, the rows are old
        }
        marks = new LinkedHashMap<>(committed.marks);
        retired = new HashSet<>(committed.retired);
        revisions = new HashMap<>(committed.revisions);
        offset = committed.offset;
        ledger.subList(committed.published, ledger.size()).clear();
    }

    List<Entry> ledger() {
        return ledger;
    }

    private void merge(HitRecord.Hits hits) {
        Sender sender = hits.row().sender();
        if (!retired.contains(sender)) {
            marks.putIfAbsent(sender, -1L);
        }
        Map<Sender, Totals> senders = cells.computeIfAbsent(hits.row().cell(), any -> new LinkedHashMap<>());
        Totals before = senders.getOrDefault(sender, Totals.ZERO);
        Totals after = wrong.contains(WrongReading.INCREMENTS_INSTEAD_OF_TOTALS)
                ? before.plus(hits.totals())
                : before.max(hits.totals());
        senders.put(sender, after);
        if (!after.equals(before) && revisions.containsKey(hits.row().cell())) {
            emit(hits.row().cell(), Set.of(), Set.of());
        }
    }

    private void read(HitRecord.Mark mark) {
        retired.addAll(mark.covered());
        retired.remove(mark.sender());
        marks.keySet().removeAll(mark.covered());
        marks.merge(mark.sender(), mark.reportedUpTo(), Math::max);
    }

    private void closeWindows() {
        long now = marks.values().stream().mapToLong(Long::longValue).max().orElse(-1);
        for (Cell cell : cells.keySet()) {
            long end = (cell.window() + 1) * windowLength;
            if (revisions.containsKey(cell) || end > now) {
                continue;
            }
            Set<Sender> live = new HashSet<>(marks.keySet());
            live.removeIf(sender -> marks.get(sender) < end);
            Set<Sender> silent = new HashSet<>(marks.keySet());
            silent.removeAll(live);
            if (silent.isEmpty() || now >= end + GRACE) {
                emit(cell, live, silent);
            }
        }
    }

    private void emit(Cell cell, Set<Sender> live, Set<Sender> silent) {
        int revision = revisions.merge(cell, 0, (before, any) -> before + 1);
        ledger.add(new Entry(cell, revision, Map.copyOf(cells.get(cell)), live, silent));
    }

    private static Map<Cell, Map<Sender, Totals>> copy(Map<Cell, Map<Sender, Totals>> cells) {
        Map<Cell, Map<Sender, Totals>> copy = new LinkedHashMap<>();
        cells.forEach((cell, senders) -> copy.put(cell, new LinkedHashMap<>(senders)));
        return copy;
    }
}
