package io.tollgate.gateway;

import io.tollgate.gateway.decision.Counter;
import io.tollgate.gateway.decision.CounterLoader;
import io.tollgate.gateway.decision.CounterWindow;
import io.tollgate.gateway.decision.Counters;
import io.tollgate.gateway.decision.JournalFullException;
import io.tollgate.gateway.decision.OwnTotals;
import io.tollgate.gateway.decision.SenderId;
import io.tollgate.gateway.journal.Journal;
import io.tollgate.gateway.journal.KeyLocks;
import io.tollgate.gateway.journal.OwnTotalsStore;
import io.tollgate.gateway.usage.UsageApplier;
import io.tollgate.gateway.usage.UsageStore;
import io.tollgate.model.CounterKey;
import io.tollgate.model.Window;
import java.util.concurrent.locks.Lock;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Brings counters onto the heap: own totals from this gateway's disk, all others' from its view of usage. */
final class StoredCounterLoader implements CounterLoader {

    private final Counters counters;
    private final Journal journal;
    private final OwnTotalsStore own;
    private final UsageStore usage;
    private final UsageApplier applier;
    private final KeyLocks locks;
    private final Supplier<SenderId> newSender;

    StoredCounterLoader(
            Counters counters,
            Journal journal,
            OwnTotalsStore own,
            UsageStore usage,
            UsageApplier applier,
            KeyLocks locks,
            Supplier<SenderId> newSender) {
        this.counters = counters;
        this.journal = journal;
        this.own = own;
        this.usage = usage;
        this.applier = applier;
        this.locks = locks;
        this.newSender = newSender;
    }

    @Override
    public Counter load(CounterKey key, long nowMillis) {
        Lock lock = locks.of(key);
        lock.lock();
        try {
            Counter found = counters.find(key);
            if (found != null) {
                return found;
            }
            Counter counter = new Counter(key, nowMillis);
            takeOwn(counter, window -> window.endMillis() > nowMillis);
            takeUsage(counter, nowMillis);
            counters.add(counter);
            // once more: what the follower wrote since the first look, it did not apply to a counter it could not see
            takeUsage(counter, nowMillis);
            return counter;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void load(Counter counter, Window window) {
        Lock lock = locks.of(counter.key());
        lock.lock();
        try {
            if (counter.find(window) == null) {
                takeOwn(counter, window::equals);
                counter.findOrAdd(window, counters.sender());
                takeUsage(counter, window.startMillis());
            }
        } finally {
            lock.unlock();
        }
    }

    private void takeOwn(Counter counter, Predicate<Window> wanted) {
        for (OwnTotalsStore.Row row : own.rowsOf(counter.key())) {
            if (wanted.test(row.id().window())) {
                take(counter, row);
            }
        }
    }

    private void take(Counter counter, OwnTotalsStore.Row row) {
        SenderId present = counters.sender();
        Window span = row.id().window();
        SenderId sender = row.id().sender();
        CounterWindow window = counter.findOrAdd(span, present);
        if (row.accounted()) {
            window.account();
        }
        if (!sender.equals(window.sender())) {
            window.addEarlier(sender, row.totals());
            return;
        }
        OwnTotals place = journal.allocate(counter.key(), span, present, row.accounted(), row.totals());
        if (place == null) {
            throw new JournalFullException();
        }
        window.resume(place);
    }

    private void takeUsage(Counter counter, long nowMillis) {
        byte[] event = usage.find(counter.key());
        if (event != null) {
            applier.apply(counter, event, nowMillis);
        }
    }

    @Override
    public SenderId newSender() {
        return newSender.get();
    }
}
