package io.tollgate.protocol;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/** Decides requests and records its hits. A process on a disk; {@link Reports} is its other half. */
final class Gateway {

    /** What was added to the first of two counters before the second was asked; only a wrong reading has it. */
    private record Reservation(Cell first, Cell second, long addend) {}

    private final Settings settings;
    private final Truth truth;
    private final Kafka kafka;
    private final IntSupplier starts;
    private final LongSupplier clock;
    private final Map<Cell, Totals> heap = new LinkedHashMap<>();
    private Optional<Reservation> reservation = Optional.empty();
    private Disk disk;
    private Disk synced;
    private Sender sender;
    private Reports reports;
    private boolean up;

    Gateway(int folder, Settings settings, Truth truth, Kafka kafka, IntSupplier starts, LongSupplier clock) {
        this.settings = settings;
        this.truth = truth;
        this.kafka = kafka;
        this.starts = starts;
        this.clock = clock;
        this.disk = new Disk(folder);
        this.synced = disk.copy();
        this.sender = newSender();
        this.reports = new Reports(settings, kafka, disk, sender, clock);
        start(true);
    }

    boolean isUp() {
        return up;
    }

    Disk disk() {
        return disk;
    }

    Reports reports() {
        return reports;
    }

    /** Decides and answers a request that charges the cells, which are in ascending order. */
    void request(List<Cell> cells, long addend) {
        if (settings.has(WrongReading.RESERVATION_VISIBLE_TO_FLUSH) && cells.size() == 2) {
            reserve(cells.get(0), cells.get(1), addend);
            return;
        }
        Totals hits = decide(cells, addend);
        cells.forEach(cell -> add(cell, hits));
        cells.forEach(cell -> truth.answered(new Row(cell, sender), hits));
    }

    /** Dies between what it writes for a request and its answer. */
    void requestAndDie(List<Cell> cells, long addend, Random random) {
        Totals hits = decide(cells, addend);
        for (Cell cell : cells.subList(0, random.nextInt(cells.size() + 1))) {
            add(cell, hits);
            truth.unanswered(new Row(cell, sender), hits);
        }
        kill();
    }

    /** Returns what this gateway believes was counted. */
    Totals believed(Cell cell) {
        Totals others = disk.others().getOrDefault(cell, Totals.ZERO);
        Row own = new Row(cell, sender);
        return disk.stored(cell).minus(disk.row(own)).plus(own(cell)).plus(others);
    }

    void kill() {
        up = false;
        heap.clear();
        reservation = Optional.empty();
    }

    /** Starts the process: a new sender that sends again what earlier ones left on the disk. */
    void start() {
        start(false);
    }

    void sync() {
        synced = disk.copy();
    }

    Disk synced() {
        return synced;
    }

    /** Exchanges the disk for another; what stands nowhere else is lost. */
    void loseDisk(Disk replacement, List<Disk> allDisks) {
        kill();
        for (Map.Entry<Row, Totals> entry : disk.rows().entrySet()) {
            Row row = entry.getKey();
            Totals kept = kafka.logged(row).max(replacement.row(row));
            for (Disk other : allDisks) {
                kept = other == disk ? kept : kept.max(other.row(row));
            }
            truth.lost(row, entry.getValue().minus(kept));
        }
        truth.countDiskLoss();
        disk = replacement;
        synced = disk.copy();
        start(settings.has(WrongReading.SENDER_RESUMED_AFTER_DISK_LOSS));
    }

    void evict(Random random) {
        List<Cell> cells = new ArrayList<>(heap.keySet());
        if (!cells.isEmpty()) {
            Cell cell = cells.get(random.nextInt(cells.size()));
            heap.remove(cell);
            if (settings.has(WrongReading.EVICTED_TOTALS_REBUILT_FROM_USAGE)) {
                disk.rows().remove(new Row(cell, sender));
            }
        }
    }

    /** Asks the second counter of a request that has reserved at the first. */
    void finishReservation() {
        reservation.ifPresent(held -> {
            boolean over = isOver(held.second, held.addend);
            if (over) {
                add(held.first, new Totals(-held.addend, held.addend));
            }
            add(held.second, hits(over, held.addend));
            truth.answered(new Row(held.first, sender), hits(over, held.addend));
            truth.answered(new Row(held.second, sender), hits(over, held.addend));
        });
        reservation = Optional.empty();
    }

    private void reserve(Cell first, Cell second, long addend) {
        if (reservation.isEmpty() && !isOver(first, addend)) {
            add(first, hits(false, addend));
            reservation = Optional.of(new Reservation(first, second, addend));
        }
    }

    private void start(boolean sameSender) {
        if (!sameSender) {
            sender = newSender();
        }
        disk.senders().add(sender);
        reports = new Reports(settings, kafka, disk, sender, clock);
        reports.catchUpIfNew();
        up = true;
    }

    private Sender newSender() {
        return new Sender(disk.folder(), starts.getAsInt());
    }

    private Totals decide(List<Cell> cells, long addend) {
        boolean over = cells.stream().anyMatch(cell -> isOver(cell, addend));
        cells.stream().filter(cell -> isOver(cell, addend)).forEach(reports.predictions()::denied);
        if (!over && settings.predicted()) {
            return predicted(cells, addend);
        }
        if (over && cells.stream().noneMatch(cell -> isOver(truth.counted(cell), addend))) {
            throw new Violation(sender + " denied " + addend + " on " + cells + " below the limit: it believes "
                    + cells.stream().map(this::believed).toList() + ", true is "
                    + cells.stream().map(truth::counted).toList());
        }
        return hits(over, addend);
    }

    /** Of what is within its limits as far as is known. */
    private Totals predicted(List<Cell> cells, long addend) {
        long now = clock.getAsLong();
        for (Cell cell : cells) {
            long predicted = reports.predictions().hits(cell, now);
            if (isOver(believed(cell), addend + predicted)) {
                reports.predictions().check(cell, now);
                reports.predictions().denied(cell);
                return hits(true, addend);
            }
        }
        return hits(false, addend);
    }

    private boolean isOver(Cell cell, long addend) {
        return isOver(believed(cell), addend);
    }

    private boolean isOver(Totals counted, long addend) {
        return settings.charged(counted) + addend > settings.limit();
    }

    private static Totals hits(boolean over, long addend) {
        return over ? new Totals(0, addend) : new Totals(addend, 0);
    }

    private Totals own(Cell cell) {
        Row row = new Row(cell, sender);
        Totals own = heap.get(cell);
        if (own == null) {
            own = disk.row(row);
            UsageRecord usage = disk.latest().get(cell);
            if (settings.has(WrongReading.EVICTED_TOTALS_REBUILT_FROM_USAGE) && usage != null) {
                own = own.max(usage.of(sender));
            }
            heap.put(cell, own);
        }
        return own;
    }

    private void add(Cell cell, Totals hits) {
        Totals own = own(cell).plus(hits);
        heap.put(cell, own);
        if (settings.has(WrongReading.UNSENT_WINDOWS_OVERWRITTEN_DURING_OUTAGE)) {
            disk.rows()
                    .keySet()
                    .removeIf(row ->
                            row.cell().counter() == cell.counter() && row.cell().window() < cell.window());
        }
        disk.rows().put(new Row(cell, sender), own);
    }
}
