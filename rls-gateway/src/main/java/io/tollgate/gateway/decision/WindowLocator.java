package io.tollgate.gateway.decision;

import io.tollgate.model.Limit;
import io.tollgate.model.Window;
import io.tollgate.model.Windows;
import org.jspecify.annotations.Nullable;

/** Finds the windows that a request charges. Thread-safe. */
final class WindowLocator {

    private final Counters counters;

    WindowLocator(Counters counters) {
        this.counters = counters;
    }

    /** Notes in each charge its windows; false if one is not on the heap. Takes no lock but to add a window. */
    boolean locate(ChargeState[] charges, long nowMillis) {
        for (ChargeState charge : charges) {
            if (charge.isCounted() && !locate(charge, nowMillis)) {
                return false;
            }
        }
        return true;
    }

    private boolean locate(ChargeState charge, long nowMillis) {
        Counter counter = charge.findCounter(counters);
        if (counter == null) {
            return false;
        }
        counter.used(nowMillis);
        charge.restart();
        for (LimitState limit : charge.limits) {
            if (!locate(charge, limit, counter, nowMillis)) {
                return false;
            }
        }
        Windows accounting = charge.plan.accounting();
        if (accounting != null) {
            CounterWindow accountedIn = accounting(charge, counter, accounting.at(nowMillis), nowMillis);
            if (accountedIn == null) {
                return false;
            }
            if (charge.limits.length == 0) {
                accountedIn.observe();
            }
            if (!charge.overflows()) {
                accountLongWindows(charge);
            }
            charge.accountedIn(accountedIn);
        }
        return true;
    }

    private boolean locate(ChargeState charge, LimitState state, Counter counter, long nowMillis) {
        Limit limit = state.limit();
        Window span = limit.windows().at(nowMillis);
        CounterWindow window = window(counter, span);
        if (window == null) {
            return false;
        }
        CounterWindow before = null;
        if (limit.isSliding()) {
            counter.slide();
            before = counter.find(limit.windows().before(span));
        }
        state.found(window, before);
        charge.charges(window);
        return true;
    }

    /** Hits are accounted once in windows of an hour or less: a longer one may overlap two of those, and is their sum. */
    private static void accountLongWindows(ChargeState charge) {
        for (LimitState limit : charge.limits) {
            CounterWindow window = limit.window();
            if (window.window().isLongerThanAnHour()) {
                window.account();
            }
        }
    }

    /**
     * Finds the one window in which the charge's hits are accounted. That of its zone, unless another holds them already:
     * a zone that changes by part of an hour, or a limit in the request that has another, must not account them twice. That
     * of the counter which all further ones share if this one has no place of its own.
     */
    private @Nullable CounterWindow accounting(ChargeState charge, Counter counter, Window hour, long nowMillis) {
        for (LimitState limit : charge.limits) {
            if (limit.window().isAccounting()) {
                return limit.window();
            }
        }
        CounterWindow found = counter.find(hour);
        if (found != null && found.isAccounting() && found.takesHits()) {
            return found;
        }
        found = counter.find(counter.accountingSpan(hour, nowMillis));
        if ((found != null && found.isAccounting()) || hasPlace(charge, counter, nowMillis)) {
            return accounting(counter, hour, nowMillis);
        }
        charge.overflow();
        Counter shared = counters.find(charge.overflowKey());
        if (shared == null) {
            return null;
        }
        shared.used(nowMillis);
        return accounting(shared, hour, nowMillis);
    }

    private @Nullable CounterWindow accounting(Counter counter, Window hour, long nowMillis) {
        CounterWindow found;
        do {
            found = window(counter, counter.accountingSpan(hour, nowMillis));
        } while (found != null && !found.isAccounting() && !counter.account(found, hour, nowMillis));
        return found;
    }

    /** A rule that spells out all values has one counter, which has always a place. */
    private boolean hasPlace(ChargeState charge, Counter counter, long nowMillis) {
        return counters.metered().takePlace(charge.domain(), counter.isMetered(), nowMillis)
                || charge.overflowKey().equals(charge.key());
    }

    private @Nullable CounterWindow window(Counter counter, Window window) {
        CounterWindow found = counter.find(window);
        if (found == null && !counters.mayHaveForgotten(window)) {
            found = counter.findOrAdd(window, counters.sender());
        }
        return found != null && found.takesHits() ? found : null;
    }

    /** Brings counters onto the heap that {@link #locate} misses, as far as nothing is stored of them; false if not all. */
    boolean addNew(ChargeState[] charges, CounterLoader loader, long nowMillis) {
        for (ChargeState charge : charges) {
            if (charge.isCounted() && counters.find(charge.key()) == null && !loader.addNew(charge.key(), nowMillis)) {
                return false;
            }
        }
        return true;
    }

    /** Brings onto the heap what {@link #locate} misses. May block. */
    void load(ChargeState[] charges, CounterLoader loader, long nowMillis) {
        for (ChargeState charge : charges) {
            if (charge.isCounted()) {
                load(charge, loader, nowMillis);
            }
        }
    }

    private void load(ChargeState charge, CounterLoader loader, long nowMillis) {
        Counter counter = loader.load(charge.key(), nowMillis);
        for (LimitState state : charge.limits) {
            Windows windows = state.limit().windows();
            Window window = windows.at(nowMillis);
            loadForgotten(loader, counter, window);
            if (state.limit().isSliding()) {
                counter.slide();
                loader.loadEnded(counter, windows.before(window));
            }
        }
        Windows accounting = charge.plan.accounting();
        if (accounting != null) {
            Window hour = accounting.at(nowMillis);
            loadForgotten(loader, counter, counter.accountingSpan(hour, nowMillis));
            if (counters.metered().isFull(charge.domain(), nowMillis)) {
                Counter shared = loader.load(charge.overflowKey(), nowMillis);
                loadForgotten(loader, shared, shared.accountingSpan(hour, nowMillis));
            }
        }
    }

    private void loadForgotten(CounterLoader loader, Counter counter, Window window) {
        CounterWindow found = counter.find(window);
        if (found == null ? counters.mayHaveForgotten(window) : !found.takesHits()) {
            counters.renewFor(window, loader::newSender);
            loader.load(counter, window);
        }
    }
}
