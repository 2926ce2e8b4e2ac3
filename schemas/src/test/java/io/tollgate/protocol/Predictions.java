package io.tollgate.protocol;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What a gateway takes others to have used up since it last heard of them: at the rate that it saw, for a few ticks. Lives
 * as long as the process. Beside it stands, kept apart, what was heard when, by which {@link #check} judges.
 */
final class Predictions {

    /** Ticks after which a gateway that is not heard of is predicted less, and after twice of which nothing. */
    private static final long PATIENCE = 3;

    private record Pace(long used, long asOf, double perTick) {}

    private final Settings settings;
    private final Sender self;
    private final Map<Cell, Map<Sender, Pace>> paces = new HashMap<>();
    private final Set<Cell> heldBack = new HashSet<>();
    private final Map<Cell, Map<Sender, Long>> heardAt = new HashMap<>();

    Predictions(Settings settings, Sender self) {
        this.settings = settings;
        this.self = self;
    }

    /** Takes in a record of usage. */
    void heard(UsageRecord usage, long now) {
        Cell cell = usage.cell();
        for (Map.Entry<Sender, Totals> listed : usage.listed().entrySet()) {
            Sender sender = listed.getKey();
            long used = settings.charged(listed.getValue());
            Pace before = of(cell).get(sender);
            if (sender.equals(self) || used == 0 || (before != null && used <= before.used)) {
                continue;
            }
            of(cell).put(sender, before == null ? new Pace(used, now, 0) : after(cell, before, used, now));
            heardAt.computeIfAbsent(cell, any -> new HashMap<>()).put(sender, now);
        }
    }

    /** Notes that hits were denied: others may be silent because they deny too. */
    void denied(Cell cell) {
        heldBack.add(cell);
    }

    private Pace after(Cell cell, Pace before, long used, long now) {
        double rate = now == before.asOf || heldBack.contains(cell)
                ? before.perTick
                : (double) (used - before.used) / (now - before.asOf);
        boolean twice = settings.has(WrongReading.PREDICTION_ADDED_TO_WHAT_THEN_ARRIVES);
        return new Pace(used, twice ? before.asOf : now, rate);
    }

    /** Returns what others are taken to have used up beyond what usage says. */
    long hits(Cell cell, long now) {
        double hits = 0;
        for (Pace pace : of(cell).values()) {
            long silent = now - pace.asOf;
            long counted = heldBack.contains(cell) ? silent % (2 * PATIENCE) : silent;
            hits += pace.perTick
                    * (settings.has(WrongReading.PREDICTION_THAT_NEVER_DECAYS)
                            ? silent
                            : Math.max(0, Math.min(counted, 2 * PATIENCE - counted)));
        }
        return Math.round(hits);
    }

    private Map<Sender, Pace> of(Cell cell) {
        return paces.computeIfAbsent(cell, this::carried);
    }

    private Map<Sender, Pace> carried(Cell cell) {
        Map<Sender, Pace> carried = new HashMap<>();
        Map<Sender, Pace> before = paces.getOrDefault(new Cell(cell.counter(), cell.window() - 1), Map.of());
        before.forEach((sender, pace) -> {
            if (pace.used > 0 || settings.has(WrongReading.DEAD_GATEWAY_PREDICTED_ON)) {
                carried.put(sender, new Pace(0, start(cell), pace.perTick));
            }
        });
        return carried;
    }

    private long start(Cell cell) {
        return cell.window() * settings.windowLength();
    }

    /**
     * Checks a denial that only the prediction gives reason for.
     *
     * @throws Violation if nobody was heard of lately, or everybody just now, or if all would have begun anew just now
     */
    void check(Cell cell, long now) {
        Map<Sender, Long> here = heardAt.getOrDefault(cell, Map.of());
        Map<Sender, Long> before = heardAt.getOrDefault(new Cell(cell.counter(), cell.window() - 1), Map.of());
        Set<Sender> known = new HashSet<>(here.keySet());
        known.addAll(before.keySet());
        boolean expected = known.stream()
                .mapToLong(sender -> now - here.getOrDefault(sender, start(cell)))
                .anyMatch(silent ->
                        heldBack.contains(cell) ? silent % (2 * PATIENCE) != 0 : silent > 0 && silent < 2 * PATIENCE);
        if (!expected) {
            throw new Violation(self + " denied in " + cell + " at " + now + " for what it predicts, " + hits(cell, now)
                    + " hits, but heard of others at " + here + ", and in the window before at " + before);
        }
    }
}
