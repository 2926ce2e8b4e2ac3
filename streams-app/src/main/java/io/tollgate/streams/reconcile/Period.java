package io.tollgate.streams.reconcile;

import static java.util.Objects.requireNonNull;

import io.tollgate.model.Window;
import java.time.Instant;

/**
 * Which windows are reconciled.
 *
 * @param from windows that begin earlier are left out
 * @param to windows that end later are left out; after {@code from}
 */
public record Period(Instant from, Instant to) {

    public Period {
        requireNonNull(from, "from");
        requireNonNull(to, "to");
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException("from: " + from + " (expected: before to, " + to + ")");
        }
    }

    boolean covers(Window window) {
        return window.startMillis() >= from.toEpochMilli() && window.endMillis() <= to.toEpochMilli();
    }
}
