package io.tollgate.gateway.decision;

import io.tollgate.model.CounterKey;
import io.tollgate.plan.EarlierUsage;
import org.jspecify.annotations.Nullable;

/** Knows what was used in windows that ended. Thread-safe; takes no lock and touches no disk. */
public interface EarlierUsages {

    /**
     * Returns what is known of a subscription's counter: the same object as long as it is equal. Null if its counter is not
     * on the heap, or nothing was heard of it.
     */
    @Nullable EarlierUsage earlier(CounterKey counter, long nowMillis);
}
