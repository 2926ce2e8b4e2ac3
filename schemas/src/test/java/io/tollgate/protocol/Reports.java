package io.tollgate.protocol;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.LongSupplier;

/**
 * Sends the totals of a gateway's disk, reads usage, and lets rows go that others hold. Lives as long as the process:
 * what was acknowledged is forgotten with it.
 */
final class Reports {

    private static final int LOST_ACKS_IN_A_HUNDRED = 10;

    private final Settings settings;
    private final Kafka kafka;
    private final Disk disk;
    private final Sender sender;
    private final Predictions predictions;
    private final LongSupplier clock;
    private final Map<Row, Totals> acked = new HashMap<>();

    Reports(Settings settings, Kafka kafka, Disk disk, Sender sender, LongSupplier clock) {
        this.settings = settings;
        this.kafka = kafka;
        this.disk = disk;
        this.sender = sender;
        this.clock = clock;
        this.predictions = new Predictions(settings, sender);
    }

    /** Returns what others are taken to have used up since they were heard of. */
    Predictions predictions() {
        return predictions;
    }

    /** Sends some of what was not acknowledged; some acknowledgements do not come back. */
    void flush(Random random) {
        for (Row row : unacknowledged()) {
            if (random.nextBoolean()) {
                send(row, random.nextInt(100) >= LOST_ACKS_IN_A_HUNDRED);
            }
        }
    }

    void flushAll() {
        unacknowledged().forEach(row -> send(row, true));
    }

    /** Says that all was reported up to now, if so it was. */
    void mark(long now) {
        boolean complete =
                unacknowledged().isEmpty() || settings.has(WrongReading.MARK_GIVEN_BEFORE_ALL_IS_ACKNOWLEDGED);
        if (kafka.isUp() && complete) {
            kafka.append(new HitRecord.Mark(sender, now, disk.covered()));
        }
    }

    /** Reads the next record of usage, if there is one. */
    void consume() {
        if (kafka.isUp() && disk.usageOffset() < kafka.usage().size()) {
            deliver(kafka.usage().get(disk.usageOffset()));
            disk.setUsageOffset(disk.usageOffset() + 1);
        }
    }

    void consumeAll() {
        while (disk.usageOffset() < kafka.usage().size()) {
            consume();
        }
    }

    /** Reads some record again, out of order. */
    void consumeAgain(Random random) {
        if (disk.usageOffset() > 0) {
            deliver(kafka.usage().get(random.nextInt(disk.usageOffset())));
        }
    }

    /** A disk that has read nothing finds what compaction left. */
    void catchUpIfNew() {
        if (kafka.isUp() && disk.usageOffset() == 0) {
            kafka.compactedUsage().values().forEach(this::deliver);
            disk.setUsageOffset(kafka.usage().size());
        }
    }

    /**
     * Sends again where usage shows less of a sender of this disk than was acknowledged, or less in all than was once
     * heard: a zombie's record may step back on a covered sender alone, whose rows no disk holds any more
     * (seed 2126, 2 gateways).
     */
    void heal() {
        for (Row row : List.copyOf(disk.rows().keySet())) {
            UsageRecord usage = disk.latest().get(row.cell());
            if (usage != null
                    && acked.containsKey(row)
                    && (!usage.of(row.sender()).covers(acked.get(row)) || isShort(usage))) {
                acked.remove(row);
            }
        }
        disk.coveredRows().forEach(this::sendCovered);
    }

    /** Nobody can see whether usage lost it: it is in the sum of many. */
    private void sendCovered(Row row, Totals totals) {
        if (kafka.isUp()) {
            kafka.append(new HitRecord.Hits(row, totals));
        }
    }

    /** Forgets windows that are over, except for what is not acknowledged. */
    void forget(int openWindow) {
        disk.rows().entrySet().removeIf(entry -> isOver(entry.getKey().cell(), openWindow) && isAcknowledged(entry));
        disk.coveredRows().keySet().removeIf(row -> isOver(row.cell(), openWindow));
        disk.others().keySet().removeIf(cell -> isOver(cell, openWindow));
        disk.latest().keySet().removeIf(cell -> isOver(cell, openWindow));
    }

    /** Lets rows of earlier senders go where usage holds them all, in one write with the view that now counts them. */
    void cover(int openWindow) {
        for (Sender earlier : List.copyOf(disk.senders())) {
            if (earlier.equals(sender) || !isCovered(earlier, openWindow)) {
                continue;
            }
            for (Map.Entry<Row, Totals> entry : rowsOf(earlier)) {
                if (!settings.has(WrongReading.COVERED_ROWS_DELETED_BEFORE_THE_VIEW_HOLDS_THEM)) {
                    disk.others().merge(entry.getKey().cell(), entry.getValue(), Totals::plus);
                }
                disk.rows().remove(entry.getKey());
                if (!settings.has(WrongReading.COVERED_ROWS_GONE_BEFORE_THEIR_WINDOW_IS_OVER)) {
                    disk.coveredRows().put(entry.getKey(), entry.getValue());
                }
            }
            disk.senders().remove(earlier);
            disk.covered().add(earlier);
        }
    }

    /**
     * The view of others is the most that was heard beyond the rows of this disk. What is said of a sender counts as
     * far as it exceeds the stored row; a stored sender that is not named may be in the rest, as far as that goes.
     */
    private void deliver(UsageRecord usage) {
        Totals rest = usage.rest();
        for (Map.Entry<Row, Totals> entry : disk.rows().entrySet()) {
            Row row = entry.getKey();
            if (row.cell().equals(usage.cell())
                    && !usage.listed().containsKey(row.sender())
                    && !settings.has(WrongReading.OWN_SENDER_IN_THE_REST_TAKEN_FOR_OTHERS)) {
                rest = rest.minus(entry.getValue());
            }
        }
        Totals others = rest;
        for (Map.Entry<Sender, Totals> entry : usage.listed().entrySet()) {
            others = others.plus(entry.getValue().minus(disk.row(new Row(usage.cell(), entry.getKey()))));
        }
        disk.others().merge(usage.cell(), others, Totals::max);
        predictions.heard(usage, clock.getAsLong());
        disk.latest().put(usage.cell(), usage);
    }

    private boolean isShort(UsageRecord usage) {
        Totals said = usage.listed().values().stream().reduce(usage.rest(), Totals::plus);
        Totals seen = disk.others().getOrDefault(usage.cell(), Totals.ZERO);
        for (Map.Entry<Row, Totals> entry : acked.entrySet()) {
            if (entry.getKey().cell().equals(usage.cell())) {
                seen = seen.plus(entry.getValue());
            }
        }
        return !said.covers(seen);
    }

    private boolean isCovered(Sender earlier, int openWindow) {
        return rowsOf(earlier).stream().allMatch(entry -> {
            Cell cell = entry.getKey().cell();
            UsageRecord usage = disk.latest().get(cell);
            boolean held = usage != null && usage.of(earlier).covers(entry.getValue());
            return isAcknowledged(entry) && (held || isOver(cell, openWindow));
        });
    }

    private List<Map.Entry<Row, Totals>> rowsOf(Sender earlier) {
        return disk.rows().entrySet().stream()
                .filter(entry -> entry.getKey().sender().equals(earlier))
                .map(Map.Entry::copyOf)
                .toList();
    }

    private List<Row> unacknowledged() {
        List<Row> rows = new ArrayList<>();
        for (Map.Entry<Row, Totals> entry : disk.rows().entrySet()) {
            if (!isAcknowledged(entry)) {
                rows.add(entry.getKey());
            }
        }
        return rows;
    }

    private void send(Row row, boolean ackArrives) {
        if (!kafka.isUp()) {
            return;
        }
        Totals totals = disk.row(row);
        boolean increments = settings.has(WrongReading.INCREMENTS_INSTEAD_OF_TOTALS);
        kafka.append(new HitRecord.Hits(row, increments ? totals.minus(acked.getOrDefault(row, Totals.ZERO)) : totals));
        if (ackArrives) {
            acked.put(row, totals);
        }
    }

    private boolean isAcknowledged(Map.Entry<Row, Totals> entry) {
        return entry.getValue().equals(acked.get(entry.getKey()));
    }

    private static boolean isOver(Cell cell, int openWindow) {
        return cell.window() < openWindow;
    }
}
