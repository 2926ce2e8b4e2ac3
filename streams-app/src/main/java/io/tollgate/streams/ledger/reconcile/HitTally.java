package io.tollgate.streams.ledger.reconcile;

import io.tollgate.accounting.HitSender;
import io.tollgate.accounting.HitTotals;
import io.tollgate.event.Hits;
import io.tollgate.event.WindowHits;
import io.tollgate.event.WindowUse;
import io.tollgate.model.CounterKey;
import io.tollgate.model.Window;
import io.tollgate.streams.record.HitValidation;
import io.tollgate.topic.AccountingEvents;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What hits say: of each sender the larger of each total, in the accounting windows that are asked for. Records that the
 * ledger sets aside are left out by its rules. Of windows that are not asked for nothing is held, so that a record is
 * judged implausible by what it says of them, not by what came before.
 */
final class HitTally {

    private final long lateMillis;
    private final Map<CountedWindow, Map<HitSender, HitTotals>> counted = new HashMap<>();
    private int entries;

    /** One window of a record before and after. */
    private record Growth(CountedWindow place, boolean asked, HitTotals before, HitTotals after) {}

    /** @param lateHorizon how long after its end hits may change a window of the ledger */
    HitTally(Duration lateHorizon) {
        this.lateMillis = lateHorizon.toMillis();
    }

    /**
     * Takes a record, which must be valid.
     *
     * @param recordMillis when it was written, milliseconds since the Unix epoch
     * @param asked the windows that are asked for
     */
    void take(CounterKey counter, Hits hits, long recordMillis, Predicate<CountedWindow> asked) {
        HitSender sender = AccountingEvents.sender(hits.getSender());
        List<Growth> growths = new ArrayList<>();
        for (WindowHits hitsOfWindow : hits.getWindows()) {
            Window window = new Window(hitsOfWindow.getStart(), hitsOfWindow.getEnd());
            if (hitsOfWindow.getUse() != WindowUse.LIMIT && !window.isLongerThanAnHour()) {
                CountedWindow place = new CountedWindow(counter, window);
                HitTotals before = counted.getOrDefault(place, Map.of()).getOrDefault(sender, HitTotals.ZERO);
                HitTotals after = before.max(AccountingEvents.totals(hitsOfWindow.getTotals()));
                growths.add(new Growth(place, asked.test(place), before, after));
            }
        }
        if (growths.stream().noneMatch(growth -> isSetAside(growth, recordMillis))) {
            growths.forEach(growth -> put(growth, sender));
        }
    }

    private boolean isSetAside(Growth growth, long recordMillis) {
        boolean late = growth.asked
                && !growth.after.equals(growth.before)
                && growth.place.window().endMillis() < recordMillis - lateMillis;
        return late || growth.after.jumpsFrom(growth.before, HitValidation.MOST_PLAUSIBLE_JUMP);
    }

    private void put(Growth growth, HitSender sender) {
        if (growth.asked && !growth.after.equals(growth.before)) {
            Map<HitSender, HitTotals> senders = counted.computeIfAbsent(growth.place, place -> new HashMap<>(2));
            if (senders.put(sender, growth.after) == null) {
                entries++;
            }
        }
    }

    /** Returns the windows in which anything is counted. */
    Set<CountedWindow> windows() {
        return counted.keySet();
    }

    /** Returns the sum over all senders. */
    HitTotals sum(CountedWindow place) {
        return counted.getOrDefault(place, Map.of()).values().stream().reduce(HitTotals.ZERO, HitTotals::plus);
    }

    /** Returns how many pairs of window and sender are held. */
    int entries() {
        return entries;
    }
}
