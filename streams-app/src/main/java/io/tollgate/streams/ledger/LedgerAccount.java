package io.tollgate.streams.ledger;

import static java.util.Objects.requireNonNull;

import io.tollgate.accounting.AdjustmentId;
import io.tollgate.accounting.HitSender;
import io.tollgate.accounting.HitTotals;
import io.tollgate.event.Hits;
import io.tollgate.event.LedgerWindow;
import io.tollgate.event.WindowHits;
import io.tollgate.event.WindowUse;
import io.tollgate.model.CounterKey;
import io.tollgate.model.Window;
import io.tollgate.streams.record.HitValidation;
import io.tollgate.topic.AccountingEvents;
import io.tollgate.topic.CounterKeyEvents;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Adds what arrives to the rows of the ledger. Of each sender the larger of two totals counts, in the accounting windows
 * only. Each increase of an accounting window is also added to every longer window that contains its start. So a
 * counter's hours always sum up to its longer windows, and what comes twice or late changes nothing or just what is
 * missing. Used by one thread.
 */
final class LedgerAccount {

    /** How long changes of a closed window are gathered for its next revision, in record time. */
    static final Duration REVISE_AFTER = Duration.ofSeconds(10);

    /** The longest accounting window. */
    static final long ACCOUNTING_MS = Duration.ofHours(1).toMillis();

    private final LedgerTables tables;
    private final LedgerStore rows;
    private final long lateMillis;

    /** @param lateHorizon how long after its end a window may still be changed */
    LedgerAccount(LedgerTables tables, Duration lateHorizon) {
        this.tables = requireNonNull(tables, "tables");
        this.rows = tables.rows();
        this.lateMillis = lateHorizon.toMillis();
    }

    /** Returns null if the hits were taken, else, with nothing changed, why they must be set aside. */
    @Nullable String take(CounterKey counter, Hits hits, SenderWatermarks watermarks) {
        HitSender sender = AccountingEvents.sender(hits.getSender());
        long now = watermarks.latestMillis();
        List<RowRef> longer = new ArrayList<>();
        List<Growth> growths = new ArrayList<>();
        for (WindowHits window : hits.getWindows()) {
            if (window.getUse() != WindowUse.LIMIT) {
                RowRef ref = new RowRef(counter, new Window(window.getStart(), window.getEnd()));
                if (ref.window().lengthMillis() > ACCOUNTING_MS) {
                    longer.add(ref);
                    continue;
                }
                HitTotals before = rows.counted(ref, sender);
                Growth growth = new Growth(ref, before, before.max(AccountingEvents.totals(window.getTotals())));
                String problem = problem(growth, now);
                if (problem != null) {
                    return problem;
                }
                growths.add(growth);
            }
        }
        boolean any = !growths.isEmpty() || !longer.isEmpty();
        if (any && !isKnown(growths) && !CounterKeyEvents.isKey(counter.bytes())) {
            return "the key is no counter's";
        }
        // not for what is sent again: the watermarks of a later incarnation have said already that this is all
        if (growths.stream().anyMatch(Growth::isAny)) {
            watermarks.counts(sender, now);
        }
        List<Window> known = know(counter, longer, now);
        growths.forEach(growth -> account(growth, sender, known, now));
        return null;
    }

    /** Nobody could read rows under a key that is no counter's; one that has rows was looked at before. */
    private boolean isKnown(List<Growth> growths) {
        return growths.stream()
                .anyMatch(growth -> !growth.before.equals(HitTotals.ZERO) || rows.row(growth.ref) != null);
    }

    /** What a sender counted in a window before and after. */
    private record Growth(RowRef ref, HitTotals before, HitTotals after) {

        private boolean isAny() {
            return !after.equals(before);
        }
    }

    private @Nullable String problem(Growth growth, long now) {
        Window window = growth.ref.window();
        if (!growth.isAny()) {
            return null;
        }
        if (isForgotten(window, now)) {
            return "too late for the ledger: the window from " + window.startMillis() + " to " + window.endMillis()
                    + " ended more than " + Duration.ofMillis(lateMillis) + " ago";
        }
        return growth.after.jumpsFrom(growth.before, HitValidation.MOST_PLAUSIBLE_JUMP)
                ? "implausible totals in the window from " + window.startMillis() + " to " + window.endMillis() + ": "
                        + growth.after + " after " + growth.before + " (expected: at most 2^53 more)"
                : null;
    }

    private boolean isForgotten(Window window, long now) {
        return window.endMillis() < now - lateMillis;
    }

    /** Returns the counter's longer windows, with those that are seen for the first time. */
    private List<Window> know(CounterKey counter, List<RowRef> seen, long now) {
        List<Window> known = rows.longer(counter);
        List<RowRef> added = seen.stream()
                .filter(ref -> !known.contains(ref.window()) && !isForgotten(ref.window(), now))
                .toList();
        if (added.isEmpty()) {
            return known;
        }
        List<Window> all = new ArrayList<>(known);
        all.removeIf(window -> isForgotten(window, now));
        for (RowRef ref : added) {
            if (all.size() < HitValidation.MOST_WINDOWS) {
                all.add(ref.window());
                open(ref, rows.sum(ref));
            }
        }
        rows.putLonger(counter, all);
        return all;
    }

    private void account(Growth growth, HitSender sender, List<Window> longer, long now) {
        if (!growth.isAny()) {
            return;
        }
        HitTotals grown = growth.after.minus(growth.before);
        rows.put(growth.ref, sender, growth.after);
        HitTotals adjusted = sender instanceof AdjustmentId ? grown : HitTotals.ZERO;
        grow(growth.ref, LedgerWindow.ACCOUNTING, grown, adjusted, now);
        for (Window window : longer) {
            if (window.contains(growth.ref.window().startMillis())) {
                grow(new RowRef(growth.ref.counter(), window), LedgerWindow.LIMIT, grown, adjusted, now);
            }
        }
    }

    private void grow(RowRef ref, LedgerWindow kind, HitTotals grown, HitTotals adjusted, long now) {
        LedgerWindowState row = rows.row(ref);
        if (row == null) {
            open(ref, LedgerWindowState.open(kind).plus(grown, adjusted));
            return;
        }
        LedgerWindowState after = row.plus(grown, adjusted);
        if (after.isClosed() && !after.revisionDue()) {
            tables.revising().add(now + REVISE_AFTER.toMillis(), ref);
            after = after.toRevise();
        }
        rows.put(ref, after);
    }

    private void open(RowRef ref, LedgerWindowState row) {
        tables.closing().add(ref.window().endMillis(), ref);
        rows.put(ref, row);
    }
}
