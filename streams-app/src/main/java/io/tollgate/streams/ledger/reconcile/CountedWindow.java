package io.tollgate.streams.ledger.reconcile;

import static java.util.Objects.requireNonNull;

import io.tollgate.model.CounterKey;
import io.tollgate.model.Window;

/** What is compared: one window of a counter. */
record CountedWindow(CounterKey counter, Window window) {

    CountedWindow {
        requireNonNull(counter, "counter");
        requireNonNull(window, "window");
    }
}
