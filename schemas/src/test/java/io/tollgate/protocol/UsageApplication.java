package io.tollgate.protocol;

import static java.util.stream.Collectors.toMap;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Feeds decisions, at least once: a crash returns to the committed offset, and to a changelog in which an instance that
 * was paused may have had the last word.
 */
final class UsageApplication {

    /** Rows, who is declared covered, and who gave a mark after that: such a sender is alive, whatever a clone says. */
    private record State(Map<Cell, Map<Sender, Totals>> cells, Set<Sender> covered, Set<Sender> alive) {

        static State empty() {
            return new State(new LinkedHashMap<>(), new LinkedHashSet<>(), new LinkedHashSet<>());
        }

        State copy() {
            State copy = new State(new LinkedHashMap<>(), new LinkedHashSet<>(covered), new LinkedHashSet<>(alive));
            cells.forEach((cell, senders) -> copy.cells.put(cell, new LinkedHashMap<>(senders)));
            return copy;
        }

        Map<Sender, Totals> senders(Cell cell) {
            return cells.computeIfAbsent(cell, any -> new LinkedHashMap<>());
        }

        void forgetBefore(int window) {
            cells.keySet().removeIf(cell -> cell.window() < window);
        }

        UsageRecord record(Cell cell) {
            Map<Sender, Totals> listed = new HashMap<>();
            Totals rest = Totals.ZERO;
            for (Map.Entry<Sender, Totals> entry : senders(cell).entrySet()) {
                if (covered.contains(entry.getKey()) && !alive.contains(entry.getKey())) {
                    rest = rest.plus(entry.getValue());
                } else {
                    listed.put(entry.getKey(), entry.getValue());
                }
            }
            return new UsageRecord(cell, listed, rest);
        }
    }

    private final Kafka kafka;
    private final Set<WrongReading> wrong;
    private State state = State.empty();
    private State changelog = State.empty();
    private State paused = State.empty();
    private int offset;
    private int committed;

    UsageApplication(Kafka kafka, Set<WrongReading> wrong) {
        this.kafka = kafka;
        this.wrong = wrong;
    }

    /** Reads all that there is, and commits; Kafka must be up. */
    void drain() {
        while (offset < kafka.hits().size()) {
            step();
        }
        commit();
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
            read(mark, state);
            read(mark, changelog);
        }
    }

    void commit() {
        committed = offset;
    }

    void crash() {
        state = changelog.copy();
        offset = committed;
    }

    /** An instance stops for a while, and with it what it knows. */
    void pauseAnInstance() {
        paused = state.copy();
    }

    /** The paused instance wakes up and finishes what it was at: nothing fences its writes. */
    void zombieWrites(Random random) {
        List<Cell> cells = new ArrayList<>(paused.cells.keySet());
        if (!kafka.isUp() || cells.isEmpty()) {
            return;
        }
        Cell cell = cells.get(random.nextInt(cells.size()));
        changelog.senders(cell).putAll(paused.senders(cell));
        kafka.publish(paused.record(cell));
    }

    /** Returns what is held of the row. */
    Totals of(Row row) {
        return state.senders(row.cell()).getOrDefault(row.sender(), Totals.ZERO);
    }

    /** Returns rows that fell behind the topic and that nobody can send again. */
    Map<Row, Totals> beyondRepair(Cell cell, List<Disk> disks) {
        return state.senders(cell).keySet().stream()
                .map(sender -> new Row(cell, sender))
                .filter(row -> !of(row).covers(kafka.logged(row)))
                .filter(row ->
                        disks.stream().noneMatch(disk -> disk.sendable(row).covers(kafka.logged(row))))
                .collect(toMap(row -> row, this::of));
    }

    private void merge(HitRecord.Hits hits) {
        Cell cell = hits.row().cell();
        Totals before = of(hits.row());
        Totals after = wrong.contains(WrongReading.INCREMENTS_INSTEAD_OF_TOTALS)
                ? before.plus(hits.totals())
                : before.max(hits.totals());
        if (after.equals(before) && wrong.contains(WrongReading.NOTHING_WRITTEN_WHEN_MERGE_CHANGES_NOTHING)) {
            return;
        }
        state.senders(cell).put(hits.row().sender(), after);
        changelog.senders(cell).put(hits.row().sender(), after);
        kafka.publish(state.record(cell));
        state.forgetBefore(cell.window() - 1);
        changelog.forgetBefore(cell.window() - 1);
    }

    private static void read(HitRecord.Mark mark, State state) {
        if (state.covered.contains(mark.sender())) {
            state.alive.add(mark.sender());
        }
        state.covered.addAll(mark.covered());
    }
}
