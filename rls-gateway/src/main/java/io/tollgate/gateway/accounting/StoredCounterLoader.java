package io.tollgate.gateway.accounting;

import io.tollgate.accounting.Incarnation;
import io.tollgate.gateway.decision.Counter;
import io.tollgate.gateway.decision.CounterLoader;
import io.tollgate.gateway.decision.CounterWindow;
import io.tollgate.gateway.decision.Counters;
import io.tollgate.gateway.decision.DirtyWindowObserver;
import io.tollgate.gateway.decision.JournalFullException;
import io.tollgate.gateway.decision.OwnTotals;
import io.tollgate.gateway.journal.Journal;
import io.tollgate.gateway.journal.OwnTotalsStore;
import io.tollgate.gateway.usage.UsageStore;
import io.tollgate.gateway.usage.UsageUpdater;
import io.tollgate.model.CounterKey;
import io.tollgate.model.Window;
import io.tollgate.topic.UndecodableEventException;
import io.tollgate.topic.UnknownSchemaException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings counters onto the heap: own totals from this gateway's disk, all others' from its view of usage. */
public final class StoredCounterLoader implements CounterLoader {

    private static final Logger LOG = LoggerFactory.getLogger(StoredCounterLoader.class);

    private final Counters counters;
    private final Journal journal;
    private final OwnTotalsStore own;
    private final UsageStore usage;
    private final UsageUpdater updater;
    private final Supplier<Incarnation> newSender;
    private final DirtyWindowObserver resumed;

    /** @param resumed is told of totals that are back on the heap */
    public StoredCounterLoader(
            Counters counters,
            Journal journal,
            OwnTotalsStore own,
            UsageStore usage,
            UsageUpdater updater,
            Supplier<Incarnation> newSender,
            DirtyWindowObserver resumed) {
        this.counters = counters;
        this.journal = journal;
        this.own = own;
        this.usage = usage;
        this.updater = updater;
        this.newSender = newSender;
        this.resumed = resumed;
    }

    /**
     * If usage was written between the look and the addition, the follower may not have seen the counter, nor this the
     * usage: then it is read by {@link #load}.
     */
    @Override
    public boolean addNew(CounterKey key, long nowMillis) {
        Lock lock = counters.lockOf(key);
        if (!lock.tryLock()) {
            return false;
        }
        try {
            Counter found = counters.find(key);
            if (found != null) {
                return !found.isUsageUnread();
            }
            long written = usage.batches();
            if (own.mayHave(key) || usage.mayHave(key)) {
                return false;
            }
            Counter counter = new Counter(key, nowMillis);
            updater.learnNothing(counter);
            counters.add(counter);
            if (usage.batches() != written && usage.mayHave(key)) {
                counter.usageUnread(true);
                return false;
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Counter load(CounterKey key, long nowMillis) {
        Lock lock = counters.lockOf(key);
        lock.lock();
        try {
            Counter found = counters.find(key);
            if (found != null) {
                if (found.isUsageUnread()) {
                    takeUsage(found, nowMillis);
                    found.usageUnread(false);
                }
                return found;
            }
            Counter counter = new Counter(key, nowMillis);
            takeOwn(counter, window -> window.endMillis() > nowMillis, nowMillis);
            long written = usage.batches();
            takeUsage(counter, nowMillis);
            counters.add(counter);
            // what the follower wrote since the first look, it did not apply to a counter that it could not see yet
            if (usage.batches() != written) {
                takeUsage(counter, nowMillis);
            }
            return counter;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void load(Counter counter, Window window) {
        bringBack(counter, window, true);
    }

    /** What the log holds of the present identity counts among the others: its own totals may be known no more. */
    @Override
    public void loadEnded(Counter counter, Window window) {
        bringBack(counter, window, false);
    }

    private void bringBack(Counter counter, Window window, boolean toCount) {
        Lock lock = counters.lockOf(counter.key());
        lock.lock();
        try {
            CounterWindow found = counter.find(window);
            if (found == null) {
                takeOwn(counter, window::equals, window.startMillis());
                found = counter.findOrAdd(window, toCount ? counters.sender() : Incarnation.NOBODY);
                if (found != null) {
                    takeUsage(counter, window.startMillis());
                }
            }
            if (found != null && toCount) {
                found.countUnder(counters.sender());
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes all wanted rows or none: places of a counter that does not get onto the heap would never be given back. */
    private void takeOwn(Counter counter, Predicate<Window> wanted, long nowMillis) {
        List<CounterWindow> taken = new ArrayList<>();
        try {
            for (OwnTotalsStore.Row row : own.rowsOf(counter.key())) {
                if (wanted.test(row.id().window())) {
                    take(counter, row, taken);
                }
            }
        } catch (RuntimeException e) {
            taken.forEach(CounterWindow::release);
            throw e;
        }
        // the log may not hold all of it, and the sender of stored totals leaves to the reporter what is on the heap
        taken.stream()
                .filter(CounterWindow::isAccounted)
                .forEach(window -> resumed.dirty(window, nowMillis, true, false));
    }

    private void take(Counter counter, OwnTotalsStore.Row row, List<CounterWindow> taken) {
        Window span = row.id().window();
        CounterWindow window = counter.findOrAdd(span, counters.sender());
        if (window == null) {
            return; // leaving the heap: the request looks again
        }
        if (row.accounted()) {
            window.account();
        }
        Incarnation sender = row.id().sender();
        if (!sender.equals(window.sender())) {
            window.others().addEarlier(sender, row.totals());
            return;
        }
        OwnTotals place = journal.allocate(counter.key(), span, sender, row.accounted(), row.totals());
        if (place == null) {
            throw new JournalFullException();
        }
        window.resume(place);
        if (!row.accounted() && !span.isLongerThanAnHour()) {
            window.countApart(); // its hits may be accounted in a window that is not on the heap any more
        }
        taken.add(window);
    }

    private void takeUsage(Counter counter, long nowMillis) {
        byte[] event = usage.find(counter.key());
        if (event == null) {
            updater.learnNothing(counter);
        } else {
            try {
                updater.apply(counter, event, nowMillis);
            } catch (UnknownSchemaException | UndecodableEventException e) {
                LOG.debug("What others counted is not known for {}", counter.key(), e); // the follower warns
            }
        }
    }

    @Override
    public Incarnation newSender() {
        return newSender.get();
    }
}
