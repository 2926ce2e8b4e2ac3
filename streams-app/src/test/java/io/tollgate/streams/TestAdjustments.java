package io.tollgate.streams;

import io.tollgate.event.Adjustment;
import io.tollgate.event.CounterEntry;
import io.tollgate.event.CounterKey;
import io.tollgate.event.DescriptorCounter;
import java.util.List;

/** Adjustments as callers ask for them, for tests. */
final class TestAdjustments {

    private TestAdjustments() {}

    /** Returns the counter that {@link Events#counter} has the key of. */
    static CounterKey counter(String value) {
        return new CounterKey(new DescriptorCounter("api", List.of(new CounterEntry("tenant", value, false))));
    }

    /** Returns an adjustment of alice's counter in the first hour. */
    static Adjustment of(String id, long hits) {
        return of(id, hits, Events.NOW + 60_000);
    }

    static Adjustment of(String id, long hits, long at) {
        return new Adjustment(id, counter("alice"), at, hits, "outage", Events.NOW);
    }
}
