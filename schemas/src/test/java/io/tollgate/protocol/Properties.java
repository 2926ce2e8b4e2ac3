package io.tollgate.protocol;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What must hold at the end of a history. */
final class Properties {

    private final Settings settings;
    private final Truth truth;
    private final Kafka kafka;

    Properties(Settings settings, Truth truth, Kafka kafka) {
        this.settings = settings;
        this.truth = truth;
        this.kafka = kafka;
    }

    /**
     * Every gateway, and one that only now starts, believes the truth. Never more; less only where usage stepped back
     * behind rows whose last disk was lost, or, for the newcomer, where nobody has a row left to provoke a record with.
     */
    void checkBeliefs(List<Cell> cells, List<Gateway> gateways, Gateway newcomer, UsageApplication usage) {
        List<Disk> disks = gateways.stream().map(Gateway::disk).toList();
        for (Cell cell : cells) {
            Totals expected = truth.expected(cell);
            boolean repairable =
                    truth.diskLosses() == 0 || usage.beyondRepair(cell, disks).isEmpty();
            for (Gateway gateway : gateways) {
                checkBelief(
                        gateway.believed(cell),
                        expected,
                        repairable,
                        gateway.disk().folder() + " of " + cell);
            }
            boolean somebodySends = disks.stream()
                    .anyMatch(disk -> Stream.concat(disk.rows().keySet().stream(), disk.coveredRows().keySet().stream())
                            .anyMatch(row -> row.cell().equals(cell)));
            checkBelief(newcomer.believed(cell), expected, repairable && somebodySends, "a newcomer of " + cell);
        }
    }

    /** The ledger holds what clients were answered, and rows of a window are revised upwards only. */
    void checkLedger(List<LedgerApplication.Entry> ledger) {
        Map<Cell, LedgerApplication.Entry> last = new HashMap<>();
        for (LedgerApplication.Entry entry : ledger) {
            checkRevision(entry, last.put(entry.cell(), entry));
            if (entry.revision() == 0 && entry.silent().isEmpty()) {
                checkNotEarly(entry);
            }
        }
        for (Cell cell : truth.cells()) {
            Totals expected = truth.expected(cell);
            Totals billed = last.containsKey(cell) ? last.get(cell).totals() : Totals.ZERO;
            if (!billed.equals(expected)) {
                throw new Violation(
                        "the ledger holds " + billed + " of " + cell + ", clients were answered " + expected);
            }
        }
    }

    /** Nobody admits more than the limit by its own counts; a lost disk forgets what one gateway has admitted. */
    void checkBound(int gatewayCount) {
        long bound = settings.limit() * (gatewayCount + truth.diskLosses());
        for (Cell cell : truth.cells()) {
            if (truth.counted(cell).admitted() > bound) {
                throw new Violation("admitted " + truth.counted(cell).admitted() + " of " + cell + ", bound " + bound);
            }
        }
    }

    private void checkBelief(Totals believed, Totals expected, boolean exact, String who) {
        if (!expected.covers(believed) || (exact && !believed.equals(expected))) {
            throw new Violation("gateway " + who + " believes " + believed + " when all is quiet, true is " + expected);
        }
    }

    private static void checkRevision(LedgerApplication.Entry entry, LedgerApplication.Entry before) {
        boolean grows = before == null
                ? entry.revision() == 0
                : entry.revision() == before.revision() + 1 && entry.totals().covers(before.totals());
        if (!grows) {
            throw new Violation(entry + " does not follow " + before);
        }
    }

    /** A gateway whose mark let a window close had everything in it, earlier senders of its disk included. */
    private void checkNotEarly(LedgerApplication.Entry entry) {
        for (Row row : truth.rows()) {
            Totals closed = entry.senders().getOrDefault(row.sender(), Totals.ZERO);
            if (row.cell().equals(entry.cell())
                    && entry.live().stream().anyMatch(live -> vouches(live, row.sender()))
                    && !closed.covers(truth.expected(row))) {
                throw new Violation(entry + " was closed early: " + row + " is " + truth.expected(row) + ", in Kafka "
                        + kafka.logged(row));
            }
        }
    }

    private boolean vouches(Sender live, Sender sender) {
        boolean earlier = live.folder() == sender.folder() && sender.start() < live.start();
        return live.equals(sender) || (earlier && truth.diskLosses() == 0);
    }
}
