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
        Counter counter = counters.find(charge.key());
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
        // hits are accounted once in windows of an hour or less: this one may overlap two of those
        if (charge.plan.accounting() != null && span.isLongerThanAnHour()) {
            window.account();
        }
        return true;
    }

    /**
     * Finds the one window in which the charge's hits are accounted. That of its zone, unless another holds them already:
     * a zone that changes by part of an hour, or a limit in the request that has another, must not account them twice.
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
        do {
            found = window(counter, counter.accountingSpan(hour, nowMillis));
        } while (found != null && !found.isAccounting() && !counter.account(found, hour, nowMillis));
        return found;
    }

    private @Nullable CounterWindow window(Counter counter, Window window) {
        CounterWindow found = counter.find(window);
        if (found == null && !counters.mayHaveForgotten(window)) {
            found = counter.findOrAdd(window, counters.sender());
        }
        return found != null && found.takesHits() ? found : null;
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
            loadForgotten(loader, counter, counter.accountingSpan(accounting.at(nowMillis), nowMillis));
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
